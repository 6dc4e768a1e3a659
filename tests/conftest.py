import os

from hypothesis import settings

# Machines differ and are shared: a test fails on what it finds, never on how long it took to look. A pull request
# is not stopped by what chance finds on that day; whoever runs the tests at home looks at new examples each time.
settings.register_profile("medmllm-kb", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("medmllm-kb")
