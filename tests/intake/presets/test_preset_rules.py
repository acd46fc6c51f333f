"""What a preset may say, and what a source that names one may change."""

import pytest

from diagnostic import schema
from diagnostic.engagement import Engagement, Source
from diagnostic.errors import UserError
from diagnostic.intake import presets
from tests.intake.exports import QUEUE_LOG


def test_a_key_of_the_source_goes_before_that_of_its_preset(mission):
    mission.add("q", QUEUE_LOG).sources[0] = Source(
        file="data/q", preset="asterisk_queue_log", columns={"topic": "queue"}, values={"outcome": {"EXITEMPTY": "deflected"}}
    )
    mission.take()
    assert mission.values("outcome") == ["answered", "abandoned", "answered", "deflected", None]
    assert mission.values("topic") == ["accueil"] * 5


def test_an_export_that_lacks_what_its_table_needs_is_told(mission):
    mission.add("z.csv", "#;Title;State\n1;a;b\n").sources[0] = Source(file="data/z.csv", preset="zammad")
    with pytest.raises(UserError, match="Created At"):
        mission.take()


@pytest.mark.parametrize(
    ("written", "key"), [("preset: zamad", "preset_near"), ("preset: excel", "preset_known"), ("table: cases", "missing")]
)
def test_a_source_needs_a_preset_that_exists_or_columns(tmp_path, written, key):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "z.csv").write_text("a\n", encoding="utf-8")
    settings = "client: {name: V}\nperiod: {start: 2025-01-01, end: 2025-12-31}\nsources:\n  - file: data/z.csv\n    "
    (tmp_path / "engagement.yml").write_text(settings + written + "\n", encoding="utf-8")
    with pytest.raises(UserError) as raised:
        Engagement.load(tmp_path)
    assert [problem.key for problem in raised.value.problems] == [f"engagement.{key}"]


@pytest.mark.parametrize("preset", presets.presets(), ids=lambda preset: preset.name)
def test_a_preset_names_what_exists(preset):
    if preset.table != presets.HOURS:
        columns = schema.TABLES[preset.table]
        assert {*preset.columns, *preset.values, *preset.fixed} <= set(columns)
        for column, words in preset.values.items():
            assert {word for word in words.values() if word} <= set(columns[column].values)
        required = set(schema.REQUIRED.get(preset.table, ()))
        assert required <= {*preset.columns, *preset.fixed}
    assert set(preset.notes) == {"fr", "en"}
    assert all(preset.notes.values())


def test_headers_of_nothing_known_are_not_recognised():
    assert presets.recognise(["Date", "Heure", "Motif", "Statut"], "csv") == []
