"""What the examples of the rules do not show: their limits, and what they must leave alone."""

from datetime import date
from pathlib import Path

import pytest
from tests.checks.toy import brief, toy_with

from medmllm_kb.checks.names import plain_name
from medmllm_kb.checks.rules.identifier_language import tag_fault
from medmllm_kb.checks.rules.identifier_spdx import spdx_id
from medmllm_kb.checks.run import check
from medmllm_kb.loading.finding import Finding


def text(kind: str = "dataset", **fields: str) -> str:
    """A record with fields as YAML; of those that every record has, those that are not given are plain."""
    needed = {"id": "example", "name": "Example", "summary": "Something.", "added": "2025-03-01"}
    if kind == "component":
        needed |= {"role": "connector", "type": "mlp"}
    return "".join(f"{name}: {value}\n" for name, value in (needed | fields).items())


def found(folder: Path, files: dict[str, str], code: str) -> list[Finding]:
    return [one for one in check(toy_with(folder, files)).findings if one.code == code]


def evidence(*facts: str) -> str:
    supports = ", ".join(map(repr, facts))
    return f"[{{source: 'https://example.org/a', supports: [{supports}], checked: 2025-03-01}}]"


# References


@pytest.mark.parametrize(
    ("fields", "message", "hint"),
    [
        ({"modalities": "[x-ray]"}, "modality `x-ray`", "it is now called `radiography`"),
        ({"modalities": "[CT]"}, "modality `CT`", "did you mean `ct`?"),
        ({"tasks": "[vqa]"}, "task `vqa`", "did you mean `visual-question-answering`?"),
        ({"tasks": "[aurelia]"}, "task `aurelia`", "`aurelia` is a model, not a task"),
        ({"tasks": "[zzzz]"}, "task `zzzz`", "mend the id, or describe it in data/tasks/zzzz.yaml"),
        ({"languages": "[zz]"}, "language `zz`", "choose a term of data/vocabularies/languages.yaml"),
        ({"summary": "'[[modell:a]]'"}, "kind of record and no vocabulary `modell`", "did you mean `model`?"),
        ({"summary": "'[[model:aurelia-v1]]'"}, "model `aurelia-v1`", "it is now called `aurelia`"),
        ({"summary": "'[[units:image]]'"}, "unit `image`", "did you mean `images`?"),
        ({"superseded_by": "lumen-vq"}, "dataset `lumen-vq`", "did you mean `lumen-vqa`?"),
    ],
)
def test_what_is_unknown_is_explained(tmp_path, fields: dict[str, str], message: str, hint: str) -> None:
    [one] = found(tmp_path, {"datasets/example.yaml": text(**fields)}, "reference-unknown")
    assert one.message == f"there is no {message}"
    assert one.hint.startswith(hint)


def test_an_unknown_key_is_explained(tmp_path) -> None:
    files = {"datasets/example.yaml": text(summary="'[@riviera2021lumen]'")}
    [one] = found(tmp_path, files, "reference-unknown")
    assert one.message == "no publication has the key `riviera2021lumen`"
    assert one.hint == "did you mean `rivera2021lumen`?"


def test_a_missing_vocabulary_is_named_once_for_each_of_its_uses(tmp_path) -> None:
    data = toy_with(tmp_path, {})
    (data / "vocabularies/weights-access.yaml").unlink()
    assert brief(check(data).findings) == ["models/aurelia.yaml:47:10 reference-unknown"]


@pytest.mark.parametrize(
    "files",
    [
        {"datasets/example.yaml": text(derived_from="[{dataset: example, reuses: [text]}]")},
        {"datasets/example.yaml": text(status="superseded", superseded_by="example")},
        {"models/example.yaml": text(base_models="[example]")},
        {"components/example.yaml": text("component", initialised_from="example")},
        {"stages/example.yaml": text(order="1", parent="example")},
        {"methods/example.yaml": text(family="optimisation", parent="example")},
        {"vocabularies/example.yaml": text(singular="a", terms="[{id: a, name: A, definition: A, parent: a}]")},
    ],
)
def test_circles_are_found_in_every_relation(tmp_path, files: dict[str, str]) -> None:
    assert len(found(tmp_path, files, "reference-cycle")) == 1


