"""Addresses that every reader meets: the pages of the navigation, and one of each further sort."""

from pathlib import Path

from medmllm_kb.site.chapters import read_chapters
from medmllm_kb.site.navigation import SECTIONS

REPOSITORY = Path(__file__).parents[2]

IN_THE_NAVIGATION = [
    "",
    *(path for section in SECTIONS for path, _ in section.indexes),
    *(chapter.path for chapter in read_chapters(REPOSITORY / "docs")),
]
OF_OTHER_SORTS = [
    "leaderboards/vqa-rad/",
    "gap-maps/datasets-modality-task/",
    "needs/report-generation/ct/",
    "method-families/alignment-and-rl/",
    "modalities/ct/",
    "licences/cc-by-4.0/",
]
