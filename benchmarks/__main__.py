"""Runs all measurements in one go and writes ``benchmarks/results.md``."""

import platform
import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path
from statistics import median

from benchmarks import analyses, build, check, transfer
from benchmarks.generate import generate
from medmllm_kb.loading.load import load
from medmllm_kb.site.plan import Settings, plan_site

REPOSITORY = Path(__file__).parents[1]
SIZES = (300, 1_000, 3_000, 10_000)


def main() -> None:
    """Generates knowledge bases of each size, measures, prints and writes the table."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        data = {size: work / f"data-{size}" for size in SIZES}
        for size in SIZES:
            generate(REPOSITORY / "data", data[size], size)
            _say(f"generated {size}")
        rows = [*_check_rows(data), *_analysis_rows(data), *_build_rows(data, work), *_transfer_rows(data, work)]
    text = _table(rows)
    (Path(__file__).parent / "results.md").write_text(text, "utf-8")
    print(text)


Row = tuple[str, str, str]


def _check_rows(data: dict[int, Path]) -> list[Row]:
    found = check.measure(data[1_000], data[10_000])
    return [
        (
            "load and validate 1,000 records, against SafeLoader + the same validation",
            f"{found['check_speedup']:.1f} times faster",
            "≥ 10",
        ),
        ("the same, per record", f"{found['check_ms_per_record']:.2f} ms", ""),
        ("cost per record at 10,000 against 1,000", f"{found['check_growth']:.2f}", "≤ 1.3"),
        ("`medmllm-kb --help`", f"{found['help_seconds']:.2f} s", "≤ 0.25"),
    ]


def _analysis_rows(data: dict[int, Path]) -> list[Row]:
    found = analyses.measure(data[1_000])
    pairs = analyses.measure_pairs(data[1_000], data[10_000])
    return [
        ("all analyses of 1,000 records", f"{found.pop('all'):.2f} s", "≤ 1"),
        *((f"of these: {name}", f"{took:.2f} s", "") for name, took in found.items()),
        (
            f"verdicts on all {pairs['pairs']:,.0f} pairs of {analyses.MODELS} models and {analyses.BENCHMARKS}"
            f" benchmarks ({pairs['edges']:,.0f} steps of lineage)",
            f"{pairs['seconds']:.2f} s",
            "≤ 2",
        ),
        (
            "cost of lineage and contamination per step of lineage at 10,000 records against 1,000",
            f"{pairs['growth']:.2f}",
            "≤ 1.3",
        ),
    ]


def _build_rows(data: dict[int, Path], work: Path) -> list[Row]:
    rows: list[Row] = []
    ours = {}
    for size, wanted in ((300, "≥ 6"), (1_000, "≥ 20")):
        ours[size] = build.ours(data[size], work, search=True)
        plain = build.plain(data[size], work, search=True)
        _say(f"{size}: ours {ours[size]}, plain {plain}")
        rows.append(
            (
                f"build at {size:,} records ({ours[size].pages:,} pages), with search index,"
                " against plain MkDocs + Material",
                f"{plain.seconds / ours[size].seconds:.1f} times faster"
                f" ({ours[size].seconds:.1f} s : {plain.seconds:.0f} s)",
                wanted,
            )
        )
    small = build.ours(data[1_000], work, search=False)
    large = build.ours(data[10_000], work, search=False)
    site = build.prepare_hugo(data[10_000], work, _shell(data[10_000], work / "ours"))
    pairs = [(build.ours(data[10_000], work, search=False), build.hugo(site, work)) for _ in range(3)]
    _say(f"10,000: {pairs}")
    rows += [
        ("cost per page at 10,000 records against 1,000", f"{large.ms_per_page / small.ms_per_page:.2f}", "≤ 1.3"),
        (
            f"build at 10,000 records ({large.pages:,} pages), without search on either side, against Hugo"
            " with the same content as Markdown; median of three pairs",
            f"{median(theirs.seconds / mine.seconds for mine, theirs in pairs):.2f} times as fast"
            f" ({median(mine.seconds for mine, _ in pairs):.1f} s, link check included,"
            f" : {median(theirs.seconds for _, theirs in pairs):.1f} s)",
            "≥ 1",
        ),
        (
            "memory of that build",
            f"{max(mine.megabytes for mine, _ in pairs):.0f} MB (Hugo {pairs[0][1].megabytes:,.0f} MB)",
            "≤ 250",
        ),
    ]
    return rows


def _shell(data: Path, output: Path) -> str:
    plan = plan_site(load(data).kb, Settings(site_url="http://127.0.0.1:8000/"))
    page = next(one for one in plan.pages if one.path.startswith("datasets/") and one.depth == 2)
    return build.shell_of(output / page.path, page.body(), page.title, page.description)


def _transfer_rows(data: dict[int, Path], work: Path) -> list[Row]:
    run = build.ours(data[3_000], work, search=True)
    found = transfer.measure(work / "ours", "datasets/vqa-rad/", "radiologists")
    shutil.rmtree(work / "ours")
    return [
        ("first view of a record page, gzipped", f"{found['first_view_kb']:.0f} kB", "≤ 80"),
        ("other hosts asked", f"{found['other_hosts']:.0f}", "0"),
        (
            f"first full-text search at 3,000 records ({run.pages:,} pages)",
            f"{found['first_search_kb']:.0f} kB",
            "≤ 150",
        ),
    ]


def _table(rows: list[Row]) -> str:
    machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, {_cores()} cores"
    head = f"# Measured\n\n{date.today().isoformat()}, {machine}, all in one run.\n\n"
    lines = [
        "| What | Measured | Wanted |",
        "| --- | --- | --- |",
        *(f"| {a} | {b} | {c} |" for a, b, c in rows),
    ]
    return head + "\n".join(lines) + "\n"


def _cores() -> int:
    import os

    return os.cpu_count() or 1


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
