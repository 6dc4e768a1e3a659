"""Neighbours in a pipeline pass on vectors of one width."""

from collections.abc import Iterator

from medmllm_kb.analysis.trace import links_of
from medmllm_kb.analysis.trace_chain import assemble
from medmllm_kb.checks.rule import Given, Offence, Rule


def _check(given: Given) -> Iterator[Offence]:
    for model in given.kb.models.values():
        links = links_of(given.kb, model)
        if len(links) != len(model.pipeline):
            continue  # what is missing might stand between two that do not fit
        for mismatch in assemble(links).mismatches:
            hint = "mend the one that is wrong, or add the step between them"
            yield Offence(model, ("pipeline", mismatch.position, mismatch.field), mismatch.message, hint)


RULE = Rule(
    code="pipeline-width",
    level="error",
    what="In a model's pipeline a component takes vectors of another width than the one before it gives, takes "
    "something else than vectors in their number and order, or the model states a width or a number of vectors that "
    "the operations of its component do not give.",
    why="Such a model could not run; and the account of how vectors pass through it would be wrong from here on.",
    mend="Look up the widths in the configuration of the model. Mend the one that is wrong, or add the "
    "operation or component that stands between the two, as a concatenation of neighbours.",
    bad={
        "models/example.yaml": """\
id: example
name: Example
summary: Answers questions on chest radiographs.
pipeline:
  - {component: lumen-vit-b-16, keep: patch-tokens}
  - {component: two-layer-mlp, input_width: 1024, output_width: 2048}
                                            ^^^^
  - {component: brook-1b}
evidence:
  - {source: 'https://example.org/example', supports: [pipeline], checked: 2025-03-01}
added: 2025-03-01
"""
    },
    good={
        "models/example.yaml": """\
id: example
name: Example
summary: Answers questions on chest radiographs.
pipeline:
  - {component: lumen-vit-b-16, keep: patch-tokens}
  - {component: two-layer-mlp, input_width: 768, output_width: 2048}
  - {component: brook-1b}
evidence:
  - {source: 'https://example.org/example', supports: [pipeline], checked: 2025-03-01}
added: 2025-03-01
"""
    },
    check=_check,
)
