import subprocess
import sys
import unicodedata

import pytest
import yaml
from hypothesis import assume, example, given
from hypothesis import strategies as st

from medmllm_kb.loading import safe_yaml
from medmllm_kb.loading.safe_yaml import Position, parse, positions


@pytest.fixture(
    params=[
        pytest.param("CSafeLoader", marks=pytest.mark.skipif(not yaml.__with_libyaml__, reason="needs libyaml")),
        "SafeLoader",
    ]
)
def either_parser(request, monkeypatch):
    """The behaviour has to be the same where PyYAML was built without libyaml."""
    monkeypatch.setattr(safe_yaml, "_LOADER", getattr(yaml, request.param))


def found(text):
    """What is wrong with a text, as ``line:column code``."""
    return [f"{one.position.line}:{one.position.column} {one.code}" for one in parse(text)[1]]


AMBIGUOUS = [
    *("yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF", "y", "Y", "n", "N"),
    *("True", "TRUE", "False", "FALSE", "~", "=", "<<"),
    *("0o17", "010", "0x1F", "0b11", "1_000", "1_000.5", "+1", "+1.5", "12:30", "12:30:45", "-1:30.5"),
    *(".5", "5.", ".inf", "-.Inf", "+.INF", ".nan", ".NaN"),
]  # fmt: skip
HAZARDS = [
    # what a record may not have, though it is YAML
    ("a: !!str x", ["1:4 yaml-tag"]),
    ("a: !!python/object:os.system x", ["1:4 yaml-tag"]),
    ("a: ! x", ["1:4 yaml-tag"]),
    ("a: !foo!bar x", ["1:4 yaml-tag"]),
    ("a: !!set\n  b: c", ["1:4 yaml-tag"]),
    ("a: &x [b]\nc: *x", ["1:4 yaml-anchor", "2:4 yaml-alias"]),
    ("a: &x !!str b", ["1:4 yaml-tag", "1:4 yaml-anchor"]),
    ("a: {<<: {b: 1}}", ["1:5 yaml-merge-key"]),
    ("%YAML 1.2\n---\na: b", ["1:1 yaml-directive"]),
    ("# c\n%FOO x\n%TAG ! !\n---\na: b", ["2:1 yaml-directive", "3:1 yaml-directive"]),
    ("a: b\n---\nc: d", ["2:1 yaml-several-documents"]),
    ("a: b\n...\nc: d", ["3:1 yaml-several-documents"]),
    ("a: 1\nb: 2\na: 3", ["3:1 yaml-duplicate-key"]),
    ("a:\n  - {b: 1, b: 2}", ["2:12 yaml-duplicate-key"]),
    ("a: {b: 1}\na: {c: 1, c: 2}", ["2:1 yaml-duplicate-key", "2:11 yaml-duplicate-key"]),
    ("1: a", ["1:1 yaml-key"]),
    ("on: a", ["1:1 yaml-key"]),
    ("a: {true: b, 1.5: c}", ["1:5 yaml-key", "1:14 yaml-key"]),
    ("? [a]\n: b", ["1:3 yaml-key"]),
    ("? {a: b}\n: no", ["1:3 yaml-key", "2:3 yaml-ambiguous-scalar"]),
    ("a:\n\u00a0 b: c", ["1:3 yaml-empty-value", "2:1 yaml-key-blank"]),
    ("", ["1:1 yaml-empty-file"]),
    ("# only a comment\n", ["1:1 yaml-empty-file"]),
    ("- a", ["1:1 yaml-root"]),
    ("\n\n  text", ["3:3 yaml-root"]),
    ("a:b", ["1:1 yaml-root"]),
    ("a:\nb: null\nc: Null\nd: [NULL]", [
        "1:3 yaml-empty-value", "2:4 yaml-empty-value", "3:4 yaml-empty-value", "4:5 yaml-empty-value"]),
    ("a:\n  -\n  - b", ["2:4 yaml-empty-value"]),
    # characters
    ("a: x\u202ey", ["1:5 unsafe-character"]),
    ("a: b\nc: 'x\u200by\u200d'", ["2:6 unsafe-character", "2:8 unsafe-character"]),
    ("a: b # \u2066", ["1:8 unsafe-character"]),
    ("a: \x00\x07\x7f\x85", [f"1:{column} unsafe-character" for column in (4, 5, 6, 7)]),
    ("a: x\u2028y\nb: no", ["1:5 unsafe-character", "2:4 yaml-ambiguous-scalar"]),
    ("a: \ud800", ["1:4 unsafe-character"]),
    ("a: b\rc: no", ["1:5 unsafe-character", "2:4 yaml-ambiguous-scalar"]),
    ("a: x\ufeff", ["1:5 unsafe-character"]),
    ('a: "x\\u202ey"', ["1:6 unsafe-character"]),
    ('a: "\\x07\\0\\U000E0041\\N\\r"', [f"1:{column} unsafe-character" for column in (5, 9, 11, 21, 23)]),
    ('a: "one\n  two\\u200b"', ["2:6 unsafe-character"]),
    ('"a\\u200b": b', ["1:3 unsafe-character"]),
    ('a: "\\\\u200b, \\t \\xe9"', []),
    ("a: 'c\\u200b'", []),
    ("a: cafe\u0301 e\u0301", ["1:7 not-nfc"]),
    ('a: "e\\u0301"', ["1:4 not-nfc"]),
    # what YAML tools read differently
    *[(f"a: {scalar}", ["1:4 yaml-ambiguous-scalar"]) for scalar in AMBIGUOUS],
    ("a: [yes, 'yes', \"no\"]", ["1:5 yaml-ambiguous-scalar"]),
    ("a: 1234567890123456789", ["1:4 yaml-number-range"]),
    ("a: " + "9" * 5000, ["1:4 yaml-number-range"]),
    ("a: 1e999", ["1:4 yaml-number-range"]),
    # what is not YAML
    ("a:\n\tb: 1", ["2:1 yaml-syntax"]),
    ("a: 'x", ["1:6 yaml-syntax"]),
    ('a: "x\nb: 1\n\n', ["2:5 yaml-syntax"]),
    ("a: b: c", ["1:5 yaml-syntax"]),
    ("a: 1\nb:2\nc: 3", ["3:1 yaml-syntax"]),
    ("a: 1\nb\nc: 3", ["3:1 yaml-syntax"]),
    ("a: 1\n b: 2", ["2:3 yaml-syntax"]),
    ("a: [1, 2", ["1:9 yaml-syntax"]),
    ("a: [[dataset:x]] is", ["1:18 yaml-syntax"]),
    ("a: @x", ["1:4 yaml-syntax"]),
    ("a: **bold**", ["1:5 yaml-syntax"]),
    ("a: no\nb: *x\nc: [", [
        "1:4 yaml-ambiguous-scalar", "2:4 yaml-alias", "3:5 yaml-syntax"]),
]  # fmt: skip


