"""Why people come back: a sample of repeats drawn for the services to code, and read back once coded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from diagnostic.coding import coded, sample, sheet
from diagnostic.disk import put
from diagnostic.engagement import Engagement
from diagnostic.intake.inputs import sha256
from diagnostic.store.engine import Store
from diagnostic.store.settings import settings_row

__all__ = ["settle"]

TABLE = "coded"
COLUMNS = {"reference": "VARCHAR", "drawn": "BIGINT", "population": "BIGINT", "channel": "VARCHAR", "topic": "VARCHAR", "cause": "VARCHAR"}


def settle(engagement: Engagement) -> None:
    """Draw the sample into `work/causes.<language>.xlsx` where none is being coded, and put what is coded into the store, table `coded`.

    A sheet in which a cause is written is never drawn again. A copy in `data/` whose name begins with `causes` is read before the one
    in `work/`. UserError for a sheet that cannot be read back.
    """
    path, facts = coded.locate(engagement), engagement.store / "facts.json"
    drawn, started = _read(engagement), path is not None and coded.started(path)
    if not started:
        (engagement.store / f"{TABLE}.parquet").unlink(missing_ok=True)
        if drawn.get("facts") != sha256(facts):
            _write(engagement, _draw(engagement) | {"facts": sha256(facts)})
    elif path is not None and (drawn.get("coded") != sha256(path) or not (engagement.store / f"{TABLE}.parquet").is_file()):
        rows = coded.read(path, engagement, drawn)
        with Store.open(engagement.store, {}) as store:
            store.write_frame(TABLE, rows, COLUMNS)
        _write(engagement, drawn | {"coded": sha256(path)})


def _draw(engagement: Engagement) -> dict[str, Any]:
    """Draw and write the sheet: what the draw was, to read it back."""
    with Store.open(engagement.store, settings_row(engagement)) as store:
        drawn = sample.draw(store)
    if len(drawn.rows):
        language = engagement.client.languages[0]
        put(engagement.folder / "work" / f"causes.{language}.xlsx", sheet.workbook(engagement, drawn, language))
    rows = drawn.rows[["reference", "channel", "topic"]].to_dict("split")["data"]
    return {"population": drawn.population, "rows": rows}


def _record(engagement: Engagement) -> Path:
    return engagement.folder / "work" / "causes.json"


def _read(engagement: Engagement) -> dict[str, Any]:
    path = _record(engagement)
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def _write(engagement: Engagement, drawn: dict[str, Any]) -> None:
    put(_record(engagement), (json.dumps(drawn, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))