def test_two_circles_and_long_ways_are_followed(tmp_path) -> None:
    def task(number: int, parent: str) -> tuple[str, str]:
        return f"tasks/t-{number}.yaml", text(id=f"t-{number}", name=f"Task number {number}", parent=parent)

    chain = [task(number, f"t-{number + 1}") for number in range(1500)]
    circles = [task(1500, "t-1500"), task(2000, "t-2001"), task(2001, "t-2000")]
    findings = found(tmp_path, dict([*chain, *circles]), "reference-cycle")
    assert [one.message for one in findings] == [
        "a record stands below itself: `t-1500` → `t-1500`",
        "a record stands below itself: `t-2000` → `t-2001` → `t-2000`",
    ]


def test_the_same_link_in_two_texts_of_a_list_is_no_repetition(tmp_path) -> None:
    strengths = "['Like [[task:report-generation]].', 'Unlike [[task:report-generation]].']"
    files = {"architectures/example.yaml": text(strengths=strengths)}
    assert check(toy_with(tmp_path, files)).findings == ()


def test_nothing_is_an_orphan_while_a_record_cannot_be_read(tmp_path) -> None:
    data = toy_with(tmp_path, {"challenges/leakage.yaml": "id: [", "applications/draft-reports.yaml": "id: ["})
    (data / "surveys/lindqvist-survey.yaml").unlink()
    assert {one.code for one in check(data).findings} == {"yaml-syntax"}


# Identity


@pytest.mark.parametrize(
    ("name", "other", "same"),
    [
        ("LLaVA-Med", "llava med", True),
        ("Åland VQA", "aland-vqa", True),
        ("Qwen2.5", "Qwen25", False),
        ("GPT-4", "GPT4", True),
        ("A+", "A", False),
        ("医学", "医 学", True),
        ("---", "+++", False),
    ],
)
def test_what_counts_in_a_name(name: str, other: str, same: bool) -> None:
    assert (plain_name(name) == plain_name(other)) is same


@pytest.mark.parametrize(
    ("name", "other", "alike"),
    [
        ("MedBench Chat", "MMedBench Chat", True),
        ("Radiology Atlas", "Atlas Radiology", True),
        ("Radiology-Atlas", "Radiology Atlaz", True),
        ("Encoder ViT-B", "Encoder ViT-L", False),
        ("Brook chat 7B", "Brook chat 8B", False),
        ("Brook 2.5 chat", "Brook 2 chat", False),
        ("ABCD", "ABCE", False),
        ("Radiology Atlas", "Pathology Atlas", False),
    ],
)
def test_which_names_look_alike(tmp_path, name: str, other: str, alike: bool) -> None:
    files = {"datasets/a.yaml": text(id="a", name=name), "datasets/b.yaml": text(id="b", name=other)}
    assert bool(found(tmp_path, files, "identity-near")) is alike


@pytest.mark.parametrize(
    ("fields", "alike"),
    [
        ({"publication": "rivera2021lumen", "name": "Lumen CXR captions"}, True),
        ({"publication": "rivera2021lumen", "name": "Other captions"}, False),
        ({"publication": "rivera2021lumen", "name": "Lumen CXR 500K"}, False),
        ({"links": "{data: 'https://EXAMPLE.org/lumen/data/'}", "name": "Other"}, True),
        ({"links": "{homepage: 'https://example.org/lumen'}", "name": "Lumen CXR captions"}, False),
        (
            {
                "publication": "rivera2021lumen",
                "name": "Lumen CXR captions",
                "derived_from": "[{dataset: lumen-cxr, reuses: [text]}]",
            },
            False,
        ),
        (
            {"publication": "rivera2021lumen", "name": "Lumen CXR captions", "distinct_from": "[lumen-cxr]"},
            False,
        ),
    ],
)
def test_what_else_makes_records_look_alike(tmp_path, fields: dict[str, str], alike: bool) -> None:
    assert bool(found(tmp_path, {"datasets/example.yaml": text(**fields)}, "identity-near")) is alike


def test_one_of_two_records_says_that_they_are_distinct(tmp_path) -> None:
    for first, second in (("[b]", "[]"), ("[]", "[a]"), ("[b]", "[a]")):
        files = {
            "datasets/a.yaml": text(id="a", name="Radiology Atlas", distinct_from=first),
            "datasets/b.yaml": text(id="b", name="Radiology Atlaz", distinct_from=second),
        }
        assert check(toy_with(tmp_path, files)).findings == ()


