"""What a mission's store was made from, and what its intake wrote of itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from diagnostic import steps
from diagnostic.disk import rewrite
from diagnostic.engagement import TOLD, Engagement, parameters_but
from diagnostic.steps import Step
from diagnostic.store.engine import canonical

# the rooms whose code and data decide what the store and the ledger hold
DECIDING = ("intake", "store", "calendar", "engagement", "wording", "errors.py", "resources.py", "schema.py")
# the parts of `engagement.yml` that no file is read by
UNREAD = (
    *(*TOLD, "client.languages", "client.population", "client.school_zone", "events", "targets"),
    *parameters_but("small_group", "shared_identifier", "relay_contacts_per_year"),
)


def step(engagement: Engagement) -> Step:
    """The intake: from every source's file, and what `engagement.yml` says of how they are read, to the tables of the store that are
    there."""
    tables = [path for table in canonical() if (path := engagement.store / f"{table}.parquet").is_file()]
    rejects = engagement.folder / "work" / "rejects.csv"
    entered = {name: of for name, of in hashes(engagement).items() if name != "engagement.yml"}
    # of some parts it knows the names alone, and the reasons of its rejects are in the client's own language
    named = {part: str(words) for part, words in engagement.words.items()}
    entered |= steps.hashed(engagement.parts(UNREAD) | named | {"client.languages": engagement.client.languages[0]})
    return Step(engagement.folder, "intake", entered, steps.code(*DECIDING), dict.fromkeys([rejects, *tables], ""))


def taken_in(engagement: Engagement) -> bool:
    """Whether the intake was done from today's files by today's kit, and neither its tables nor its ledger are damaged since."""
    return steps.done(step(engagement)) and legible(engagement)


def legible(engagement: Engagement) -> bool:
    """Whether the ledger is there and can be read."""
    try:
        return {"sources", "problems"} <= ledger(engagement).keys()
    except (OSError, ValueError, AttributeError):
        return False


def ledger(engagement: Engagement) -> dict[str, Any]:
    """What the last intake wrote of itself (`work/intake.json`): `sources`, `problems`, `readiness`."""
    return json.loads(account(engagement).read_text(encoding="utf-8"))


def add_judgement(engagement: Engagement, readiness: list[dict[str, Any]], counted: Mapping[str, Mapping[str, int]]) -> None:
    """Add to the ledger what the data allow, and which rows of each source count (`counting`), known once the facts are."""
    known = ledger(engagement)
    sources = [source | {"counting": dict(counted.get(source["source"], {}))} for source in known["sources"]]
    text = json.dumps(known | {"sources": sources, "readiness": readiness}, ensure_ascii=False, indent=1)
    rewrite(account(engagement), (text + "\n").encode("utf-8"))


def hashes(engagement: Engagement) -> dict[str, str]:
    """The SHA-256 of `engagement.yml` and of every source's file, by path in the folder."""
    names = dict.fromkeys(["engagement.yml", *(source.file for source in engagement.sources), *engagement.tables])
    return {name: steps.sha256(engagement.folder / name) for name in names}


def account(engagement: Engagement) -> Path:
    """The file of what the last intake wrote of itself."""
    return engagement.folder / "work" / "intake.json"
