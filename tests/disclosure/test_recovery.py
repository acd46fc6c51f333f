"""No count of few people can be had from what is printed, by somebody with a pencil who takes parts from totals."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from diagnostic.measuring.rows import finish
from tests.disclosure.attack import attacked
from tests.disclosure.towns import drawn, measured
from tests.hostile.figures import Tell

LEAST = 11


def recovered(folder: Path, seed: int) -> tuple[list[str], int]:
    """The hidden counts of a random town that are known too nearly, and how many are hidden."""
    with drawn(folder, seed) as store:
        exact = measured(store)
        shown = finish(store, exact)
    hidden = attacked(pd.DataFrame(exact), shown, LEAST)
    near = [one for one in hidden if one.high - one.low < LEAST]
    return [f"{one.column[0]}[{one.scope}] = {one.count:g} is within {one.low:g} and {one.high:g}" for one in near], len(hidden)


def test_no_count_of_few_is_had_with_a_pencil(tmp_path: Path, tell: Tell) -> None:
    told, hidden = recovered(tmp_path, 0)
    tell("narrow cells", len(told))
    assert hidden > 20, "nothing is hidden: nothing is tested"
    assert told == []


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1, 4))
def test_no_count_of_few_is_had_in_other_towns(tmp_path: Path, seed: int, tell: Tell) -> None:
    told, hidden = recovered(tmp_path, seed)
    tell("narrow cells", len(told))
    assert hidden > 20 and told == []


@pytest.mark.soak
def test_no_count_of_few_is_had_in_a_hundred_towns(tmp_path: Path, tell: Tell) -> None:
    told = [one for seed in range(4, 104) for one in recovered(tmp_path / str(seed), seed)[0]]
    tell("narrow cells", len(told))
    assert told == []


def test_the_pencil_finds_what_is_printed_elsewhere_and_what_is_alone_hidden() -> None:
    def rows(indicator: str, status: str = "measured", **figures: float) -> list[dict]:
        return [
            {"indicator": indicator, "scope": "all" if scope == "all" else f"channel={scope}", "numerator": n, "status": status}
            for scope, n in figures.items()
        ]

    exact = pd.DataFrame(rows("volume.contacts", all=944, phone=900, email=40, chat=4)).assign(
        denominator=float("nan"), low_definition=float("nan")
    )
    for hidden, told in ((["chat"], ["chat"]), (["chat", "email"], [])):
        printed = exact[~exact["scope"].isin([f"channel={name}" for name in hidden])]
        near = [one.scope for one in attacked(exact, printed, LEAST) if one.high - one.low < LEAST]
        assert near == [f"channel={name}" for name in told]
    twice = pd.concat([exact, exact.assign(indicator="handling.unanswered_stock")])
    printed = twice[(twice["scope"] != "channel=chat") & (twice["scope"] != "channel=email") | (twice["indicator"] != "volume.contacts")]
    assert {one.scope for one in attacked(twice, printed, LEAST) if one.high - one.low < LEAST} == {"channel=chat"}