def test_the_same_name_in_two_kinds_is_fine(tmp_path) -> None:
    assert check(toy_with(tmp_path, {"datasets/example.yaml": text(name="Aurelia")})).findings == ()


def test_terms_share_no_names_and_no_former_ids(tmp_path) -> None:
    terms = (
        "[{id: a, name: Aa, definition: A., former_ids: [b, c]}, "
        "{id: b, name: Bb, aliases: [aa], definition: B.}, "
        "{id: d, name: Dd, definition: D., former_ids: [c]}]"
    )
    findings = check(toy_with(tmp_path, {"vocabularies/example.yaml": text(singular="a", terms=terms)})).findings
    assert [(one.code, one.field) for one in findings] == [
        ("identity-former-id", "terms[0].former_ids[0]"),
        ("identity-name", "terms[1].aliases[0]"),
        ("identity-former-id", "terms[2].former_ids[0]"),
    ]


# Identifiers


@pytest.mark.parametrize(
    ("tag", "is_right"),
    [
        *(
            ("en", True),
            ("zh-Hans", True),
            ("pt-BR", True),
            ("es-419", True),
            ("sr-Latn-RS", True),
            ("yue", True),
        ),
        *(("de-1996", False), ("sl-rozaj", True), ("aaa", True)),
        *(
            ("EN", False),
            ("jp", False),
            ("eng", False),
            ("en-UK", False),
            ("zh-hans", False),
            ("zh-Abcd", False),
        ),
        *(("english", False), ("", False), ("e", False), ("en_US", False)),
    ],
)
def test_language_tags(tag: str, is_right: bool) -> None:
    assert (tag_fault(tag) is None) is is_right


@pytest.mark.parametrize(
    ("text", "id"),
    [
        *(("MIT", "MIT"), ("mit", "MIT"), ("cc-by-nc-4.0", "CC-BY-NC-4.0"), ("GPL-3.0-only", "GPL-3.0-only")),
        *(
            ("CC-BY", None),
            ("MIT OR ISC", None),
            ("LicenseRef-mine", None),
            ("llama-2", None),
            ("((", None),
            ("", None),
        ),
    ],
)
def test_spdx_ids(text: str, id: str | None) -> None:
    assert spdx_id(text) == id


# Days and years


def test_the_day_may_be_that_of_another_time_zone(tmp_path) -> None:
    data = toy_with(tmp_path, {"datasets/example.yaml": text(added="2026-02-02")})
    assert check(data, today=date(2026, 2, 1)).findings == ()
    assert brief(check(data, today=date(2026, 1, 31)).findings) == ["datasets/example.yaml:4:8 date-future"]


@pytest.mark.parametrize(("year", "is_fine"), [(2019, False), (2020, True), (2022, True), (2023, False)])
def test_a_record_may_be_a_year_off_its_publication(tmp_path, year: int, is_fine: bool) -> None:
    files = {"datasets/example.yaml": text(year=str(year), publication="rivera2021lumen")}
    assert (found(tmp_path, files, "year-publication") == []) is is_fine


def test_the_year_of_the_preprint_counts_too(tmp_path) -> None:
    bib = (
        "@misc{rivera2021later,\n  author = {Rivera, Ana},\n  title = {A later version},\n  year = {2024},\n"
        "  eprint = {2101.00001},\n  archiveprefix = {arXiv},\n}\n"
    )
    record = text(year="2020", publication="rivera2021later")
    assert check(toy_with(tmp_path, {"bibliography/b.bib": bib, "datasets/example.yaml": record})).findings == ()


@pytest.mark.parametrize(
    "parts",
    [
        {"base_models": "[aurelia]"},
        {"pipeline": "[{component: brook-1b}]"},
        {"training": "[{stage: fine-tuning, data: [{dataset: lumen-vqa}]}]"},
    ],
)
def test_a_model_does_not_predate_what_it_is_made_of(tmp_path, parts: dict[str, str]) -> None:
    assert len(found(tmp_path, {"models/example.yaml": text(year="2019", **parts)}, "year-order")) == 1


# Figures


