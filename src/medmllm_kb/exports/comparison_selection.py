"""Which scores somebody means who names a benchmark and parts of a protocol."""

from collections.abc import Mapping

from medmllm_kb.analysis.comparison import Measurement, Protocol, measurements_of, protocol_of
from medmllm_kb.exports.selection import UnknownIdError
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.loading.suggest import did_you_mean

NOTHING_SAID = "none"
"""How one asks for scores whose table says nothing of a part; of the setting, that is ``not-stated``."""


def select_scores(kb: KnowledgeBase, benchmark: str, choices: Mapping[str, str]) -> list[Measurement]:
    """The scores on a benchmark with these values of parts of the protocol, letter case aside.

    Raises:
        UnknownIdError: There is no such benchmark, it has no scores, or none of them has a chosen value.
    """
    if benchmark not in kb.datasets:
        raise UnknownIdError(f"there is no dataset `{benchmark}`; {did_you_mean(benchmark, kb.datasets)}".rstrip("; "))
    found = [one for one in measurements_of(kb) if one.score.benchmark == benchmark]
    if not found:
        raise UnknownIdError(f"no score on `{benchmark}` is recorded")
    for part, wanted in choices.items():
        values = {option_of(part, protocol_of(one.score, one.result)) for one in found}
        found = [
            one for one in found if option_of(part, protocol_of(one.score, one.result)).casefold() == wanted.casefold()
        ]
        if not found:
            hint = did_you_mean(wanted, values) or f"there is {', '.join(f'`{one}`' for one in sorted(values))}"
            raise UnknownIdError(f"no such score has the {part.replace('_', ' ')} `{wanted}`; {hint}")
    return found


def option_of(part: str, protocol: Protocol) -> str:
    """What one writes on the command line for a part of a protocol."""
    return str(getattr(protocol, part)) or NOTHING_SAID
