"""What printers are given."""

from collections import Counter
from dataclasses import dataclass

from medmllm_kb.checks.run import Checked
from medmllm_kb.loading.finding import Finding, Level

LEVELS: tuple[Level, ...] = ("error", "warning", "hint")


@dataclass(frozen=True, slots=True)
class Report:
    """A finished run, and where its files lie as the reader sees it."""

    checked: Checked
    data: str
    """Path of the data folder as it is put before each file: ``data``; empty for the current folder."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, by file, line and column."""
        return self.checked.findings

    @property
    def is_clean(self) -> bool:
        """Whether there is nothing but hints."""
        return all(finding.level == "hint" for finding in self.findings)

    def path(self, finding: Finding) -> str:
        """The file of a finding, to be opened from the current folder."""
        return f"{self.data}/{finding.file}" if self.data else finding.file

    def line(self, finding: Finding) -> str:
        """The line of the file that the finding is in; empty when there is none."""
        source = self.checked.sources.get(finding.file)
        return source.line(finding.line) if source else ""

    def summary(self) -> str:
        """One sentence: how many findings of which level, in how many files."""
        files = _counted(len(self.checked.sources), "file")
        if not self.findings:
            return f"No findings in {files}."
        levels = Counter(finding.level for finding in self.findings)
        parts = [_counted(levels[level], level) for level in LEVELS if levels[level]]
        counts = " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
        affected = len({finding.file for finding in self.findings})
        return f"Found {counts} in {affected} of {files}."


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
