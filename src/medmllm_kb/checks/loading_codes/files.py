"""Files that cannot be what they should be, and characters that no file may have."""

from medmllm_kb.checks.rule import Documentation

_GOOD = {
    "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on chest radiographs.
added: 2025-03-01
""",
}

CODES = (
    Documentation(
        code="file-missing",
        level="error",
        what="There is no data folder where one was looked for.",
        why="Without records there is nothing to check.",
        mend="Name the folder with `--data`, before the command: `medmllm-kb --data path/to/data check`.",
        scene="`data: no-such-folder` in mkdocs.yml",
        bad={},
        good=_GOOD,
    ),
    Documentation(
        code="file-unexpected",
        level="error",
        what="A file or folder lies where none of its name belongs.",
        why="It would be passed over in silence: a record in the wrong folder, or with the wrong ending, "
        "would never be published.",
        mend="Put records into the folder of their kind, with names that end in `.yaml`, and bibliographies "
        "into `bibliography/`, ending in `.bib`.",
        bad={
            "datasets/example.yml": """\
id: example
^
name: Example
summary: Questions on chest radiographs.
added: 2025-03-01
""",
        },
        good=_GOOD,
    ),
    Documentation(
        code="file-unreadable",
        level="error",
        what="A file cannot be opened, or is a folder.",
        why="What cannot be read cannot be published.",
        mend="Check that it is a file that everybody may read: `chmod 644 FILE`. A folder belongs elsewhere.",
        scene="`mkdir data/datasets/example.yaml`",
        bad={},
        good=_GOOD,
    ),
    Documentation(
        code="file-symlink",
        level="error",
        what="A file is a symbolic link, or lies behind one that leads out of the data folder.",
        why="A record must be part of the data, and must not bring in a file of the machine that builds the site.",
        mend="Put the file itself in its place.",
        scene="`ln -s /etc/hostname data/datasets/example.yaml`",
        bad={},
        good=_GOOD,
    ),
    Documentation(
        code="file-not-regular",
        level="error",
        what="Something has the name of a record and is neither a file nor a folder, such as a pipe.",
        why="Reading it might wait for ever.",
        mend="Remove it, or give it another name.",
        scene="`mkfifo data/datasets/example.yaml`",
        bad={},
        good=_GOOD,
    ),
    Documentation(
        code="file-too-large",
        level="error",
        what="A file is larger than 256 KiB, or a bibliography than 4 MiB.",
        why="No record is as long as that. The limit keeps one file from holding up everybody's builds.",
        mend="Leave out what is not part of the record. Split a bibliography by year.",
        scene="a record of 300 KiB",
        bad={},
        good=_GOOD,
    ),
    Documentation(
        code="file-encoding",
        level="error",
        what="A file is not encoded in UTF-8.",
        why="Accents and other letters would come out wrong.",
        mend="Save the file with the encoding UTF-8; every editor offers it.",
        bad={
            "datasets/example.yaml": """\
id: example
name: Example
summary: Questions on ch\udce9st radiographs.
                        ^
added: 2025-03-01
""",
        },
        good=_GOOD,
    ),
    Documentation(
        code="file-nul",
        level="error",
        what="A file holds a NUL character, as programs and pictures do and texts do not.",
        why="It is not a record, or was damaged when it was copied.",
        mend="Save it as plain text in UTF-8.",
        bad={
            "datasets/example.yaml": """\
id: example
name: Exam\0ple
          ^
summary: Questions on chest radiographs.
added: 2025-03-01
""",
        },
        good=_GOOD,
    ),
    Documentation(
        code="id-filename",
        level="error",
        what="The `id` of a record is not the name of its file.",
        why="The id is part of the record's address, and its file is looked for under it.",
        mend="Rename the file, or mend the id. The id of a record that is published stays as it is.",
        bad={
            "datasets/example.yaml": """\
id: exemple
    ^
name: Example
summary: Questions on chest radiographs.
added: 2025-03-01
""",
        },
        good=_GOOD,
    ),
    Documentation(
        code="unsafe-character",
        level="error",
        what="A text holds a character that cannot be seen: a control character, one without width, or one "
        "that turns the direction of writing.",
        why="With such characters a text can look like another than it is, and two names that look the same "
        "can be different.",
        mend="Delete what stands there and type it anew.",
        bad={
            "datasets/example.yaml": """\
id: example
name: Exam\u200bple
          ^
summary: Questions on chest radiographs.
added: 2025-03-01
""",
        },
        good=_GOOD,
    ),
    Documentation(
        code="not-nfc",
        level="error",
        what="A letter and its accent are stored as two characters (not Unicode NFC).",
        why="Search does not find `é` when it is stored as `e` with an accent after it, although both look the same.",
        mend="Delete the letter and type it anew.",
        bad={
            "datasets/example.yaml": """\
id: example
name: Exe\u0301mple
        ^
summary: Questions on chest radiographs.
added: 2025-03-01
""",
        },
        good={
            "datasets/example.yaml": """\
id: example
name: Exémple
summary: Questions on chest radiographs.
added: 2025-03-01
""",
        },
    ),
)
