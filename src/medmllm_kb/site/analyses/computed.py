"""What the analyses give, computed once for all pages."""

from medmllm_kb.loading.knowledge_base import KnowledgeBase


class Analyses:
    """Results of the analyses of one knowledge base.

    They are computed when it is made, not when they are first asked for: pages are rendered in several processes,
    which would each compute them again.
    """

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
