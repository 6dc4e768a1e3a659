from hypothesis import settings

# Machines differ and are shared: a test fails on what it finds, never on how long it took to look.
settings.register_profile("medmllm-kb", deadline=None)
settings.load_profile("medmllm-kb")
