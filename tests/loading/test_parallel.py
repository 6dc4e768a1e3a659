"""Work in parts gives what work in one piece gives."""

import os
from collections.abc import Sequence

import pytest

from medmllm_kb.loading.parallel import WORTH_IT, each_in_parts, in_parts
from medmllm_kb.site.errors import SiteError


@pytest.mark.parametrize("count", [0, 1, WORTH_IT - 1, WORTH_IT, 3 * WORTH_IT + 1])
def test_every_item_is_in_one_part(count: int) -> None:
    parts = in_parts(list, range(count))
    assert sorted(item for part in parts for item in part) == list(range(count))


def test_an_error_in_another_process_is_raised_here() -> None:
    here = os.getpid()

    def work(part: Sequence[int]) -> None:
        if os.getpid() != here or len(part) == 2 * WORTH_IT:
            raise SiteError("somewhere")

    with pytest.raises(SiteError, match="somewhere"):
        in_parts(work, range(2 * WORTH_IT))


@pytest.mark.parametrize("count", [0, 1, WORTH_IT - 1, WORTH_IT, 3 * WORTH_IT + 1])
def test_every_item_comes_with_its_own_result(count: int) -> None:
    assert sorted(each_in_parts(str, range(count))) == [(item, str(item)) for item in range(count)]


def test_an_item_that_fails_in_another_process_fails_here() -> None:
    here = os.getpid()

    def work(item: int) -> None:
        if os.getpid() != here or item == 2 * WORTH_IT - 1:
            raise SiteError("somewhere")

    with pytest.raises(SiteError, match="somewhere"):
        list(each_in_parts(work, range(2 * WORTH_IT)))


def test_a_process_that_dies_is_noticed() -> None:
    here = os.getpid()

    def work(item: int) -> None:
        if os.getpid() != here:
            os._exit(1)
        if item == 2 * WORTH_IT - 1:  # where everything is done by one process
            raise RuntimeError("died")

    with pytest.raises(RuntimeError, match="died"):
        list(each_in_parts(work, range(2 * WORTH_IT)))


def test_who_wants_no_more_results_need_not_take_them() -> None:
    results = each_in_parts(str, range(4 * WORTH_IT))
    assert next(results) == (0, "0")
    results.close()  # type: ignore[attr-defined]
