"""The picture of the steps."""

from __future__ import annotations

from diagnostic.charts.canvas import RUST
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions import stages
from diagnostic.wording import LANGUAGES
from tests.questions.sentences import shows

HELD = Disclosed(
    {
        "activity": ["Dépôt", "Pièce demandée", "Dépôt", None],
        "held": ["within", "user", "between", "within"],
        "days": [50.0, 30.0, 15.0, 5.0],
    }
)


def test_it_is_drawn_in_every_language_says_what_it_shows_and_is_not_drawn_without_data():
    shows(stages.charts.stages(LANGUAGES, HELD))
    assert stages.charts.stages(LANGUAGES, HELD.iloc[:0]) is None


def test_rust_tells_waits_for_another_team_apart_where_there_is_anything_else_to_tell_them_from():
    some, alone = stages.charts.stages(["fr"], HELD), stages.charts.stages(["fr"], HELD.assign(held="between"))
    assert RUST.lower() in some.images["fr"] and RUST.lower() not in alone.images["fr"]
    assert "En attente d’une autre équipe" in alone.images["fr"]
