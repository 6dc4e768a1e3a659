"""Loading and validating: ours against PyYAML's SafeLoader with the same validation."""

import gc
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from medmllm_kb.loading.load import load
from medmllm_kb.loading.validation import validate
from medmllm_kb.records import FOLDERS


class _SafeLoader(yaml.SafeLoader):
    """PyYAML's own, but dates stay text, as the schema wants them."""


_SafeLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith("timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def obvious_load(data: Path) -> int:
    """Reads, parses and validates every record with PyYAML's SafeLoader; returns how many."""
    count = 0
    for folder, kind in FOLDERS.items():
        for path in sorted((data / folder).glob("*.yaml")):
            content = yaml.load(path.read_text("utf-8"), _SafeLoader)
            validate(kind, _tuples(content))  # type: ignore[arg-type]
            count += 1
    return count


def _tuples(value: object) -> object:
    if isinstance(value, dict):
        return {key: _tuples(inner) for key, inner in value.items()}
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def seconds(work: Callable[[], object], runs: int = 3) -> float:
    """Median wall time of several runs."""
    times = []
    for _ in range(runs):
        gc.collect()
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def records_in(data: Path) -> int:
    """How many record files a data folder has."""
    return sum(1 for folder in FOLDERS for _ in (data / folder).glob("*.yaml"))


def measure(small: Path, large: Path) -> dict[str, float]:
    """Ratios: obvious/ours at the small size, cost per record large/small, and the start of the command.

    The bibliography is left out on both sides: PyYAML would not read it.
    """
    with tempfile.TemporaryDirectory() as folder:
        small, large = (_records_only(data, Path(folder) / data.name) for data in (small, large))
        ours_small = seconds(lambda: load(small), runs=5)
        ours_large = seconds(lambda: load(large))
        obvious = seconds(lambda: obvious_load(small), runs=3)
        return _ratios(ours_small / records_in(small), ours_large / records_in(large), obvious / records_in(small))


def _records_only(data: Path, copy: Path) -> Path:
    shutil.copytree(data, copy, ignore=shutil.ignore_patterns("bibliography"))
    return copy


def _ratios(ours_small: float, ours_large: float, obvious: float) -> dict[str, float]:
    command = [str(Path(sys.executable).parent / "medmllm-kb"), "--help"]
    start = seconds(lambda: subprocess.run(command, check=True, capture_output=True), runs=5)
    return {
        "check_speedup": obvious / ours_small,
        "check_growth": ours_large / ours_small,
        "check_ms_per_record": 1000 * ours_small,
        "help_seconds": start,
    }
