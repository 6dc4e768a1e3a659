"""The same work on many things at once, one process a core."""

import os
import pickle
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Item = TypeVar("Item")
Result = TypeVar("Result")

WORTH_IT = 500
"""Fewer items are done sooner than a process is forked."""
MOST_PROCESSES = 4
BATCH = 200
"""Items whose results are handed over at once: what bounds the memory that waits for the receiver."""


def in_parts(work: Callable[[Sequence[Item]], Result], items: Sequence[Item]) -> list[Result]:
    """What ``work`` gives for each part of ``items``; every item is in exactly one part.

    Parts are worked on by forked processes, which see all of this one's memory and hand back only their result,
    which must be picklable. One process does it all where forking is not safe: beside running threads, and
    where the operating system's libraries do not allow it.

    Raises:
        Exception: Whatever ``work`` raised, in whichever process.
    """
    own, *others = _parts(items)
    with _processes([partial(_whole, work, part) for part in others]) as outcomes:
        return [work(own), *(next(outcome) for outcome in outcomes)]


def each_in_parts(work: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[tuple[Item, Result]]:
    """Each item with what ``work`` gives for it, made like ``in_parts``; in no order that could be relied on.

    Raises:
        Exception: Whatever ``work`` raised, in whichever process.
    """
    own, *others = _parts(items)
    with _processes([partial(_in_batches, work, part) for part in others]) as outcomes:
        yield from ((item, work(item)) for item in own)
        for part, outcome in zip(others, outcomes, strict=True):
            results = chain.from_iterable(outcome)
            yield from zip(part, results, strict=False)  # asks for no more results than there are items


def _parts(items: Sequence[Item]) -> list[Sequence[Item]]:
    """One part a process, the first for this one. Neighbours go to different parts, being alike in size."""
    can_fork = sys.platform == "linux" and threading.active_count() == 1
    processes = min(MOST_PROCESSES, len(os.sched_getaffinity(0))) if can_fork and len(items) >= WORTH_IT else 1
    return [items[number::processes] for number in range(processes)]


def _whole(work: Callable[[Sequence[Item]], Result], part: Sequence[Item]) -> Iterator[Result]:
    yield work(part)


def _in_batches(work: Callable[[Item], Result], part: Sequence[Item]) -> Iterator[list[Result]]:
    for begin in range(0, len(part), BATCH):
        yield [work(item) for item in part[begin : begin + BATCH]]


@contextmanager
def _processes(tasks: Sequence[Callable[[], Iterator[Any]]]) -> Iterator[list[Iterator[Any]]]:
    """Does each task in a process of its own; gives what each of them yields, when it has come to its end."""
    if not tasks:
        yield []
        return
    import multiprocessing

    context = multiprocessing.get_context("fork")
    children = []
    try:
        for task in tasks:
            receive, send = context.Pipe(duplex=False)
            child = context.Process(target=_run, args=(task, send))
            children.append((child, receive))
            child.start()
            send.close()
        yield [_received(receive) for _, receive in children]
    finally:
        for child, receive in children:
            receive.close()
            child.join()


def _run(task: Callable[[], Iterator[Any]], send: "Connection") -> None:
    try:
        # Sent when all is done: a pipe holds little, and whoever reads it has work of its own first.
        messages = [pickle.dumps((result, None), pickle.HIGHEST_PROTOCOL) for result in task()]
    except Exception as error:
        messages = [pickle.dumps((None, error))]
    except KeyboardInterrupt:  # the process that waits for this one is told too, and says so
        return
    try:
        for message in messages:
            send.send_bytes(message)
    except BrokenPipeError:  # nobody waits for it any more
        pass


def _received(receive: "Connection") -> Iterator[Any]:
    while True:
        try:
            result, error = pickle.loads(receive.recv_bytes())
        except EOFError:
            raise RuntimeError("a process that did a part of the work died") from None
        if error is not None:
            raise error
        yield result
