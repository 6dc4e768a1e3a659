"""The front door: reads what was typed, calls what does the work, and says how it went.

Whatever is heavy is imported by the command that needs it, so that `medmllm-kb --help` answers at once.
"""

import sys
from pathlib import Path

import click

from medmllm_kb import __version__

_MARKS = ("vocabularies", "bibliography")
"""Folders by which a data folder is known."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="Folder of the records. Left out: the nearest `data`, here or around, else that of the clone.",
)
@click.version_option(__version__, prog_name="medmllm-kb")
@click.pass_context
def main(context: click.Context, data: Path | None) -> None:
    """MedMLLM-KB: a curated, citable knowledge base of medical multimodal large language models."""
    context.obj = data


@main.command()
@click.option(
    "--format",
    type=click.Choice(["text", "github", "json", "sarif"]),
    default="text",
    help="text: for people. github: marks on a pull request. json and sarif: for programs.",
)
@click.pass_obj
def check(data: Path | None, format: str) -> None:
    """Check every record and name all problems.

    Ends with 0 if there is nothing but hints, 1 if there are findings, 2 if the command was not understood.
    """
    from medmllm_kb.checks.progress import progress
    from medmllm_kb.checks.report import Report
    from medmllm_kb.checks.run import check as check_data
    from medmllm_kb.checks.show import show
    from medmllm_kb.loading.load import count_files

    folder = _data_folder(data)
    with progress("Checking", lambda: count_files(folder)) as step:
        checked = check_data(folder, on_file=step)
    report = Report(checked, _as_seen(folder))
    show(report, format)
    sys.exit(0 if report.is_clean else 1)


@main.command()
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), help="Folder for the site.")
@click.option("--engine", type=click.Choice(["mkdocs", "zensical"]), default="mkdocs", help="Renders the theme.")
@click.pass_obj
def build(data: Path | None, output: Path | None, engine: str) -> None:
    """Build the site. A build that fails leaves the last good site as it is."""
    from medmllm_kb.site.build import build_site, find_config
    from medmllm_kb.site.errors import SiteError

    folder = None if data is None else _data_folder(data)
    try:
        built = build_site(find_config(Path.cwd()), output, engine, folder)  # type: ignore[arg-type]
    except SiteError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{built.pages:,} pages in {built.output} ({built.seconds:.1f} s)")


@main.command()
@click.option("--address", default="127.0.0.1:8000", show_default=True, help="HOST:PORT to listen on.")
@click.pass_obj
def serve(data: Path | None, address: str) -> None:
    """Serve the site on this machine; it follows changes of records and templates."""
    from medmllm_kb.site.build import find_config, serve_site
    from medmllm_kb.site.errors import SiteError

    host, colon, port = address.rpartition(":")
    if not (host and colon and port.isdecimal() and 0 < int(port[:6]) < 65536):
        raise click.BadParameter("write it as HOST:PORT, like 127.0.0.1:8000", param_hint="--address")
    folder = None if data is None else _data_folder(data)
    try:
        serve_site(find_config(Path.cwd()), address, folder)
    except SiteError as error:
        raise click.ClickException(str(error)) from error


@main.command()
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), help="Folder for the schemas.")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; say whether they are up to date.")
@click.pass_obj
def schema(data: Path | None, output: Path | None, only_check: bool) -> None:
    """Write the JSON Schemas with which editors complete and check records."""
    from medmllm_kb.loading.load import load
    from medmllm_kb.records.schema import stale_schemas, write_schemas

    folder = _data_folder(data)
    terms = {name: tuple(found) for name, found in load(folder).kb.terms.items()}
    output = output or folder.parent / "schema"
    if not only_check:
        click.echo(f"{write_schemas(output, terms)} schemas in {output}")
    elif stale := stale_schemas(output, terms):
        raise click.ClickException(f"out of date: {', '.join(stale)}; run `medmllm-kb schema`")


@main.command()
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.pass_obj
def bibtex(data: Path | None, ids: tuple[str, ...]) -> None:
    """Print BibTeX: of everything, or of what each ID names.

    An ID is a citation key, as lau2018vqarad, or a record, as dataset:vqa-rad, which stands for all that
    it cites.
    """
    from medmllm_kb.exports.bibtex import to_bibtex
    from medmllm_kb.exports.selection import UnknownIdError, select_publications
    from medmllm_kb.loading.load import InvalidDataError, open_knowledge_base

    try:
        kb = open_knowledge_base(_data_folder(data))
        publications = select_publications(kb, ids) if ids else list(kb.publications.values())
    except UnknownIdError as error:
        raise click.UsageError(str(error)) from error
    except InvalidDataError as error:
        raise click.ClickException(f"{error}; `medmllm-kb check` names them all") from error
    click.echo(to_bibtex(publications), nl=False)


@main.command()
@click.argument("fields", metavar="[ROWS COLUMNS]", nargs=-1)
@click.option("--kind", type=click.Choice(["dataset", "model"]), default="dataset", help="Kind of the records.")
@click.option("--format", type=click.Choice(["text", "json", "csv"]), default="text", help="json names the records.")
@click.pass_obj
def coverage(data: Path | None, fields: tuple[str, ...], kind: str, format: str) -> None:
    """Count records by two fields, and name the gaps.

    ROWS and COLUMNS are fields by which records are classified, as modalities and tasks. Without them, the
    maps of the site are listed.
    """
    from medmllm_kb.analysis.coverage import WIDEST, UnknownFieldError, cross, gap_maps
    from medmllm_kb.exports.coverage_tables import MAP_FORMATS, OVERVIEW_FORMATS
    from medmllm_kb.loading.load import InvalidDataError, open_knowledge_base

    if len(fields) not in (0, 2):
        raise click.UsageError("name two fields, as in `medmllm-kb coverage modalities tasks`, or none")
    try:
        kb = open_knowledge_base(_data_folder(data))
        if fields:
            found = cross(kb, kind, fields[0], fields[1], WIDEST if format == "text" else None)
            click.echo(MAP_FORMATS[format](found), nl=False)
        else:
            click.echo(OVERVIEW_FORMATS[format](gap_maps(kb)), nl=False)
    except UnknownFieldError as error:
        raise click.UsageError(str(error)) from error
    except InvalidDataError as error:
        raise click.ClickException(f"{error}; `medmllm-kb check` names them all") from error


@main.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@click.option(
    "--format",
    type=click.Choice(["text", "json"]),
    default="text",
    help="text: for people. json: for programs.",
)
@click.pass_obj
def licence(data: Path | None, ids: tuple[str, ...], format: str) -> None:
    """Say what may be done with datasets taken together, or with models.

    An ID is a dataset, as vqa-rad, or a model, as model:lingshu. The strictest of all that they rest on wins,
    with the reasons. Not legal advice.
    """
    import json

    from medmllm_kb.analysis.licences import judge, mixture
    from medmllm_kb.analysis.licences_conflicts import conflicts_of
    from medmllm_kb.exports.licence_report import to_data, to_text
    from medmllm_kb.exports.licence_selection import select_things
    from medmllm_kb.exports.selection import UnknownIdError
    from medmllm_kb.loading.load import InvalidDataError, open_knowledge_base

    try:
        kb = open_knowledge_base(_data_folder(data))
        members = [judge(kb, thing) for thing in select_things(kb, ids)]
    except UnknownIdError as error:
        raise click.UsageError(str(error)) from error
    except InvalidDataError as error:
        raise click.ClickException(f"{error}; `medmllm-kb check` names them all") from error
    taken = mixture(kb, members)
    conflicts = [conflict for member in members for conflict in conflicts_of(kb, member)]
    if format == "json":
        click.echo(json.dumps(to_data(taken, conflicts), indent=2, ensure_ascii=False))
    else:
        click.echo(to_text(kb, taken, conflicts), nl=False)


@main.command()
@click.argument("model")
@click.argument("benchmark", required=False)
@click.option("--format", type=click.Choice(["text", "json"]), default="text", help="json: every path, for programs.")
@click.pass_obj
def overlap(data: Path | None, model: str, benchmark: str | None, format: str) -> None:
    """Say whether the training data of MODEL overlap with BENCHMARK, by which path, and how sure that is.

    Without BENCHMARK: a table of all benchmarks that the model has scores on or shares data with.
    """
    from medmllm_kb.analysis.overlap import overlaps_of
    from medmllm_kb.exports.overlap_text import benchmark_of, model_of, overlap_json, overlap_table, verdict_text
    from medmllm_kb.exports.selection import UnknownIdError
    from medmllm_kb.loading.load import InvalidDataError, open_knowledge_base

    try:
        kb = open_knowledge_base(_data_folder(data))
        model = model_of(kb, model)
        benchmark = benchmark and benchmark_of(kb, benchmark)
    except UnknownIdError as error:
        raise click.UsageError(str(error)) from error
    except InvalidDataError as error:
        raise click.ClickException(f"{error}; `medmllm-kb check` names them all") from error
    overlaps = overlaps_of(kb)
    if format == "json":
        click.echo(overlap_json(overlaps, kb, model, benchmark), nl=False)
    elif benchmark:
        click.echo(verdict_text(kb, overlaps.verdict(model, benchmark)), nl=False)
    else:
        click.echo(overlap_table(overlaps, kb, model), nl=False)


@main.command()
@click.argument("benchmark")
@click.option("--metric", help="Id of the metric.")
@click.option("--metric-variant", help="Form of the metric, as BLEU-4; `none` where none is named.")
@click.option("--subset", help="Part of the benchmark; `none` where none is named.")
@click.option("--split", help="Split or version; `none` where none is stated.")
@click.option("--setting", help="zero-shot, few-shot, fine-tuned or not-stated.")
@click.option("--unit", help="percent, fraction or score.")
@click.option("--format", type=click.Choice(["text", "json"]), default="text", help="json: for programs.")
@click.pass_obj
def compare(data: Path | None, /, benchmark: str, format: str, **choices: str | None) -> None:
    """Rank the scores on BENCHMARK, or refuse and say why they do not compare.

    Ends with 0 if there is a ranking, 1 if it was refused, 2 if the command was not understood.
    """
    from medmllm_kb.analysis.comparison import UnlikeScoresError, rank
    from medmllm_kb.exports.comparison_json import ranking_json, refusal_json
    from medmllm_kb.exports.comparison_selection import select_scores
    from medmllm_kb.exports.comparison_text import ranking_text, refusal_text
    from medmllm_kb.exports.selection import UnknownIdError
    from medmllm_kb.loading.load import InvalidDataError, open_knowledge_base

    try:
        kb = open_knowledge_base(_data_folder(data))
        scores = select_scores(kb, benchmark, {part: value for part, value in choices.items() if value})
    except UnknownIdError as error:
        raise click.UsageError(str(error)) from error
    except InvalidDataError as error:
        raise click.ClickException(f"{error}; `medmllm-kb check` names them all") from error
    try:
        ranking = rank(kb, scores)
    except UnlikeScoresError as refusal:
        text = refusal_json(refusal, scores) if format == "json" else refusal_text(benchmark, refusal, scores)
        click.echo(text, nl=False)
        sys.exit(1)
    click.echo(ranking_json(kb, ranking) if format == "json" else ranking_text(kb, ranking), nl=False)


@main.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@click.option("--image-size", type=int, help="Side of the picture, in pixels.")
@click.option("--slices", type=int, help="Slices: the depth of a volume, or pictures one by one.")
@click.option("--frames", type=int, help="Frames of a video, or steps in time of a signal.")
@click.option("--tiles", type=int, help="Tiles into which a picture is cut.")
@click.option("--text-tokens", type=int, help="Tokens of text beside the picture.")
@click.option("--format", type=click.Choice(["text", "json"]), default="text", help="json: with formulas.")
@click.pass_obj
def trace(
    data: Path | None,
    ids: tuple[str, ...],
    image_size: int | None,
    slices: int | None,
    frames: int | None,
    tiles: int | None,
    text_tokens: int | None,
    format: str,
) -> None:
    """Follow vectors from pixels to tokens to logits: shapes, parameters and work of each step.

    An ID is a model with a known pipeline; or components in order, which are taken as a chain.
    """
    from medmllm_kb.analysis.trace import TraceError
    from medmllm_kb.analysis.trace import trace as trace_of
    from medmllm_kb.exports.trace_selection import select_subject
    from medmllm_kb.exports.trace_text import print_trace
    from medmllm_kb.loading.load import InvalidDataError, open_knowledge_base

    try:
        kb = open_knowledge_base(_data_folder(data))
        found = trace_of(
            kb,
            select_subject(kb, ids),
            image_size=image_size,
            slices=slices,
            frames=frames,
            tiles=tiles,
            text_tokens=text_tokens,
        )
        print_trace(found, format)
    except TraceError as error:
        raise click.UsageError(str(error)) from error
    except InvalidDataError as error:
        raise click.ClickException(f"{error}; `medmllm-kb check` names them all") from error


def _data_folder(data: Path | None) -> Path:
    """The folder that was named, or the one that is meant."""
    if data is not None:
        if data.is_dir():
            return data
        raise click.UsageError(f"there is no folder `{data}`; name the folder of the records with --data")
    here = Path.cwd()
    clone = Path(__file__).resolve().parents[2]
    for around in (here, *here.parents):
        for folder in (around / "data", around):
            if _is_data_folder(folder):
                return folder
    if _is_data_folder(clone / "data"):
        return clone / "data"
    raise click.UsageError(f"there are no records in {here} or around it; name their folder with --data")


def _is_data_folder(folder: Path) -> bool:
    return any((folder / mark).is_dir() for mark in _MARKS)


def _as_seen(folder: Path) -> str:
    """The folder as a person would write it from here: relative when it lies below."""
    absolute, here = folder.absolute(), Path.cwd()
    if not absolute.is_relative_to(here):
        return absolute.as_posix()
    return "" if absolute == here else absolute.relative_to(here).as_posix()


if __name__ == "__main__":
    main(prog_name="medmllm-kb")
