"""Totals of the telephone system that contradict each other are found, every one."""

from diagnostic.questions.reach import calls, totals
from diagnostic.questions.reach import measures as reach
from tests.questions.random_towns import open_town
from tests.towns import with_facts

TOTALS = [
    {"day": "2024-01-02", "offered": 10, "answered": 8, "abandoned": 2},
    {"day": "2024-01-03", "offered": 10, "answered": 8, "abandoned": 1},
    {"day": "2024-01-04", "offered": 10, "answered": 8, "abandoned": 3},
    {"day": "2024-01-05", "offered": 10, "answered": 6, "abandoned": 1, "deflected": 2, "voice_server": 1},
    {"day": "2024-01-06", "offered": 10, "answered": 6, "abandoned": 1, "voice_server": 1},
    {"day": "2024-01-07", "offered": 10, "answered": 6},
    {"day": "2024-01-08", "offered": 10, "answered": 11},
    {"day": "2024-04-08", "offered": 10, "answered": 1, "abandoned": 1},
]


def test_days_whose_offered_calls_are_not_the_sum_of_their_fates_are_listed(tmp_path):
    with with_facts(open_town(tmp_path), call_counts=TOTALS) as store:
        found, fates = totals.unbalanced(store), reach.outcomes(store)
    listed = [(row.day.date().isoformat(), row.offered, row.explained, row.gap) for row in found.listed.itertuples()]
    assert listed == [("2024-01-03", 10, 9, 1), ("2024-01-04", 10, 11, -1), ("2024-01-06", 10, 8, 2), ("2024-01-08", 10, 11, -1)]
    assert (found.days, found.calls) == (7, 70.0)
    assert set(fates["outcome"]) == {"answered", "abandoned", "deflected", "voice_server", "unexplained"}


def test_two_queues_of_a_day_do_not_hide_each_other_s_contradiction(tmp_path):
    rows = [{**TOTALS[1], "queue": "A"}, {**TOTALS[2], "day": "2024-01-03", "queue": "B"}]
    with with_facts(open_town(tmp_path), call_counts=rows) as store:
        assert len(totals.unbalanced(store).listed) == 1


def test_rows_have_no_totals_to_contradict(tmp_path):
    call = {"occurred_local": "2024-02-01 10:00", "channel": "phone", "outcome": "answered"}
    with with_facts(open_town(tmp_path), contacts=[call], call_counts=TOTALS) as store:
        assert totals.unbalanced(store).listed.empty


def test_direct_lines_are_the_calls_without_a_queue_in_files_that_name_queues(tmp_path):
    call = {"occurred_local": "2024-02-01 10:00", "channel": "phone", "outcome": "answered", "source": "a"}
    rows = [
        call | {"queue": "Standard"},
        call,
        call | {"party": "internal"},
        call | {"source": "b"},
        call | {"channel": "email", "outcome": None},
    ]
    with with_facts(open_town(tmp_path), contacts=rows) as store:
        assert calls.direct(store).to_dict("records") == [{"calls": 2, "direct": 1}]
