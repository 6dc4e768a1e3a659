"""The sections across the top, and what each kind of page is called and where it belongs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the navigation with the index pages below it."""

    id: str
    label: str
    indexes: tuple[tuple[str, str], ...]
    """Address and label of each index page; the first is where the section's link leads. Chapters follow them."""


SECTIONS = (
    Section("read", "Read", (("chapters/", "Contents"), ("needs/", "From a clinical need"))),
    Section("tasks", "Tasks", (("tasks/", "Tasks"),)),
    Section(
        "models",
        "Models",
        (("models/", "Models"), ("choose/", "Choose a model"), ("timeline/", "Timeline")),
    ),
    Section(
        "modules",
        "Modules",
        (
            ("components/", "Components"),
            ("architectures/", "Architectures"),
            ("connectors/", "Connectors compared"),
            ("how-an-image-becomes-tokens/", "How an image becomes tokens"),
            ("calculator/", "Shape calculator"),
        ),
    ),
    Section(
        "datasets",
        "Datasets",
        (
            ("datasets/", "Datasets"),
            ("lineage/", "Lineage"),
            ("permissions/commercial-use/", "Commercial use"),
            ("licence-conflicts/", "Licences"),
        ),
    ),
    Section(
        "training",
        "Training",
        (
            ("stages/", "Stages"),
            ("methods/", "Methods"),
        ),
    ),
    Section(
        "evaluation",
        "Evaluation",
        (
            ("metrics/", "Metrics"),
            ("results/", "Results"),
            ("leaderboards/", "Leaderboards"),
            ("measurement-spread/", "Disagreements"),
            ("contamination/", "Contamination"),
        ),
    ),
    Section("practice", "Practice", (("challenges/", "Challenges"), ("applications/", "Applications"))),
    Section(
        "taxonomy", "Taxonomy", (("vocabularies/", "Vocabularies"), ("gap-maps/", "Gap maps"), ("trends/", "Trends"))
    ),
    Section("references", "References", (("references/", "References"), ("surveys/", "Surveys"))),
    Section(
        "about",
        "Contribute",
        (
            ("contribute/", "Contribute"),
            ("about/", "About and citing"),
            ("checks/", "Check rules"),
            ("curation/", "Curation"),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class KindOfPage:
    """How a kind of record is called."""

    singular: str
    plural: str
    section: str
    question: str
    """What a reader comes to its index page for, in one line."""


KINDS_OF_PAGES = {
    "task": KindOfPage("task", "tasks", "tasks", "What medical multimodal models are asked to do."),
    "architecture": KindOfPage(
        "architecture",
        "architectures",
        "modules",
        "How encoder, connector and language model are put together.",
    ),
    "component": KindOfPage(
        "component",
        "components",
        "modules",
        "The encoders, connectors, backbones and decoders that models are built of.",
    ),
    "model": KindOfPage("model", "models", "models", "What each model is made of, trained on, and released as."),
    "dataset": KindOfPage(
        "dataset",
        "datasets",
        "datasets",
        "What models are trained and tested on, where it comes from, and on what terms.",
    ),
    "stage": KindOfPage("stage", "stages", "training", "The phases of training, and the data that each needs."),
    "method": KindOfPage("method", "methods", "training", "Ways to train, align, prompt and run a model."),
    "metric": KindOfPage("metric", "metrics", "evaluation", "How answers are scored, and how the score misleads."),
    "result": KindOfPage(
        "result", "results", "evaluation", "Published tables, score by score, with who measured them and how."
    ),
    "challenge": KindOfPage(
        "challenge",
        "challenges",
        "practice",
        "What stands in the way, and what has been proposed against it.",
    ),
    "application": KindOfPage(
        "application",
        "applications",
        "practice",
        "Uses in practice, with the evidence from benchmark to randomised trial.",
    ),
    "survey": KindOfPage("survey", "surveys", "references", "Other surveys and living lists, and what each covers."),
    "vocabulary": KindOfPage("vocabulary", "vocabularies", "taxonomy", "The terms that records are described with."),
}
