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