@pytest.mark.parametrize(
    ("size", "splits", "is_fine"),
    [
        ("{count: 100, unit: images}", "{name: train, count: 100, unit: images}", True),
        ("{count: 100, unit: images}", "{name: train, count: 101, unit: images}", False),
        ("{count: 100, unit: images, approximate: true}", "{name: train, count: 101, unit: images}", True),
        ("{count: 100, unit: images, approximate: true}", "{name: train, count: 102, unit: images}", False),
        ("{count: 100, unit: images}", "{name: train, count: 101, unit: images, approximate: true}", True),
        ("{count: 100, unit: patients}", "{name: train, count: 101, unit: images}", True),
        ("{count: 100, unit: images, part: new}", "{name: a, count: 101, unit: images}", True),
        ("{count: 100, unit: images, part: new}", "{name: a, count: 101, unit: images, part: new}", False),
        (
            "{count: 9, unit: images}",
            "{name: a, count: 6, unit: images}, {name: b, count: 6, unit: images}",
            False,
        ),
    ],
)
def test_splits_and_totals(tmp_path, size: str, splits: str, is_fine: bool) -> None:
    record = text(size=f"[{size}]", splits=f"[{splits}]", evidence=evidence("size", "splits"))
    assert (found(tmp_path, {"datasets/example.yaml": record}, "split-sum") == []) is is_fine


def test_a_known_conflict_of_figures_is_no_finding(tmp_path) -> None:
    record = text(
        size="[{count: 100, unit: images}]",
        splits="[{name: train, count: 101, unit: images}]",
        conflicts="[{field: splits, values: []}]",
        evidence=evidence("size", "splits"),
    )
    assert found(tmp_path, {"datasets/example.yaml": record}, "split-sum") == []


def scores(score: str) -> dict[str, str]:
    fields = {"table": "T", "measured_by": "independent", "evidence": evidence("scores")}
    return {
        "results/example.yaml": text(scores=f"[{{model: aurelia, benchmark: lumen-vqa, {score}}}]", **fields),
        "metrics/kappa.yaml": text(
            id="kappa",
            name="Kappa",
            family="exact",
            range="{minimum: -1, maximum: 1}",
            evidence=evidence("range"),
        ),
        "metrics/cider.yaml": text(
            id="cider", name="CIDEr", family="overlap", range="{minimum: 0}", evidence=evidence("range")
        ),
        "metrics/points.yaml": text(
            id="points",
            name="Points",
            family="overlap",
            range="{minimum: 0, maximum: 100}",
            evidence=evidence("range"),
        ),
        "metrics/free.yaml": text(id="free", name="Free", family="overlap"),
    }


@pytest.mark.parametrize(
    ("score", "is_fine"),
    [
        ("metric: accuracy, value: 100, unit: percent", True),
        ("metric: accuracy, value: 100.1, unit: percent", False),
        ("metric: accuracy, value: 100.1, unit: percent, doubt: more than there is", True),
        ("metric: accuracy, value: 1, unit: fraction", True),
        ("metric: accuracy, value: 1.1, unit: fraction", False),
        ("metric: accuracy, value: -0.1, unit: fraction", False),
        ("metric: accuracy, value: 50, unit: score", False),
        ("metric: kappa, value: -0.2, unit: score", True),
        ("metric: kappa, value: -20, unit: percent", True),
        ("metric: cider, value: 130, unit: percent", True),
        ("metric: cider, value: -1, unit: score", False),
        ("metric: points, value: 81, unit: percent", True),
        ("metric: points, value: 101, unit: score", False),
        ("metric: free, value: 1.0e+9, unit: score", True),
        ("metric: unknown, value: 5, unit: fraction", True),
    ],
)
def test_scores_and_ranges(tmp_path, score: str, is_fine: bool) -> None:
    assert (found(tmp_path, scores(score), "score-range") == []) is is_fine


@pytest.mark.parametrize(
    ("spread", "is_fine"),
    [
        ("kind: standard-deviation, deviation: 1.5", True),
        ("kind: standard-deviation, deviation: -1.5", False),
        ("kind: standard-error, low: 1, high: 2", False),
        ("kind: range, low: 49, high: 51", True),
        ("kind: range, low: 51, high: 49", False),
        ("kind: range, low: 10, high: 20", False),
        ("kind: confidence-interval-95, low: 49", False),
        ("kind: confidence-interval-95, deviation: 2", True),
        ("kind: confidence-interval-95", False),
    ],
)
def test_spreads(tmp_path, spread: str, is_fine: bool) -> None:
    score = f"metric: accuracy, value: 50, unit: percent, spread: {{{spread}}}"
    assert (found(tmp_path, scores(score), "score-spread") == []) is is_fine


