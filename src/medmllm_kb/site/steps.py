"""What happens before and after any engine has rendered its pages: the same for MkDocs and Zensical."""

import gc
import logging
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from medmllm_kb.checks.progress import progress
from medmllm_kb.site import search
from medmllm_kb.site.assets import Assets
from medmllm_kb.site.errors import SiteError
from medmllm_kb.site.fill import fill, write_files
from medmllm_kb.site.links import BrokenLink, Links, check_links, files_below
from medmllm_kb.site.redirects import redirect_files
from medmllm_kb.site.shells import CutShell, Shell, cut
from medmllm_kb.site.sitemap import robots, sitemap_files

if TYPE_CHECKING:
    from medmllm_kb.checks.run import Checked
    from medmllm_kb.loading.knowledge_base import KnowledgeBase
    from medmllm_kb.site.chapters import Chapter
    from medmllm_kb.site.plan import SitePlan

# Not below MkDocs' own logger: in strict mode that one counts warnings and fails.
log = logging.getLogger("medmllm_kb.site")

_NEEDED_RULES = ("reference-", "identity-former-id")
"""Codes of the checks without which pages would lead nowhere, or never end."""
_SHOWN = 50
"""Broken links that are listed before the rest is only counted."""
_PATH = re.compile(r"(?:[\w~-][\w.~-]*/)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Work:
    """What is left to do when the engine is done."""

    plan: "SitePlan"
    site_url: str
    """Address of the site's root, with a slash at the end."""
    hand_written: tuple[str, ...]
    """Addresses of the engine's own pages."""
    assets: Assets
    search: bool = True
    search_from: Path | None = None
    """Site of an earlier build whose search index is good enough, which saves most of the time."""


def prepare(data: Path, docs: Path, site_url: str, repo_url: str) -> "SitePlan":
    """Reads records and chapters, makes sure that pages can be made of them, and plans the pages.

    Only what no page could be made of stops a build: unreadable records, and names that lead nowhere or in a
    circle. All the rest is for ``medmllm-kb check``.

    Raises:
        SiteError: The records have such errors, which have then been printed, a chapter has mistakes, or the plan
            contradicts itself.
    """
    from medmllm_kb.loading.load import paused_garbage_collection
    from medmllm_kb.site.chapters import read_chapters
    from medmllm_kb.site.plan import Settings, plan_site

    if not site_url:
        raise SiteError("mkdocs.yml names no `site_url`; set it to the address at which the site will stand")
    gc.unfreeze()
    gc.collect()  # what an earlier build has left, while little else is there to look through
    with paused_garbage_collection():
        settings = Settings(site_url=site_url, repo_url=repo_url, chapters=read_chapters(docs))
        plan = plan_site(_sound_records(data), settings)
    # All of it stays until the end: no collection need look at it again, nor, by looking, copy it into the
    # processes that make the pages.
    gc.freeze()
    _check_plan(plan)
    return plan


def finish(work: Work, shells: Mapping[Shell, CutShell], output: Path) -> list[BrokenLink]:
    """Writes everything beside the pages, fills the shells, and checks all links.

    Returns:
        What is broken in the finished site.

    Raises:
        SiteError: Two things have one address, or the search index failed.
    """
    plan = work.plan
    write_files(((f"assets/{name}", content) for name, content in work.assets.files.items()), output)
    write_files(((one.path, one.content()) for one in plan.downloads), output)
    write_files(redirect_files(plan.redirects, work.site_url), output)
    addresses = [*work.hand_written, *(page.path for page in plan.pages)]
    for engines_own in ("sitemap.xml", "sitemap.xml.gz"):  # they list the shells
        (output / engines_own).unlink(missing_ok=True)
    write_files(sitemap_files(addresses, work.site_url, os.environ), output)
    if not (output / "robots.txt").exists():
        write_files([("robots.txt", robots(work.site_url))], output)
    files = files_below(output).union(f"{page.path}index.html" for page in plan.pages)
    seen = fill(plan.pages, shells, output, Links(files, work.site_url, counting=False))
    if work.search:
        _index(work, output)
    return check_links(output, work.site_url, seen)


def read_shells(shells: Iterable[Shell], output: Path) -> dict[Shell, CutShell]:
    """Takes the rendered shells out of ``output``.

    Raises:
        SiteError: The engine did not render one, or not as it should.
    """
    found = {}
    for shell in shells:
        path = output / shell.address / "index.html"
        if not path.is_file():
            raise SiteError(f"the engine left out the shell of section `{shell.section}` ({shell.source})")
        found[shell] = cut(shell, path.read_text("utf-8"))
        path.unlink()
        for folder in [output.joinpath(*Path(shell.address).parts[: n + 1]) for n in range(shell.depth)][::-1]:
            if not any(folder.iterdir()):
                folder.rmdir()
    return found


def broken_links_text(broken: list[BrokenLink]) -> str:
    """The findings, one a line, for people."""
    lines = [f"  {one}" for one in broken[:_SHOWN]]
    if len(broken) > _SHOWN:
        lines.append(f"  ... and {len(broken) - _SHOWN} more")
    count = "one broken link" if len(broken) == 1 else f"{len(broken)} broken links"
    return "\n".join([f"{count} in the site:", *lines])


def repository_url(configured: str, environ: Mapping[str, str]) -> str:
    """Address of the repository: as configured, else as the CI service says, else empty."""
    if configured:
        return configured.rstrip("/")
    server, repository = environ.get("GITHUB_SERVER_URL"), environ.get("GITHUB_REPOSITORY")
    if server and repository:
        return f"{server}/{repository}"
    return environ.get("CI_PROJECT_URL", "")


def theme_extra(repo_url: str, chapters: Iterable["Chapter"] = ()) -> dict[str, Any]:
    """What templates of the theme find below ``config.extra``: the navigation and the repository's address."""
    from medmllm_kb.site.navigation import SECTIONS

    written: dict[str, list[tuple[str, str]]] = {}
    for chapter in chapters:
        written.setdefault(chapter.section, []).append((chapter.path, chapter.label))
    sections = [
        {
            "id": section.id,
            "label": section.label,
            "path": section.indexes[0][0],
            "indexes": [
                {"path": path, "label": label} for path, label in (*section.indexes, *written.get(section.id, ()))
            ],
        }
        for section in SECTIONS
    ]
    return {"sections": sections, "repository": repo_url}


def _sound_records(data: Path) -> "KnowledgeBase":
    from medmllm_kb.checks.rule import Given
    from medmllm_kb.checks.rules import all_rules
    from medmllm_kb.checks.run import check, current_day
    from medmllm_kb.loading.load import count_files, load

    with progress("Reading records", lambda: count_files(data)) as step:
        loaded = load(data, step)
    is_sound = not any(finding.level == "error" for finding in loaded.findings)
    kb = loaded.kb
    del loaded  # with the texts of all files
    rules = [rule for rule in all_rules() if rule.level == "error" and rule.code.startswith(_NEEDED_RULES)]
    given = Given(kb, current_day())
    if not is_sound or any(any(rule.check(given)) for rule in rules):
        _stop(check(data, rules=rules), data)
    kb.forget_references()  # pages need only the backlinks
    return kb


def _stop(checked: "Checked", data: Path) -> NoReturn:
    from medmllm_kb.checks.printers import renderer
    from medmllm_kb.checks.report import Report

    errors = tuple(finding for finding in checked.findings if finding.level == "error")
    print(renderer("text")(Report(replace(checked, findings=errors), _as_seen(data))), file=sys.stderr)
    count = "an error" if len(errors) == 1 else f"{len(errors)} errors"
    raise SiteError(f"{count} in the records; no site was built, and the last good one stays as it is")


def _index(work: Work, output: Path) -> None:
    if not search.available():
        log.warning("full-text search is left out: Pagefind is not installed for this machine")
    elif not (work.search_from and search.reuse(work.search_from, output)):
        search.index(output)


def _check_plan(plan: "SitePlan") -> None:
    places = [*(page.path for page in plan.pages), *plan.redirects]
    wrong = [f"/{path} is no address that the site can have" for path in places if not _PATH.fullmatch(path)]
    uses = Counter(page.path for page in plan.pages)
    wrong += [f"{count} pages have the address /{path}" for path, count in uses.items() if count > 1]
    files = Counter(download.path for download in plan.downloads)
    wrong += [f"{count} downloads have the address /{path}" for path, count in files.items() if count > 1]
    wrong += [
        f"the former address /{former} of /{address} is the address of another page; remove it from `former_ids`"
        for former, address in plan.redirects.items()
        if former in uses
    ]
    if wrong:
        raise SiteError("\n".join(["the pages contradict each other:", *(f"  {one}" for one in wrong)]))


def _as_seen(folder: Path) -> str:
    """The folder as one would name it from the current one."""
    try:
        return folder.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return folder.as_posix()