@pytest.mark.usefixtures("either_parser")
@pytest.mark.parametrize(("text", "expected"), HAZARDS)
def test_hazards_are_named_where_they_stand(text, expected):
    assert found(text) == expected


@pytest.mark.usefixtures("either_parser")
@pytest.mark.parametrize(("text", "expected"), HAZARDS)
@pytest.mark.parametrize("change", ["bom", "crlf", "non-ascii", "after other lines"])
def test_positions_do_not_depend_on_how_a_file_was_saved(text, expected, change):
    if change == "bom":
        assert found("\ufeff" + text) == expected
    elif change == "crlf":
        assert found(text.replace("\n", "\r\n")) == expected
    else:
        before = {"non-ascii": "# ü 漢字 😀\n", "after other lines": "#\n\n# \n"}[change]
        if not text:
            pytest.skip("an empty file has nothing before it")
        lines = before.count("\n")
        moved = [
            one if "empty-file" in one else f"{int(line) + lines}:{rest}"
            for one in expected
            for line, rest in [one.split(":", 1)]
        ]
        assert found(before + text) == moved


def test_columns_count_characters():
    assert found("é: ü 漢字 😀\n漢: {é: [ü, no], 😀: yes}") == [
        "2:12 yaml-ambiguous-scalar",
        "2:20 yaml-ambiguous-scalar",
    ]