CONNECTOR = "{type: linear, input_width: 1000, output_width: 2048}"


def pipeline(*steps: str, operations: str = CONNECTOR) -> dict[str, str]:
    encoder = (
        "[{type: patch-embedding-2d, image_size: 224, patch_size: 16, width: 768}, "
        "{type: transformer, layers: 2, width: 768, heads: 2}, "
        "{type: linear, input_width: 768, output_width: 500}]"
    )
    return {
        "models/example.yaml": text(
            pipeline="".join(f"\n  - {{component: {step}}}" for step in steps), evidence=evidence("pipeline")
        ),
        "components/wide.yaml": text(
            "component", id="wide", name="Wide", operations=f"[{operations}]", evidence=evidence("operations")
        ),
        "components/quads.yaml": text(
            "component",
            id="quads",
            name="Quads",
            operations=f"[{{type: concatenate, axis: width, parts: 4}}, {CONNECTOR}]",
            evidence=evidence("operations"),
        ),
        "components/clip.yaml": text(
            "component",
            **{"id": "clip", "name": "Clip", "role": "encoder", "type": "vision-transformer"},
            operations=encoder,
            evidence=evidence("operations"),
        ),
    }


@pytest.mark.parametrize(
    ("steps", "places"),
    [
        (["lumen-vit-b-16", "wide", "brook-1b"], ["pipeline[1].component"]),
        (["wide, input_width: 768"], ["pipeline[0].input_width"]),
        (["wide, output_width: 3000"], ["pipeline[0].output_width"]),
        (["wide, input_width: 250"], ["pipeline[0].input_width"]),
        (["quads, input_width: 250"], []),  # four vectors side by side make the thousand
        (["lumen-vit-b-16", "lumen-vit-b-16", "wide"], []),
        (["lumen-vit-b-16", "wide"], ["pipeline[1].component"]),
        (["lumen-vit-b-16, output_tokens: 196"], ["pipeline[0].output_tokens"]),
        (["lumen-vit-b-16, keep: patch-tokens, output_tokens: 196"], []),
        (["lumen-vit-b-16", "two-layer-mlp, output_width: 5120", "brook-1b"], ["pipeline[2].component"]),
        (["clip", "two-layer-mlp, input_width: 500", "brook-1b"], []),
        (["clip, layer: -2", "two-layer-mlp, input_width: 500", "brook-1b"], ["pipeline[1].input_width"]),
        (["clip, layer: -2", "two-layer-mlp, input_width: 768", "brook-1b"], []),
        (["nothing", "wide", "brook-1b"], []),
    ],
)
def test_widths_of_neighbours(tmp_path, steps: list[str], places: list[str]) -> None:
    assert [one.field for one in found(tmp_path, pipeline(*steps), "pipeline-width")] == places


def test_the_backbone_of_the_pipeline_is_that_of_a_variant(tmp_path) -> None:
    other = text("component", id="other", name="Other", role="backbone", type="language-model")
    model = text(
        variants="[{name: 1B, backbone: brook-1b}]",
        pipeline="[{component: other}]",
        evidence=evidence("variants", "pipeline"),
    )
    files = {"models/example.yaml": model, "components/other.yaml": other}
    [one] = found(tmp_path, files, "variant-backbone")
    assert one.field == "pipeline[0].component"
    assert (
        found(
            tmp_path,
            files | {"models/example.yaml": model.replace(", backbone: brook-1b", "")},
            "variant-backbone",
        )
        == []
    )


# Sources


@pytest.mark.parametrize(
    ("facts", "message", "hint"),
    [
        (["sise"], "a dataset has no field `sise`", "did you mean `size`?"),
        (["size[0].cont"], "a dataset has no field `size[0].cont`", "did you mean `count`?"),
        (["size[7]"], "`size[7]` has a source, but no value", "write"),
        (["name.x"], "a dataset has no field `name.x`", ""),
        (["links"], "`links` has a source, but no value", "write"),
        (["permissions.commercial_use"], "`permissions.commercial_use` has a source, but no value", "write"),
        ([], "this source supports no field", "name the fields"),
    ],
)
def test_what_evidence_may_support(tmp_path, facts: list[str], message: str, hint: str) -> None:
    both = f"{evidence(*facts)[:-1]}, {evidence('size', 'size[0]', 'size[0].count', 'name')[1:]}"
    record = text(size="[{count: 3, unit: images}]", evidence=both)
    [one] = found(tmp_path, {"datasets/example.yaml": record}, "evidence-field")
    assert one.message == message
    assert one.hint.startswith(hint)


