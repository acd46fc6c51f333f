"""What is damaged under `work/` is made anew: same figures, no error."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from diagnostic import open_engagement
from diagnostic.engagement import Engagement
from diagnostic.intake import inputs

ROWS = "".join(f"0{1 + number % 9}/0{1 + number % 3}/2025 09:{number % 60:02}\n" for number in range(150))
FILES = ("intake.json", "rejects.csv", "causes.json", "steps/intake.json", "steps/facts.json", "steps/sample.json", "steps/papers.json")
STORE = ("store/contacts.parquet", "store/fact_contacts.parquet", "store/calendar.parquet", "store/coded.parquet")
DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "emptied": lambda content: b"",
    "one byte": lambda content: content[:1],
    "half": lambda content: content[: len(content) // 2],
    "all but two bytes": lambda content: content[:-2],
    "as many zeros": lambda content: bytes(len(content)),
}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes], pd.DataFrame]:
    """A mission prepared, what its working files hold, and its facts."""
    folder = tmp_path_factory.mktemp("mission")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("DIAGNOSTIC_KEYS", str(folder / "keys"))
        (folder / "data").mkdir()
        (folder / "data" / "appels.csv").write_text("Date\n" + ROWS, encoding="utf-8")
        (folder / "engagement.yml").write_text(
            "client: {name: Ville, languages: [fr]}\nperiod: {start: 2025-01-01, end: 2025-03-31}\n"
            "sources: [{file: data/appels.csv, table: contacts, channel: phone, columns: {occurred_at: Date}, dates: '%d/%m/%Y %H:%M'}]\n",
            encoding="utf-8",
        )
        facts = _facts(folder)
    return folder, {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}, facts


def _facts(folder: Path) -> pd.DataFrame:
    with open_engagement(folder).store as store:
        return store.query("select * from fact_contacts order by all")


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
@pytest.mark.parametrize("name", FILES + STORE)
def test_a_damaged_working_file_is_made_anew(
    prepared: tuple[Path, dict[str, bytes], pd.DataFrame], monkeypatch: pytest.MonkeyPatch, name: str, damage: Callable[[bytes], bytes]
) -> None:
    folder, content, facts = prepared
    monkeypatch.setenv("DIAGNOSTIC_KEYS", str(folder / "keys"))
    path = folder / "work" / name
    path.write_bytes(damage(content.get(f"work/{name}", b"left by another kit" * 100)))
    pd.testing.assert_frame_equal(_facts(folder), facts)
    assert inputs.legible(Engagement.load(folder))
    if f"work/{name}" in content:
        assert path.read_bytes() == content[f"work/{name}"]
    else:
        assert not path.exists()


def test_a_damaged_ledger_tells_no_wrong_day_of_the_extract(
    prepared: tuple[Path, dict[str, bytes], pd.DataFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, *_ = prepared
    monkeypatch.setenv("DIAGNOSTIC_KEYS", str(folder / "keys"))
    day = Engagement.load(folder).extract_day
    (folder / "work" / "intake.json").write_text('{"latest_stamp": ', encoding="utf-8")
    assert open_engagement(folder).engagement.extract_day == day
