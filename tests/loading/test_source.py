import os

import pytest

from medmllm_kb.loading.safe_yaml import Position
from medmllm_kb.loading.source import LARGEST_RECORD, read_source


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    (folder / "datasets").mkdir(parents=True)
    return folder


def outcome(path, root, **options):
    """The text, the code of the only problem, and its position."""
    text, problems = read_source(path, root, **options)
    if text is not None:
        assert problems == []
        return text, None, None
    (problem,) = problems
    assert problem.message
    assert problem.hint
    return None, problem.code, (problem.position.line, problem.position.column)


def refused(path, root, code, position=(1, 1), **options):
    return outcome(path, root, **options) == (None, code, position)


@pytest.mark.parametrize("content", ["", "a: b\n", "é: 漢\r\n", "\ufeffname: x\n", "😀"])
def test_text_comes_as_it_stands_in_the_file_but_for_the_byte_order_mark(data, content):
    path = data / "datasets" / "x.yaml"
    path.write_bytes(content.encode())
    assert outcome(path, data) == (content.removeprefix("\ufeff"), None, None)


def test_size_is_limited(data):
    path = data / "datasets" / "x.yaml"
    path.write_bytes(b"a" * LARGEST_RECORD)
    assert outcome(path, data)[0] == "a" * LARGEST_RECORD
    path.write_bytes(b"a" * (LARGEST_RECORD + 1))
    assert refused(path, data, "file-too-large")
    assert outcome(path, data, limit=LARGEST_RECORD + 1)[0]
    assert refused(path, data, "file-too-large", limit=10)


def test_huge_files_are_not_read_whole(data):
    path = data / "datasets" / "x.yaml"
    with path.open("wb") as file:
        file.truncate(1 << 40)  # a hole of 1 TiB
    assert refused(path, data, "file-too-large")


@pytest.mark.parametrize(
    ("content", "position"),
    [
        (b"\xff", (1, 1)),
        (b"a: b\nc: \xe9t\xe9\n", (2, 4)),
        ("漢: é\r\n😀: ".encode() + b"\xe2\x28", (2, 4)),
        (b"\xef\xbb\xbfa: \xc0\xaf", (1, 4)),
        ("a: é".encode()[:-1], (1, 4)),
        ("a: b\n".encode("utf-16"), (1, 1)),
        (b"a: \xed\xa0\x80", (1, 4)),  # a surrogate
    ],
)
def test_the_first_byte_that_is_not_utf8_is_named(data, content, position):
    path = data / "datasets" / "x.yaml"
    path.write_bytes(content)
    assert refused(path, data, "file-encoding", position)


def test_nul_is_refused(data):
    path = data / "datasets" / "x.yaml"
    path.write_bytes("é: b\nü: \0".encode())
    assert refused(path, data, "file-nul", (2, 4))


def test_what_is_no_file_is_refused(data):
    folder = data / "datasets" / "folder.yaml"
    folder.mkdir()
    assert outcome(folder, data)[1] in {"file-not-regular", "file-unreadable"}
    assert refused(data / "datasets" / "missing.yaml", data, "file-unreadable")
    assert refused(data / "datasets" / "x.yaml" / "y.yaml", data, "file-unreadable")
    assert refused(data / "datasets" / "a\0b.yaml", data, "file-unreadable")
    assert refused(data / "datasets" / ("x" * 5000), data, "file-unreadable")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_refused_and_not_waited_for(data):
    path = data / "datasets" / "pipe.yaml"
    os.mkfifo(path)
    assert refused(path, data, "file-not-regular")


def test_files_without_permission_are_named(data):
    path = data / "datasets" / "x.yaml"
    path.write_text("a: b")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    assert refused(path, data, "file-unreadable")


def test_symbolic_links_lead_nowhere(data, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.yaml").write_text("password: x")
    inside = data / "datasets" / "x.yaml"
    inside.write_text("a: b")
    for name, target in {
        "out": outside / "secret.yaml",
        "in": inside,
        "broken": "nowhere",
        "circle": "circle.yaml",
    }.items():
        link = data / "datasets" / f"{name}.yaml"
        link.symlink_to(target)
        assert refused(link, data, "file-symlink")
    (data / "models").symlink_to(outside)
    assert refused(data / "models" / "secret.yaml", data, "file-symlink")
    assert refused(data / ".." / "outside" / "secret.yaml", data, "file-symlink")
    (data / "loop").symlink_to("loop")
    assert outcome(data / "loop" / "x.yaml", data)[1] in {"file-symlink", "file-unreadable"}


def test_the_data_folder_itself_may_be_a_link(data, tmp_path):
    (data / "datasets" / "x.yaml").write_text("a: b")
    link = tmp_path / "link"
    link.symlink_to(data)
    assert outcome(link / "datasets" / "x.yaml", link)[0] == "a: b"


def test_position_is_that_of_the_yaml_loader(data):
    path = data / "datasets" / "x.yaml"
    path.write_bytes(b"\0")
    assert read_source(path, data)[1][0].position == Position(1, 1)
