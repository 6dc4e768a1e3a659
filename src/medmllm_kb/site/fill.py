"""Pages and shells -> files."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path

from medmllm_kb.checks.progress import progress
from medmllm_kb.site.errors import SiteError
from medmllm_kb.site.page import Page
from medmllm_kb.site.parallel import in_parts
from medmllm_kb.site.shells import CutShell, Shell, shell_of

WRITERS = 4
"""Threads that write. Opening and writing a file releases the interpreter, so pages are rendered meanwhile."""
WAITING = 64
"""Files that may wait for a writer: what bounds the memory."""


def fill(pages: Iterable[Page], shells: Mapping[Shell, CutShell], output: Path) -> int:
    """Writes every page below ``output`` and returns how many.

    Raises:
        SiteError: Something else stands at a page's address already.
    """
    here = os.getpid()

    def fill_part(part: Sequence[Page]) -> int:
        bar = progress("Making pages", lambda: len(part)) if os.getpid() == here else nullcontext(_nothing)
        with bar as step:
            files = ((f"{page.path}index.html", text.encode()) for page, text in _render(part, shells, step))
            return write_files(files, output)

    return sum(in_parts(fill_part, list(pages)))


def write_files(files: Iterable[tuple[str, bytes]], output: Path) -> int:
    """Writes files, named by their paths below ``output``, and returns how many.

    Raises:
        SiteError: A file is there already.
    """
    count = 0
    waiting: deque[Future[None]] = deque()
    with ThreadPoolExecutor(WRITERS) as pool:
        for path, content in files:
            waiting.append(pool.submit(_write, output, path, content))
            count += 1
            if len(waiting) >= WAITING:
                waiting.popleft().result()
        for one in waiting:
            one.result()
    return count


def _nothing() -> None:
    pass


def _render(
    pages: Iterable[Page], shells: Mapping[Shell, CutShell], step: Callable[[], None]
) -> Iterator[tuple[Page, str]]:
    for page in pages:
        step()
        try:
            yield page, shells[shell_of(page)].join(page, page.body())
        except Exception as error:
            error.add_note(f"while making the page /{page.path}")
            raise


def _write(output: Path, path: str, content: bytes) -> None:
    target = output / path
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with target.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise SiteError(
            f"two things have the address /{path.removesuffix('index.html')}; rename the hand-written one"
        ) from None