def test_every_problem_of_a_file_is_reported_in_one_run():
    text = "\ufeffa: !!int 1\r\nb: x\u202e\r\nb: no\r\nc:\r\nd: &y ü\r\ne:\r\n  - *y\r\n  - {f: 010, f: 1}\r\n"
    data, problems = parse(text)
    assert [(one.code, one.position.line, one.position.column) for one in problems] == [
        ("yaml-tag", 1, 4),
        ("unsafe-character", 2, 5),
        ("yaml-duplicate-key", 3, 1),
        ("yaml-ambiguous-scalar", 3, 4),
        ("yaml-empty-value", 4, 3),
        ("yaml-anchor", 5, 4),
        ("yaml-alias", 7, 5),
        ("yaml-ambiguous-scalar", 8, 9),
        ("yaml-duplicate-key", 8, 14),
    ]
    assert data is not None
    assert data["e"] == ({"f": "010"},)
    assert "first in line 2" in problems[2].message
    assert all(one.hint for one in problems)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a:\n\tb: 1", ["tab", "spaces"]),
        ("a: 1\n\tb: 2", ["tab", "spaces"]),
        ("\n  a: 'x\n", ["quotation mark", "line 2, column 6"]),
        ("a: 1\nb:2\nc: 3", ["line 2, column 1", "space after the colon"]),
        ("a:1\nb: 2", ["line above", "space after its colon"]),
        ("a: 1\nb\n\nc: 2", ["line 2, column 1", "colon"]),
        ("a: see: this", ["colon", "quotes"]),
        ("a: [b, c\nd: e", ["bracket", "line 1, column 4"]),
        ("a: [[dataset:x]] is", ["brackets", "quotes"]),
        ("a: `x`", ["begin", "quotes"]),
        ("a: *important*", ["`*", "quotes"]),
        ('a: "C:\\data"', ["backslash", "single quotes"]),
        ("a: - b", ["list item", "line of its own"]),
        ("a:\n  - b\n - c", ["indentation", "spaces"]),
        ("a: yes", ["`yes`", "true or false", "'yes'"]),
        ("a: 12:30", ["`12:30`", "quotes"]),
        ("a:", ["value is missing", "leave the whole field"]),
    ],
)
@pytest.mark.usefixtures("either_parser")
def test_messages_say_what_to_do_without_the_parsers_jargon(text, words):
    (problem,) = parse(text)[1]
    said = f"{problem.message}; {problem.hint}"
    assert [word for word in words if word not in said] == []
    assert "scalar" not in said and "mapping" not in said and "token" not in said


@pytest.mark.usefixtures("either_parser")
def test_data_are_plain_and_dates_and_versions_stay_text():
    text = """\
--- # a comment
id: vqa-rad
count: 315
negative: -2
rate: [67.9, 2e-5, 1.5E+3, -0.5, 1e3]
flags: {open: true, paid: false}
added: 2026-11-23
odd: [1.2.3, 3-4, 7B, "no", '010', 12:75:99, 2001-1-1T10:00, yes please, none, -, .x, 1e]
long: >-
  one
  two
exact: |
  one
    two
empty: ["", [], {}]
...
"""
    data, problems = parse(text.replace(", -,", ","))
    assert problems == []
    assert data == {
        "id": "vqa-rad",
        "count": 315,
        "negative": -2,
        "rate": (67.9, 2e-5, 1500.0, -0.5, 1000.0),
        "flags": {"open": True, "paid": False},
        "added": "2026-11-23",
        "odd": (
            "1.2.3",
            "3-4",
            "7B",
            "no",
            "010",
            "12:75:99",
            "2001-1-1T10:00",
            "yes please",
            "none",
            ".x",
            "1e",
        ),
        "long": "one two",
        "exact": "one\n  two\n",
        "empty": ("", (), {}),
    }
    assert [type(value) for value in data["rate"]] == [float] * 5  # type: ignore[attr-defined]


