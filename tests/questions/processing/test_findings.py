"""Findings on processing times: a gap is told by its real parts, a promise that is there is not told as missing."""

from __future__ import annotations

from diagnostic.blocks import Note
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions import processing
from tests.questions.rows import days, rows
from tests.questions.sentences import plain, speaks, text


def test_a_time_that_is_measured_is_not_told_as_missing():
    few = {"indicator": "processing.closed_only_p50", "status": "suppressed", "value": None, "unit": "day"}
    assert processing.findings.flattering(rows(days("processing.p50", 647.0), few), None) is None
    kept = {"indicator": "processing.within_announced", "status": "not_measurable"}
    assert processing.findings.slowest(rows(kept, days("processing.p80", 900.0)), None, None) is None
    assert isinstance(processing.findings.slowest(rows(kept, few | {"indicator": "processing.p80"}), None, None), Note)


def test_the_gap_to_closed_requests_alone_has_its_real_parts(engagement):
    def told(closed, whole, among):
        more = [] if among is None else [days("processing.p50", among, "estimate=closed")]
        given = [days("processing.p50", whole), days("processing.closed_only_p50", closed)]
        return processing.findings.flattering(rows(*given, days("processing.p50", 13.9, "estimate=cause_specific"), *more), engagement)

    both = told(10.8, 14.7, 12.1)
    reading = text(both, "reading")
    assert "attendent encore" in reading.split("12,1 jours")[0] and "attendent" not in reading.split("12,1 jours")[1]
    assert "Il faut 14,7 jours pour que la moitié de toutes les demandes soit close, car une partie ne le sera jamais" in reading
    assert "13,9 jours : une hypothèse" in reading
    waiting = told(10.8, 14.7, 14.7)
    assert "jamais" not in text(waiting, "reading")
    assert told(10.8, 14.7, 10.8) is None  # all of it is requests that are never closed
    unsettled = text(told(10.8, 14.7, None), "reading")
    assert "pour dire la part de chacune" in unsettled and "hypothèse" not in unsettled
    for finding in (both, waiting, told(10.8, 14.7, None)):
        speaks(finding)


def test_nobody_is_asked_to_announce_a_time_where_requests_have_one(engagement):
    times = [days(f"processing.{name}", value, "procedure=Voirie") for name, value in (("p50", 5.0), ("p80", 9.0))]
    missing = {"indicator": "processing.within_announced", "status": "not_measurable", "note": "missing: promises"}
    unpromised = processing.findings.slowest(rows(*times, missing), engagement, None)
    assert "Aucun" in text(unpromised, "reading") and text(unpromised, "question")
    for hidden in ({"status": "suppressed"}, {"status": "measured", "value": 0.9, "denominator": 500}):
        promised = processing.findings.slowest(rows(*times, {"indicator": "processing.within_announced"} | hidden), engagement, None)
        assert "Aucun" not in text(promised, "reading") and promised.message("question") is None
        assert "nnoncer" not in text(promised, "decision")
        speaks(promised)


def test_closings_made_by_a_tool_make_times_the_most_that_they_can_be():
    bounds = {"note": "at_most", "high_definition": 14.7}
    half = days("processing.p50", 14.7) | bounds | {"low_definition": 13.9}
    eighth = days("processing.p80", 61.0) | bounds | {"low_definition": 55.0}
    note = processing.findings.at_most(rows(half, eighth))
    said = plain(note.message)
    assert "entre 13,9 jours et 14,7 jours pour une demande sur deux" in said and "entre 55 jours et 61 jours" in said
    assert "between 13.9 days and 14.7 days" in plain(note.message, "en")
    assert processing.findings.at_most(rows(days("processing.p50", 14.7), days("processing.p80", 61.0))) is None
    assert processing.findings.at_most(rows(half | {"low_definition": 14.69})) is None
    alone = processing.findings.at_most(rows(days("processing.p50", 14.7), eighth))
    assert "14,7" not in plain(alone.message)


def test_requests_typed_in_afterwards_are_counted_aloud():
    note = processing.findings.typed_afterwards(Disclosed({"cases": [1234], "closed": [2000]}))
    assert "1 234 demandes sur 2 000" in plain(note.message) and "1,234 of the 2,000" in plain(note.message, "en")
    assert processing.findings.typed_afterwards(Disclosed({"cases": [], "closed": []})) is None
