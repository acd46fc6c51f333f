"""Causes too rare to be shown are taken together, so that a common one need not be hidden with them."""

import pandas as pd
import pytest

from diagnostic.engagement import Parameters
from diagnostic.questions.causes import measures as causes
from diagnostic.store.engine import Store
from tests.questions.random_towns import contacts, one, open_town
from tests.towns import with_facts


def measured(folder, counts, small_group=11):
    town = open_town(folder, parameters=Parameters(draws=100, small_group=small_group))
    rows = [(cause, number) for cause, count in counts.items() for number in range(count)]
    frame = pd.DataFrame({"reference": None, "cause": [cause or None for cause, _ in rows], "population": 900, "drawn": len(rows)})
    with with_facts(town, contacts=contacts(1)) as store:
        columns = {"reference": "VARCHAR", "drawn": "BIGINT", "population": "BIGINT", "cause": "VARCHAR"}
        store.write_frame("coded", frame, columns)
        assert isinstance(store, Store)
        return causes.measure(store)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"chaser": 40, "error": 12, "value": 30}, {"chaser": 40, "error": 12}),
        ({"chaser": 40, "error": 12, "redial": 7, "document": 6, "value": 30}, {"chaser": 40, "error": 12, "others": 13}),
        ({"chaser": 40, "error": 12, "redial": 7, "value": 30}, {"chaser": 40, "others": 19}),
        ({"chaser": 14, "error": 12, "redial": 1, "value": 30}, {"chaser": 14, "others": 13}),
    ],
)
def test_rare_causes_are_one_row_that_is_large_enough(tmp_path, counts, shown):
    found = measured(tmp_path, counts)
    rows = {scope: one(found, "repeat.avoidable_share", scope) for scope in found["scope"] if scope != "all"}
    assert {scope.removeprefix("cause="): row["numerator"] for scope, row in rows.items()} == shown
    assert sum(shown.values()) == one(found, "repeat.avoidable_share")["numerator"] == sum(counts.values()) - 30


def test_what_nobody_could_tell_or_read_is_in_no_denominator(tmp_path):
    row = one(measured(tmp_path, {"chaser": 40, "value": 20, "undetermined": 15, "": 25}), "repeat.avoidable_share")
    assert (row["numerator"], row["denominator"]) == (40, 60)
    assert (row["low_definition"], row["high_definition"]) == (40 / 75, 55 / 75)


def test_too_small_a_sample_is_hidden(tmp_path):
    assert one(measured(tmp_path, {"chaser": 5, "value": 4}), "repeat.avoidable_share")["status"] == "suppressed"