def test_positions_of_keys_items_and_values():
    text = (
        '\ufeffa: ü\r\nb:\r\n- "x\r\n  y"\r\n- {é: 1, f: [漢, g]}\r\n'
        "h: |\r\n  long\r\n\r\n  text\r\ni:\r\n    j: >-\r\n     k\r\n"
    )
    assert positions(text) == {
        (): (Position(1, 1), Position(1, 1)),
        ("a",): (Position(1, 1), Position(1, 4)),
        ("b",): (Position(2, 1), Position(3, 1)),
        ("b", 0): (Position(3, 3), Position(3, 3)),
        ("b", 1): (Position(5, 3), Position(5, 3)),
        ("b", 1, "é"): (Position(5, 4), Position(5, 7)),
        ("b", 1, "f"): (Position(5, 10), Position(5, 13)),
        ("b", 1, "f", 0): (Position(5, 14), Position(5, 14)),
        ("b", 1, "f", 1): (Position(5, 17), Position(5, 17)),
        ("h",): (Position(6, 1), Position(6, 4)),
        ("i",): (Position(10, 1), Position(11, 5)),
        ("i", "j"): (Position(11, 5), Position(11, 8)),
    }


def test_positions_follow_the_data_where_something_was_refused():
    text = "a: 1\na: [2]\nb: [x, *y, z]\non: {c: d}\ne:"
    data, _ = parse(text)
    assert data == {"a": 1, "b": ("x", "z")}
    assert set(positions(text)) == set(paths(data))
    assert positions(text)["b", 1][1] == Position(3, 12)


def paths(data, path=()):
    yield path
    children = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, tuple) else ()
    for key, value in children:
        yield from paths(value, (*path, key))


# Limits: what a hostile file could do. Crashes would take the test run along, hence a process of its own.

DEEP = [
    '"- " * 30000 + "x"',
    '"[" * 30000',
    '"{a: " * 30000',
    '"? " * 30000',
    '"".join(" " * i + "a:\\n" for i in range(600))',
]


