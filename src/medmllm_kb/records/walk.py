"""A walk over the values of a record by the types of its fields, compiled once a class."""

import types
from collections.abc import Callable, Iterator
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

from medmllm_kb.records.types import Model

FieldPath = tuple[str | int, ...]
"""A place in a record: field names and positions in lists."""

Found = TypeVar("Found")
Visit = Callable[[Any, FieldPath], Iterator[Found]]
"""A value and its place -> what is found there."""


class Walker(Generic[Found]):
    """Finds something in every value whose type says that it may be there."""

    def __init__(self, visit_of: Callable[[Any, list[Any]], Visit[Found] | None]) -> None:
        """``visit_of`` is given an annotated type and its metadata, and says how to visit such a value, if at all."""
        self._visit_of = visit_of
        self._of_models: dict[type[Model], Visit[Found] | None] = {}

    def walk(self, model: Model) -> Iterator[Found]:
        """All that is found in ``model``, in the order of its fields."""
        visit = self._of_model(type(model))
        return visit(model, ()) if visit else iter(())

    def _of_model(self, model: type[Model]) -> Visit[Found] | None:
        if model not in self._of_models:
            self._of_models[model] = self._compile(model)
        return self._of_models[model]

    def _compile(self, model: type[Model]) -> Visit[Found] | None:
        hints = get_type_hints(model, include_extras=True)
        visits = [(name, visit) for name in model.model_fields if (visit := self._of_type(hints[name]))]

        def visit_fields(value: Any, path: FieldPath) -> Iterator[Found]:
            for name, visit in visits:
                inner = getattr(value, name)
                if inner is not None and inner != ():
                    yield from visit(inner, (*path, name))

        return visit_fields if visits else None

    def _of_type(self, annotation: Any) -> Visit[Found] | None:
        origin = get_origin(annotation)
        if origin is Annotated:
            inner, *metadata = get_args(annotation)
            return self._visit_of(inner, metadata) or self._of_type(inner)
        if origin in (Union, types.UnionType):
            return self._of_union([argument for argument in get_args(annotation) if argument is not type(None)])
        if origin is tuple:
            return self._of_items(get_args(annotation)[0])
        if isinstance(annotation, type) and issubclass(annotation, Model):
            return self._of_model(annotation)
        return None

    def _of_items(self, annotation: Any) -> Visit[Found] | None:
        visit = self._of_type(annotation)
        if visit is None:
            return None

        def visit_items(values: Any, path: FieldPath) -> Iterator[Found]:
            for position, value in enumerate(values):
                yield from visit(value, (*path, position))

        return visit_items

    def _of_union(self, alternatives: list[Any]) -> Visit[Found] | None:
        if len(alternatives) == 1:
            return self._of_type(alternatives[0])
        visits = {alternative: visit for alternative in alternatives if (visit := self._of_type(alternative))}

        def visit_alternative(value: Any, path: FieldPath) -> Iterator[Found]:
            visit = visits.get(type(value))
            if visit is not None:
                yield from visit(value, path)

        return visit_alternative if visits else None
