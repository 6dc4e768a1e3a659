"""Work in parts gives what work in one piece gives."""

import os
from collections.abc import Sequence

import pytest

from medmllm_kb.site.errors import SiteError
from medmllm_kb.site.parallel import WORTH_IT, in_parts


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
