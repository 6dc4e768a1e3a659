"""What a licence or an agreement lets one do, permission by permission."""

from typing import Literal

from medmllm_kb.records.types import Line, Model, Source, TermId


class Permission(Model):
    """One permission, with the reason for its state."""

    state: Literal["allowed", "forbidden", "conditional", "unknown"]
    reason: Line | None = None
    source: Source | None = None


class Permissions(Model):
    """What may be done. A permission that is left out is unknown, and unknown permits nothing."""

    commercial_use: Permission | None = None
    redistribution: Permission | None = None
    derivatives: Permission | None = None
    third_party_api: Permission | None = None
    """Sending the data to a service of somebody else, such as a hosted language model."""
    clinical_use: Permission | None = None


class Duties(Model):
    """What a licence asks for in return. A duty that is left out is unknown."""

    attribution: bool | None = None
    share_alike: bool | None = None
    """Adaptations that are shared come under the same terms."""
    agreement: bool | None = None
    """A data use agreement, an acceptance of terms or credentials are needed."""
    share_under: tuple[TermId, ...] = ()
    """Licences, besides itself, under which the text lets adaptations be shared."""
    reason: Line | None = None
    """What the text asks for, where the duty alone does not say it."""
    source: Source | None = None
    """Where the duties were read; left out, the first source of the licence."""
