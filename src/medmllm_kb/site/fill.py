"""Pages and shells -> files."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path

from medmllm_kb.checks.progress import progress
from medmllm_kb.loading.parallel import in_parts
from medmllm_kb.site.errors import SiteError
from medmllm_kb.site.links import Links, Seen
from medmllm_kb.site.page import Page
from medmllm_kb.site.shells import CutShell, Shell, shell_of

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def fill(pages: Iterable[Page], shells: Mapping[Shell, CutShell], output: Path, links: Links) -> list[Seen]:
    """Writes every page below ``output``, reading its links while they are at hand.

    Returns:
        What ``links`` has seen, or would have seen, had it not been copied into several processes.

    Raises:
        SiteError: Something else stands at a page's address already.
    """
    here = os.getpid()

    def fill_part(part: Sequence[Page]) -> Seen:
        bar = progress("Making pages", lambda: len(part)) if os.getpid() == here else nullcontext(_nothing)
        with bar as step:
            write_files(_render(part, shells, links, step), output)
        return links.seen

    return in_parts(fill_part, list(pages))


def write_files(files: Iterable[tuple[str, bytes]], output: Path) -> None:
    """Writes files, named by their paths below ``output``.

    Raises:
        SiteError: A file is there already.
    """
    for path, content in files:
        try:
            file = _create(f"{output}/{path}")
        except FileExistsError:
            raise SiteError(
                f"two things have the address /{path.removesuffix('index.html')}; rename the hand-written one"
            ) from None
        with os.fdopen(file, "wb") as out:
            out.write(content)


def _nothing() -> None:
    pass


def _render(
    pages: Iterable[Page], shells: Mapping[Shell, CutShell], links: Links, step: Callable[[], None]
) -> Iterator[tuple[str, bytes]]:
    for page in pages:
        step()
        file = f"{page.path}index.html"
        try:
            html = shells[shell_of(page)].join(page, page.body())
            links.read(file, html)
        except Exception as error:
            error.add_note(f"while making the page /{page.path}")
            raise
        yield file, html.encode()


def _create(path: str) -> int:
    """Opens a new file. Its folder is made when it turns out to be missing, not looked for each time."""
    try:
        return os.open(path, _NEW, 0o666)
    except FileNotFoundError:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, _NEW, 0o666)
