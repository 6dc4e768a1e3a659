"""What the analyses give, computed once for all pages."""

from medmllm_kb.analysis.comparison import compare_all
from medmllm_kb.analysis.coverage import gap_maps
from medmllm_kb.analysis.curation import curation
from medmllm_kb.analysis.disagreement import disagreements
from medmllm_kb.analysis.licences_conflicts import analyse as licences
from medmllm_kb.analysis.lineage_findings import lineage_findings
from medmllm_kb.analysis.needs import needs
from medmllm_kb.analysis.recipes import recipes
from medmllm_kb.analysis.traced_models import traced_models
from medmllm_kb.analysis.trends import trends
from medmllm_kb.loading.knowledge_base import KnowledgeBase


class Analyses:
    """Results of the analyses of one knowledge base.

    They are computed when it is made, not when they are first asked for: pages are rendered in several processes,
    which would each compute them again.
    """

    def __init__(self, kb: KnowledgeBase, edit_url: str = "") -> None:
        """``edit_url`` is where files of the data folder are edited, or empty."""
        self.kb = kb
        self.edit_url = edit_url
        self.comparisons = compare_all(kb)
        self.disagreements = disagreements(kb, self.comparisons)
        self.gap_maps = gap_maps(kb)
        self.trends = trends(kb)
        self.curation = curation(kb)
        self.licences = licences(kb)
        self.lineage = lineage_findings(kb)
        self.traces = traced_models(kb)
        self.recipes = recipes(kb)
        self.needs = needs(kb)
