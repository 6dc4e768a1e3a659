"""A progress bar for what takes longer than a second, on a terminal."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_PATIENCE = 1.0
"""Seconds before a bar is shown."""
_REDRAW = 0.1
"""Seconds between two pictures of it."""


@contextmanager
def progress(what: str, count: Callable[[], int]) -> Iterator[Callable[[], None]]:
    """Gives a function to be called after each step. The bar stands on standard error.

    Args:
        what: What is being done, before the bar.
        count: How many steps there will be; asked only when a bar is shown.
    """
    if not sys.stderr.isatty():
        yield lambda: None
        return
    bar = _Bar(what, count)
    try:
        yield bar.step
    finally:
        bar.stop()


class _Bar:
    def __init__(self, what: str, count: Callable[[], int]) -> None:
        self._what = what
        self._count = count
        self._begin = time.monotonic()
        self._drawn = self._begin
        self._steps = 0
        self._bar: tuple[Progress, TaskID] | None = None

    def step(self) -> None:
        self._steps += 1
        now = time.monotonic()
        if self._bar is None and now - self._begin > _PATIENCE:
            self._bar = self._start()
        elif self._bar is not None and now - self._drawn > _REDRAW:
            bar, task = self._bar
            bar.update(task, completed=self._steps, refresh=True)
            self._drawn = now

    def stop(self) -> None:
        if self._bar is not None:
            self._bar[0].stop()

    def _start(self) -> "tuple[Progress, TaskID]":
        from rich.console import Console
        from rich.progress import Progress

        # Drawn by whoever steps: a thread of its own would keep the site from being made by several processes.
        bar = Progress(console=Console(stderr=True), transient=True, auto_refresh=False)
        task = bar.add_task(self._what, total=self._count(), completed=self._steps)
        bar.start()
        return bar, task
