"""A small project with a page plan of its own: what the engine is tested with, whatever the real pages look like."""

import sys
from html import escape
from pathlib import Path

import medmllm_kb.site.plan as real_plan
from medmllm_kb.loading.knowledge_base import KnowledgeBase
from medmllm_kb.site.page import Download, Page
from medmllm_kb.site.plan import Settings, SitePlan

SITE_URL = "https://example.org/kb/"

CONFIG = f"""\
site_name: Toy
site_url: {SITE_URL}
theme:
  name: material
  font: false
  palette:
    - {{media: "(prefers-color-scheme: light)", scheme: default, toggle: {{icon: material/weather-night, name: dark}}}}
    - {{media: "(prefers-color-scheme: dark)", scheme: slate, toggle: {{icon: material/weather-sunny, name: light}}}}
plugins:
  - medmllm-kb:
      search: false
markdown_extensions:
  - md_in_html
  - toc:
      permalink: true
"""

SPECIAL = "<script>alert('1')</script> & \"two\" ½"
"""A title with everything that HTML has a use for."""


class Project:
    """The folders of the toy project."""

    def __init__(self, folder: Path) -> None:
        self.config = folder / "mkdocs.yml"
        self.docs = folder / "docs"
        self.data = folder / "data"
        self.site = folder / "site"
        self.docs.mkdir(parents=True)
        (self.data / "tasks").mkdir(parents=True)
        self.config.write_text(CONFIG)
        (self.docs / "about.md").write_text("# About\n\n## Aims\n\nSee [the tasks](../tasks/).\n")
        self.task("reading", "Reading")
        self.task("grounding", "Grounding")

    def task(self, id: str, name: str) -> None:
        """Writes a record."""
        lines = [f"id: {id}", f"name: {name}", "summary: Something is done.", f"former_ids: [old-{id}]"]
        (self.data / "tasks" / f"{id}.yaml").write_text("\n".join([*lines, "added: 2026-11-23", ""]))

    def page(self, path: str) -> str:
        """The HTML of a page of the built site."""
        return (self.site / path / "index.html").read_text()

    def files(self) -> dict[str, bytes]:
        """Every file of the built site."""
        return {
            path.relative_to(self.site).as_posix(): path.read_bytes()
            for path in sorted(self.site.rglob("*"))
            if path.is_file()
        }


def toy_plan(kb: KnowledgeBase, settings: Settings) -> SitePlan:
    """Home, an index, a page a task, and one that is not to be searched."""
    tasks = list(kb.tasks.values())
    items = "".join(f'<li><a href="{task.id}/#facts">{escape(task.name)}</a></li>' for task in tasks)
    pages = [
        Page("", "home", "Toy home", "Where it begins.", lambda: '<h1>Home</h1><a href="tasks/">Tasks</a>'),
        Page("tasks/", "tasks", "Tasks", "All tasks.", lambda: f"<h1>Tasks</h1><ul>{items}</ul>"),
        *(
            Page(
                f"tasks/{task.id}/",
                "tasks",
                task.name,
                task.summary or "",
                lambda task=task: f'<h1>{escape(task.name)}</h1><h2 id="facts">Facts</h2><a href="../">All</a>',
            )
            for task in tasks
        ),
        Page("lists/special/", "about", SPECIAL, f"On {SPECIAL}", lambda: "<h1>Special</h1>", indexed=False),
    ]
    redirects = {f"tasks/{old}/": f"tasks/{task.id}/" for task in tasks for old in task.former_ids}
    return SitePlan(pages, [Download("tasks/names.txt", lambda: b"reading\n")], redirects)


def serve(config: Path, address: str) -> None:
    """Serves the toy project; run in a process of its own."""
    from medmllm_kb.site.build import serve_site

    real_plan.plan_site = toy_plan
    serve_site(config, address)


if __name__ == "__main__":
    serve(Path(sys.argv[1]), sys.argv[2])
