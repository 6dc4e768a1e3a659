"""A new site is built beside the last good one and takes its place only when it is finished."""

import shutil
from pathlib import Path

from medmllm_kb.site.errors import SiteError

_MARK = ".medmllm-kb-site"
"""File by which a folder is known to hold nothing but an earlier build, so that it may be replaced."""


class Stage:
    """The folder in which a site grows before it replaces ``output``.

    Raises:
        SiteError: ``output`` holds something that no build has written.
    """

    def __init__(self, output: Path) -> None:
        self.output = output.resolve()
        self.folder = self.output.with_name(f".{self.output.name}.new")
        self._last = self.output.with_name(f".{self.output.name}.old")
        _check_replaceable(self.output)
        if self._last.exists() and not self.output.exists():
            self._last.rename(self.output)  # an earlier build was killed between two steps of publish()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    def publish(self) -> None:
        """Puts the new site in the place of the last one."""
        (self.folder / _MARK).write_text("Made by medmllm-kb build: replaced by the next build.\n")
        shutil.rmtree(self._last, ignore_errors=True)
        had_one = self.output.exists()
        if had_one:
            self.output.rename(self._last)
        try:
            self.folder.rename(self.output)
        except OSError:
            if had_one:
                self._last.rename(self.output)
            raise
        shutil.rmtree(self._last, ignore_errors=True)

    def discard(self) -> None:
        """Forgets the new site, if it was not published; the last one stays."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _check_replaceable(output: Path) -> None:
    if not output.exists():
        return
    if not output.is_dir():
        raise SiteError(f"{output} is a file; name a folder for the site")
    if any(output.iterdir()) and not (output / _MARK).is_file():
        raise SiteError(
            f"{output} holds files that no earlier build has written, and a build replaces the whole folder;"
            " empty it or name another one"
        )
