"""Pages and shells -> files."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

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

    def fill_part(part: Sequence[Page]) -> int:
        return write_files(((f"{page.path}index.html", text.encode()) for page, text in _render(part, shells)), output)

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


def _render(pages: Iterable[Page], shells: Mapping[Shell, CutShell]) -> Iterator[tuple[Page, str]]:
    for page in pages:
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
