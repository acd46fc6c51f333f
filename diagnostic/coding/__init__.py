"""Why people come back: a sample of repeats drawn for the services to code, and read back once coded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from diagnostic import steps
from diagnostic.coding import coded, sample, sheet
from diagnostic.disk import put, put_json
from diagnostic.engagement import Engagement
from diagnostic.steps import Step
from diagnostic.store import facts
from diagnostic.store.engine import Store
from diagnostic.store.settings import settings_row

__all__ = ["drop_damaged", "settle", "settled", "table"]

TABLE = "coded"
COLUMNS = {"reference": "VARCHAR", "drawn": "BIGINT", "population": "BIGINT", "channel": "VARCHAR", "topic": "VARCHAR", "cause": "VARCHAR"}


def settle(engagement: Engagement) -> None:
    """Draw the sample into `work/causes.<language>.xlsx` where none is being coded, and put what is coded into the store, table `coded`.

    A sheet in which a cause is written is never drawn again. A copy in `data/` whose name begins with `causes` is read before the one
    in `work/`. UserError for a sheet that cannot be read back.
    """
    filled = _filled(engagement)
    step = _step(engagement, filled)
    if not filled:
        table(engagement).unlink(missing_ok=True)
    if not steps.done(step):
        steps.forget(step)
        _read_back(engagement, filled) if filled else _draw(engagement)
        steps.record(steps.sealed(step))


def settled(engagement: Engagement) -> bool:
    """Whether `settle` has nothing to do."""
    filled = _filled(engagement)
    return steps.done(_step(engagement, filled)) and bool(filled or not table(engagement).is_file())


def _step(engagement: Engagement, filled: Path | None) -> Step:
    """The sheet read back where a cause is written in one, else the sample drawn for it."""
    recipe, languages = steps.code("coding", "wording"), ",".join(engagement.client.languages)
    if filled:
        drawn = steps.sha256(_drawn(engagement)) if _drawn(engagement).is_file() else ""
        entered = {"sheet": steps.sha256(filled), "drawn": drawn, "languages": languages}
        return Step(engagement.folder, "coded", entered, recipe, {table(engagement): ""})
    entered = {"facts": facts.step(engagement).version, "languages": languages}
    return Step(engagement.folder, "sample", entered, recipe, {_drawn(engagement): ""})


def drop_damaged(engagement: Engagement) -> None:
    """Remove the table of what is coded where it is not as it was written: nothing of the store would open. `settle` writes it anew."""
    made = steps.recorded(Step(engagement.folder, "coded"))
    if not made or not steps.intact(table(engagement), made.outputs.get(table(engagement), "")):
        table(engagement).unlink(missing_ok=True)


def table(engagement: Engagement) -> Path:
    """The table of what is coded, in the store once a cause is written."""
    return engagement.store / f"{TABLE}.parquet"


def _filled(engagement: Engagement) -> Path | None:
    path = coded.locate(engagement)
    return path if path and coded.started(path) else None


def _draw(engagement: Engagement) -> None:
    """Draw and write the sheet, and what the draw was, to read it back."""
    drawn = _sample(engagement)
    if len(drawn.rows):
        language = engagement.client.languages[0]
        put(engagement.folder / "work" / f"causes.{language}.xlsx", sheet.workbook(engagement, drawn, language), private=True)
    put_json(_drawn(engagement), _account(drawn))


def _sample(engagement: Engagement) -> sample.Sample:
    with Store.open(engagement.store, settings_row(engagement)) as store:
        return sample.draw(store)


def _account(drawn: sample.Sample) -> dict[str, Any]:
    """What the draw was, as it is kept to read the sheet back."""
    return {"population": drawn.population, "rows": drawn.rows[["reference", "channel", "topic"]].to_dict("split")["data"]}


def _read_back(engagement: Engagement, path: Path) -> None:
    try:
        drawn = json.loads(_drawn(engagement).read_text(encoding="utf-8")) if _drawn(engagement).is_file() else {}
    except ValueError:  # damaged: the same facts give the same sample
        drawn = _account(_sample(engagement))
    rows = coded.read(path, engagement, drawn)
    with Store.open(engagement.store, {}) as store:
        store.write_rows(TABLE, rows, COLUMNS)


def _drawn(engagement: Engagement) -> Path:
    return engagement.folder / "work" / "causes.json"
