"""What a licence or an agreement lets one do, permission by permission."""

from typing import Literal

from medmllm_kb.records.types import Line, Model, Source


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
    """What a licence asks for in return."""

    attribution: bool | None = None
    share_alike: bool | None = None
    agreement: bool | None = None
    """A data use agreement or credentials are needed."""
