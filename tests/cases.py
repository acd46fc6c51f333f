"""Small inputs of towns that once went wrong, read in place from `../shared/cases` beside the checkout."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnostic import town
from diagnostic.cli import starting
from diagnostic.engagement import Engagement
from diagnostic.store.engine import Store
from diagnostic.store.settings import settings_row

CASES = Path(__file__).resolve().parents[2] / "shared" / "cases"


def folder(name: str) -> Path:
    """The folder of a case; the test is skipped where the cases are not beside the checkout."""
    path = CASES / name
    if not path.is_dir():
        pytest.skip(f"the cases are not beside the checkout: {name}")
    return path


def proposed(name: str, into: Path) -> Engagement:
    """The engagement that `new` proposes for the files of a case, in the folder given; nothing is answered."""
    files = sorted(path for path in folder(name).iterdir() if path.is_file())
    starting.start(into, files, "fr", None)
    return Engagement.load(into)


def derived(engagement: Engagement) -> Store:
    """Its files taken in and its facts derived."""
    town.derive(engagement)
    return Store.open(engagement.store, settings_row(engagement))