def test_evidence_of_a_part_supports_the_fact(tmp_path) -> None:
    record = text(size="[{count: 3, unit: images}]", evidence=evidence("size[0].count"))
    assert check(toy_with(tmp_path, {"datasets/example.yaml": record})).findings == ()


@pytest.mark.parametrize(
    ("absent", "is_fine"),
    [
        ("{field: license, state: none, looked_in: [rivera2021lumen], checked: 2025-03-01}", True),
        ("{field: license, state: none, looked_in: [], checked: 2025-03-01}", False),
        ("{field: licence, state: none, looked_in: [rivera2021lumen], checked: 2025-03-01}", False),
        (
            "{field: links.demo, state: none, looked_in: [rivera2021lumen], checked: 2025-03-01}",
            True,
        ),
    ],
)
def test_what_may_be_absent(tmp_path, absent: str, is_fine: bool) -> None:
    assert (found(tmp_path, {"datasets/example.yaml": text(absent=f"[{absent}]")}, "absent-field") == []) is is_fine


# Texts


@pytest.mark.parametrize(
    ("summary", "code"),
    [
        ("p < 0.05 and x<y, a <image> token, R&D, <https://example.org/a>", None),
        ("a `<b>` tag and `&amp;`", None),
        ("a <br/> tag", "text-html"),
        ("a <SCRIPT src=x> tag", "text-html"),
        ("a <!-- comment", "text-html"),
        ("AT&amp;T", "text-html"),
        ("an image ![x](https://example.org/a.png)", "text-image"),
        ("an image `![x](y)`", None),
        ("a link [x](https://example.org/a)", None),
        ("a link [x](http://example.org/a 'title')", None),
        ("a link [x](data:text/html;base64,x)", "text-link"),
        ("a link [x]( JavaScript:alert(1))", "text-link"),
        ("a link [x](../models/)", "text-link"),
        ("a link <vbscript:x>", "text-link"),
        ("[x]: javascript:alert(1)", "text-link"),
        ("a list [1], an interval [0, 1]", None),
        ("formulas $[[1, 2]]$ and `[[x]]` and $$[[x]]$$", None),
        (
            "[[dataset:lumen-cxr]], [[dataset:lumen-cxr|a label]], [@rivera2021lumen; @dube2021lowrank]",
            None,
        ),
        ("[[Dataset:lumen-cxr]]", "text-brackets"),
        ("[[dataset:lumen-cxr]", "text-brackets"),
        ("lumen-cxr]]", "text-brackets"),
        ("[ @rivera2021lumen]", "text-brackets"),
        ("[see @rivera2021lumen]", None),
        ("[@rivera2021lumen, @dube2021lowrank]", "text-brackets"),
        ("the method TODO-net", "text-leftover"),
        ("Lorem ipsum", "text-leftover"),
        ("a mastodon, stbd, xxx", None),
    ],
)
def test_texts(tmp_path, summary: str, code: str | None) -> None:
    quoted = "'" + summary.replace("'", "''") + "'"
    findings = check(toy_with(tmp_path, {"datasets/example.yaml": text(summary=quoted)})).findings
    assert [one.code for one in findings] == ([] if code is None else [code])


@pytest.mark.parametrize(
    ("name", "is_odd"),
    [
        ("TNF-α and β-VAE", False),
        ("µ-law", False),
        ("Лумен атлас", False),
        ("L\N{CYRILLIC SMALL LETTER U}men", True),
        ("\N{GREEK CAPITAL LETTER MU}ed", True),
        ("Größe 医学VQA", False),
    ],
)
def test_letters_of_other_alphabets(tmp_path, name: str, is_odd: bool) -> None:
    assert bool(found(tmp_path, {"datasets/example.yaml": text(name=name)}, "text-lookalike")) is is_odd
