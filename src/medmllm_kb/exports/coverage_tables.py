"""Coverage as text for a terminal, as CSV and as JSON."""

import csv
import json
from collections.abc import Callable, Mapping
from io import StringIO
from typing import Any

from medmllm_kb.analysis.coverage import GAP_MAPS, CoverageMap, gaps

_NAMES = 30
"""Letters that a row's name has room for in a terminal."""


def map_as_text(found: CoverageMap) -> str:
    """A grid of counts with numbered columns, the gaps below it."""
    if not found.cells:
        return f"No {found.kind} has both a {found.row_field.singular} and a {found.column_field.singular}.\n"
    width = max(3, len(str(max(len(one.records) for one in (*found.rows, *found.columns)))))
    lines = [
        f"{found.kind.capitalize()}s by {found.row_field.name} (down) and {found.column_field.name} (across)",
        f"{len(found.records)} records without stubs; without one of the two fields: {len(found.unplaced)}.",
        "",
    ]
    lines += [f"  [{number}] {one.id} ({len(one.records)})" for number, one in enumerate(found.columns, 1)]
    heads = " ".join(f"{f'[{number}]':>{width + 2}}" for number in range(1, len(found.columns) + 1))
    lines += ["", f"{'':{_NAMES}} {'all':>{width + 2}} {heads}"]
    for row in found.rows:
        name = f"{'  ' * row.level}{row.id}"
        name = name if len(name) <= _NAMES else f"{name[: _NAMES - 1]}…"
        counts = (found.count(row.id, column.id) for column in found.columns)
        cells = " ".join(f"{count or '-':>{width + 2}}" for count in counts)
        lines.append(f"{name:{_NAMES}} {len(row.records):>{width + 2}} {cells}")
    empty = found.size - len(found.cells)
    lines += [
        "",
        f"{empty} of {found.size} cells are empty: no record here has both. A record may stand in several cells.",
    ]
    lines += [
        f"  none with {gap.row.id} ({len(gap.row.records)}) and {gap.column.id} ({len(gap.column.records)})"
        for gap in gaps(found)[:6]
    ]
    return "\n".join(lines) + "\n"


def map_as_csv(found: CoverageMap) -> str:
    """Counts with the ids of the terms: a line for each row; ``all`` counts a row's records, each once."""
    columns = [column.id for column in found.columns]
    return _csv(
        [found.row_field.name, "all", *columns],
        [[row.id, len(row.records), *(found.count(row.id, column) for column in columns)] for row in found.rows],
    )


def map_as_json(found: CoverageMap) -> str:
    """Headings, and the ids of the records in each cell that is not empty."""
    return _json(
        {
            "kind": found.kind,
            "rows": {"field": found.row_field.name, "terms": [_heading(one.id, one.records) for one in found.rows]},
            "columns": {
                "field": found.column_field.name,
                "terms": [_heading(one.id, one.records) for one in found.columns],
            },
            "records": len(found.records),
            "unplaced": found.unplaced,
            "cells": [
                {"row": row, "column": column, "count": len(ids), "records": ids}
                for (row, column), ids in sorted(found.cells.items())
            ],
        }
    )


def overview_as_text(maps: Mapping[str, CoverageMap]) -> str:
    """The maps of the site, a line each."""
    lines = [
        f"{one['id']:30} {one['rows']} x {one['columns']}: {one['records']} records,"
        f" {one['empty']} of {one['cells']} cells empty"
        for one in _overview(maps)
    ]
    return "\n".join([*lines, "", "Any two fields: medmllm-kb coverage ROWS COLUMNS [--kind model]"]) + "\n"


def overview_as_csv(maps: Mapping[str, CoverageMap]) -> str:
    """The maps of the site, a line each."""
    rows = _overview(maps)
    return _csv(list(rows[0]), [list(row.values()) for row in rows])


def overview_as_json(maps: Mapping[str, CoverageMap]) -> str:
    """The maps of the site."""
    return _json(_overview(maps))


MAP_FORMATS: Mapping[str, Callable[[CoverageMap], str]] = {
    "text": map_as_text,
    "json": map_as_json,
    "csv": map_as_csv,
}
OVERVIEW_FORMATS: Mapping[str, Callable[[Mapping[str, CoverageMap]], str]] = {
    "text": overview_as_text,
    "json": overview_as_json,
    "csv": overview_as_csv,
}


def _overview(maps: Mapping[str, CoverageMap]) -> list[dict[str, Any]]:
    return [
        {
            "id": plan.id,
            "title": plan.title,
            "kind": plan.kind,
            "rows": plan.rows,
            "columns": plan.columns,
            "records": len(maps[plan.id].records),
            "cells": maps[plan.id].size,
            "empty": maps[plan.id].size - len(maps[plan.id].cells),
        }
        for plan in GAP_MAPS
    ]


def _heading(id: str, records: tuple[str, ...]) -> dict[str, Any]:
    return {"id": id, "count": len(records)}


def _csv(head: list[str], rows: list[list[Any]]) -> str:
    written = StringIO()
    csv.writer(written, lineterminator="\n").writerows([head, *rows])
    return written.getvalue()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
