"""The picture of a trace in numbers: tensors one below the other, as large as the logarithms of their axes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from math import log2

from medmllm_kb.analysis.trace import Quantity, Step, Trace

WIDTH = 360
"""Units across; a unit is a pixel at most, so that letters keep their size."""
MIDDLE = 56
"""Where the tensors stand across."""
TEXT = 124
"""Where the words begin."""
_GAP = 54
"""Height of an arrow."""
_BRANCH_GAP = 22
"""Between the end of one branch and the picture at the start of the next."""


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor as a rectangle: vectors down, their width across."""

    top: float
    width: float
    height: float
    shape: str
    """In numbers: ``576 × 1,024``."""
    label: str
    """What its axes are: ``576 vectors of 1,024``."""
    sort: str
    """``picture``, ``vectors`` or ``scores``."""
    visual: float = 0
    """Height of the part that comes from pictures, where visual and text tokens stand together."""

    @property
    def left(self) -> float:
        """Where it begins across."""
        return MIDDLE - self.width / 2

    @property
    def middle(self) -> float:
        """Where its words stand, from the top."""
        return self.top + self.height / 2


@dataclass(frozen=True, slots=True)
class Arrow:
    """What a component, or the pipeline itself, does between two tensors."""

    top: float
    bottom: float
    component: str | None
    deeds: str

    @property
    def middle(self) -> float:
        """Where its words stand, from the top."""
        return (self.top + self.bottom) / 2


@dataclass(slots=True)
class Diagram:
    """Tensors and arrows from top to bottom."""

    tensors: list[Tensor] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)
    height: float = 0
    width: int = WIDTH
    middle: int = MIDDLE
    text: int = TEXT


def diagram_of(trace: Trace) -> Diagram:
    """The chain that is run. Steps of one component are one arrow, but for the cutting of a picture into patches."""
    diagram = Diagram()
    for steps in _arrows(step for step in trace.steps if step.is_run):
        if not diagram.tensors or _is_picture(steps[0].axes_before):
            diagram.height += _BRANCH_GAP if diagram.tensors else 2
            _place(diagram, steps[0].axes_before, steps[0].shape_before)
        top = diagram.height
        diagram.height += _GAP
        deeds = ", ".join(dict.fromkeys(step.title for step in steps))
        diagram.arrows.append(Arrow(top, diagram.height, steps[0].component, deeds))
        _place(diagram, steps[-1].axes, steps[-1].shape, _visual_share(trace, steps[-1]))
    diagram.height += 2
    return diagram


def _arrows(steps: Iterable[Step]) -> list[list[Step]]:
    """Steps in groups that become one arrow each."""
    groups = [list(group) for _, group in groupby(steps, key=lambda step: (step.component, step.role))]
    arrows = []
    for group in groups:
        patches = _is_picture(group[0].axes_before) and len(group) > 1 and not _is_picture(group[0].axes)
        arrows += [group[:1], group[1:]] if patches else [group]
    return arrows


def _place(diagram: Diagram, axes: Sequence[str], shape: Sequence[Quantity], visual: float = 0) -> None:
    if _is_picture(axes):
        width = height = 52.0
    else:
        width, height = (_extent(one) for one in (shape[-1], shape[0]))
    sort = "picture" if _is_picture(axes) else "scores" if axes[-1] not in ("width", "channels") else "vectors"
    diagram.tensors.append(
        Tensor(diagram.height, width, height, shape_text(shape), _label(axes), sort, round(visual * height, 1))
    )
    diagram.height += height


def _visual_share(trace: Trace, step: Step) -> float:
    visual, sequence = trace.totals.visual_tokens, trace.totals.sequence
    if step.operation != "join" or not visual or not sequence or visual.value is None or not sequence.value:
        return 0
    return visual.value / sequence.value


def _extent(quantity: Quantity) -> float:
    """Units for an axis; what is unknown gets a middling one."""
    return round(8 + 5 * log2((256 if quantity.value is None else quantity.value) + 1), 1)


def _is_picture(axes: Sequence[str]) -> bool:
    return len(axes) > 2 or "channels" in axes


def _label(axes: Sequence[str]) -> str:
    return " × ".join(axes)


def shape_text(shape: Sequence[Quantity]) -> str:
    """The sizes of a tensor in numbers; what is unknown is a question mark."""
    return " × ".join("?" if one.value is None else f"{one.value:,}" for one in shape)
