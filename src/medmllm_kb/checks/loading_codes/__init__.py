"""What people are told about the codes that loading itself gives, before any rule is asked."""

from medmllm_kb.checks.loading_codes import bibliography, files, schema, yaml
from medmllm_kb.checks.rule import Documentation

LOADING_CODES: tuple[Documentation, ...] = (*files.CODES, *yaml.CODES, *schema.CODES, *bibliography.CODES)
"""Every code that ``loading`` can give."""
