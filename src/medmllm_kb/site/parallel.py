"""The same work on parts of a list at once, one process a core."""

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

WORTH_IT = 500
"""Fewer items are done sooner than a process is forked."""
MOST_PROCESSES = 4


def in_parts(work: Callable[[Sequence[Item]], Result], items: Sequence[Item]) -> list[Result]:
    """What ``work`` gives for each part of ``items``; every item is in exactly one part.

    Parts are worked on by forked processes, which see all of this one's memory and hand back only their result,
    which must be picklable. One process does it all where forking is not safe: beside running threads, and
    where the operating system's libraries do not allow it.

    Raises:
        Exception: Whatever ``work`` raised, in whichever process.
    """
    processes = min(MOST_PROCESSES, len(os.sched_getaffinity(0))) if _can_fork() else 1
    if processes == 1 or len(items) < WORTH_IT:
        return [work(items)]
    context = multiprocessing.get_context("fork")
    children = []
    for part in range(1, processes):
        receive, send = context.Pipe(duplex=False)
        child = context.Process(target=_run, args=(work, items[part::processes], send))
        child.start()
        send.close()
        children.append((child, receive))
    try:
        results = [work(items[::processes])]
    finally:
        outcomes: list[tuple[Result, Exception | None]] = [_outcome(receive) for _, receive in children]
        for child, _ in children:
            child.join()
    for result, error in outcomes:
        if error is not None:
            raise error
        results.append(result)
    return results


def _can_fork() -> bool:
    return sys.platform == "linux" and threading.active_count() == 1


def _run(work: Callable[[Sequence[Item]], Result], part: Sequence[Item], send: Connection) -> None:
    try:
        send.send((work(part), None))
    except Exception as error:
        send.send((None, error))


def _outcome(receive: Connection) -> tuple[Result, Exception | None]:
    try:
        outcome: tuple[Result, Exception | None] = receive.recv()
    except EOFError:
        return None, RuntimeError("a process that was making pages died")  # type: ignore[return-value]
    return outcome
