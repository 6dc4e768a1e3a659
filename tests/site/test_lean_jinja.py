"""The templates of the site say what Jinja's own would say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, StrictUndefined, UndefinedError
from markupsafe import Markup

from medmllm_kb.site.lean_jinja import LeanEnvironment

TEMPLATE = """
{% macro row(value, label="of") %}<td title="{{ value }}">{{ label }} {{ value }}</td>{% endmacro %}
{% macro around(values) %}{{ caller(values | length) }}{{ values | join(", ") }}{% endmacro %}
{% block body %}
{% for value in values %}{{ loop.index }} {{ row(value) }}{{ row(value, label=value ~ "!") }}{% endfor %}
{% call(count) around(values) %}{{ count }} {{ shout(values[0]) }} {{ values[0] | upper }}{% endcall %}{% endblock %}
{{ self.body() }}{% set held %}{{ values }}{% endset %}{{ held }}
"""


class Badge:
    """Something that knows its HTML."""

    def __html__(self) -> str:
        return "<b>badge</b>"


values = st.lists(
    st.text() | st.integers() | st.floats() | st.none() | st.text().map(Markup) | st.just(Badge()), min_size=1
)


@given(values)
def test_everything_is_escaped_as_jinja_escapes_it(values: list[object]) -> None:
    written = [
        kind(autoescape=True).from_string(TEMPLATE).render(values=values, shout=lambda value: f"<{value}>")
        for kind in (Environment, LeanEnvironment)
    ]
    assert written[0] == written[1]


def test_what_is_missing_is_an_error() -> None:
    environment = LeanEnvironment(autoescape=True, undefined=StrictUndefined)
    with pytest.raises(UndefinedError):
        environment.from_string("{{ value.colour }}").render(value=Badge())