@pytest.mark.parametrize("text", DEEP)
def test_deep_nesting_is_a_problem_and_no_crash(text):
    code = f"""
from medmllm_kb.loading.safe_yaml import parse, positions
text = {text}
data, problems = parse("a:\\n " + text.replace("\\n", "\\n "))
positions(text)
print(data, problems[-1].code)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "None yaml-too-deep", "")


def test_sixteen_levels_are_allowed_and_seventeen_are_not():
    assert parse("a: " + "[" * 15 + "]" * 15)[1] == []
    assert found("a: " + "[" * 16 + "]" * 16) == ["1:19 yaml-too-deep"]


def test_a_bomb_of_aliases_does_not_go_off():
    bomb = "a: &a [x, x]\n" + "".join(
        f"{b}: &{b} [*{a}, *{a}, *{a}]\n" for a, b in zip("abcdefghi", "bcdefghij", strict=True)
    )
    data, problems = parse(bomb)
    assert {one.code for one in problems} == {"yaml-anchor", "yaml-alias"}
    assert data is not None
    assert data["j"] == ()


@pytest.mark.parametrize(
    "number",
    ["1" * 200_000 + "x", "1" + ":5" * 100_000 + "x", "1_" * 100_000 + ".x", "9" * 200_000],
    ids=["whole", "to base 60", "underscores", "too large"],
)
def test_long_numbers_do_not_take_for_ever(number):
    data, problems = parse(f"a: {number}")
    assert data == {"a": number}
    assert [one.code for one in problems] == (["yaml-number-range"] if number.isdigit() else [])


def test_too_many_values_stop_the_reading():
    assert found("a: [" + "x," * 60_000 + "]")[-1].endswith("yaml-too-large")
    assert parse("a: [" + "x, " * 20_000 + "]")[1] == []


def test_problems_are_not_listed_without_end():
    for text in (
        "a: [" + "no," * 500 + "]",
        "a: " + "\u200b" * 500,
        "a: [" + "*a ," * 500 + "]",
        "%\n" * 500,
    ):
        codes = [one.code for one in parse(text)[1]]
        assert len(codes) == safe_yaml.MAX_PROBLEMS + 1
        assert codes[-1] == "yaml-too-many-problems"
    assert parse("a: [" + "no," * (safe_yaml.MAX_PROBLEMS - 1) + "*]")[1][-1].code == "yaml-too-many-problems"


# What strangers may send

PIECES = [
    *("a", "b: ", ": ", "- ", "\n", "\r\n", "\r", "  ", "\t", "[", "]", "{", "}", ", ", "'", '"', "\\"),
    *("\\u200b", "&x", "*x", "!!str ", "!", "<<: ", "? ", "|", ">-", "#", "%YAML 1.1", "---\n"),
    *("1", "1e9", "é", "e\u0301", "😀", "\ufeff", "\u202e", "\u2028", "\x85", "\0", "\ud800", "\\U00110000"),
    *("...\n", "no", "~", "@", "`", "=", "12:30"),
]  # fmt: skip
TEXTS = st.text() | st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@pytest.mark.usefixtures("either_parser")
@pytest.mark.parametrize("prefix", ["", "a: ", "a:\n  "])
def test_strange_texts(prefix):
    @given(TEXTS)
    @example('"\\U00110000"')
    @example('"\\ud800"')
    def check(text):
        text = prefix + text
        data, problems = parse(text)
        assert data is not None or problems
        lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for problem in problems:
            assert 1 <= problem.position.line <= len(lines), problem
            assert 1 <= problem.position.column <= len(lines[problem.position.line - 1]) + 1, problem
            assert problem.message
        assert [one.position for one in problems] == sorted(one.position for one in problems)
        if data is not None:
            assert set(positions(text)) == set(paths(data))

    check()


UNSAFE_CATEGORIES = ("Cc", "Cf", "Cs", "Cn", "Co")
LETTERS = st.characters(
    exclude_categories=UNSAFE_CATEGORIES, exclude_characters="\u2028\u2029\u034f\ufffc\ufffd"
).filter(lambda letter: not "\U000e0000" <= letter <= "\U000e0fff")
WORDS = st.text(LETTERS)
NFC = (WORDS | st.text("ab:-'\"#\\ \n\t{}[]é漢😀", max_size=20)).map(lambda text: unicodedata.normalize("NFC", text))
KEYS = NFC.filter(lambda key: key.isprintable() and len(key) < 100)
SCALARS = (
    NFC
    | st.sampled_from(["no", "010", "12:30", "~", "", "null", "1", "1e3", "2026-11-23", "true", "=", "<<", "0o17", "y"])
    | st.integers(-(10**18) + 1, 10**18 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=12)
RECORDS = st.dictionaries(KEYS, VALUES)


class Quoting(yaml.SafeDumper):
    """Puts all texts in quotes, as somebody who is careful would."""

    def ignore_aliases(self, data):
        return True


Quoting.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))


def typed(data):
    """In a form in which 1, 1.0 and True differ, and lists do not from tuples."""
    if isinstance(data, list | tuple):
        return [typed(item) for item in data]
    return {key: typed(value) for key, value in data.items()} if isinstance(data, dict) else (type(data), data)


@given(
    RECORDS,
    st.booleans(),
    st.sampled_from([True, False, None]),
    st.sampled_from(["\n", "\r\n"]),
    st.integers(20, 200),
)
def test_what_was_written_is_read_back(record, allow_unicode, flow, line_break, width):
    text = yaml.dump(
        record,
        Dumper=Quoting,
        allow_unicode=allow_unicode,
        default_flow_style=flow,
        line_break=line_break,
        width=width,
    )
    # An escape may end in a letter that composes with what follows: the file is then not NFC, and refused.
    assume(unicodedata.is_normalized("NFC", text))
    data, problems = parse(text)
    assert problems == []
    assert typed(data) == typed(record)


@given(RECORDS, st.sampled_from([True, False]), st.sampled_from(["", "\ufeff"]), st.sampled_from(["\n", "\r\n"]))
def test_every_value_has_its_position(record, flow, bom, line_break):
    text = bom + yaml.dump(record, Dumper=Quoting, allow_unicode=True, default_flow_style=flow, line_break=line_break)
    data, _ = parse(text)
    places = positions(text)
    assert set(places) == set(paths(data))
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    for path, (key, value) in places.items():
        here = data
        for step in path:
            here = here[step]
        rest = lines[value.line - 1][value.column - 1 :]
        assert rest.startswith(beginnings(here)), (path, rest)
        if path and isinstance(path[-1], str):
            assert lines[key.line - 1][key.column - 1] in '"?', path
        else:
            assert key == value


def beginnings(value):
    if isinstance(value, str):
        return ('"',)
    if isinstance(value, dict):
        return ("{", '"', "?")
    if isinstance(value, tuple):
        return ("[", "-")
    return (str(value).lower()[:1],)
