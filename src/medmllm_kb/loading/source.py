"""The text of a file that a stranger may have made."""

import codecs
import os
import stat
from pathlib import Path
from typing import Final

from medmllm_kb.loading.text import Position, Problem, position_at

LARGEST_RECORD: Final = 256 * 1024
"""Bytes."""

_START: Final = Position(1, 1)
# Not through a symbolic link; not waiting for a writer if it is a pipe. Windows has neither flag.
_OPEN: Final = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_source(path: Path, root: Path, limit: int = LARGEST_RECORD) -> tuple[str | None, list[Problem]]:
    """The text of a file without its byte order mark, or what keeps it from being read. Never raises.

    Args:
        path: The file.
        root: The folder that the file may not lead out of.
        limit: The largest size in bytes; of a larger file no more is read.
    """
    try:
        problem = _symlink_problem(path, root)
        if problem:
            return None, [problem]
        data = _read(path, limit)
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: symbolic links in a circle
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        hint = "check that the file exists and may be read by everybody"
        return None, [Problem("file-unreadable", f"the file cannot be read: {reason}", _START, hint)]
    return (None, [data]) if isinstance(data, Problem) else _decode(data)


def _symlink_problem(path: Path, root: Path) -> Problem | None:
    if path.is_symlink():
        message = "the file is a symbolic link"
    elif not _is_within(path.parent, root):
        message = "the file lies outside the data folder, or behind a symbolic link that leads out of it"
    else:
        return None
    return Problem("file-symlink", message, _START, "put the file itself here")


def _is_within(folder: Path, root: Path) -> bool:
    # The usual case by one look at the disk; resolving each part of a path takes as long as reading the file.
    plainly = folder.parent == root and not folder.is_symlink()
    return plainly or folder.resolve().is_relative_to(root.resolve())


def _read(path: Path, limit: int) -> bytes | Problem:
    descriptor = os.open(path, _OPEN)
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return Problem("file-not-regular", "this is not a file", _START, "remove it, or give it another name")
        # Not `read(limit + 1)`: a buffer of that size for each file takes longer than reading it.
        data = file.read() if status.st_size <= limit else b""
    if max(status.st_size, len(data)) > limit:
        message = f"the file is larger than {limit // 1024} KiB"
        return Problem("file-too-large", message, _START, "split it, or leave out what is not part of a record")
    return data


def _decode(data: bytes) -> tuple[str | None, list[Problem]]:
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        message = f"the byte 0x{data[error.start]:02X} is not UTF-8"
        position = position_at(before, len(before))
        return None, [Problem("file-encoding", message, position, "save the file with the encoding UTF-8")]
    nul = text.find("\0")
    if nul >= 0:
        message, hint = "the file holds a NUL character, so it is no text", "save it as plain text in UTF-8"
        return None, [Problem("file-nul", message, position_at(text, nul), hint)]
    return text, []
