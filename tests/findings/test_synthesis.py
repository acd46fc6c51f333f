"""Page 1 out of all the findings: which it tells, in what order, what works beside them, what it proposes."""

from __future__ import annotations

import datetime as dt
import pkgutil
from importlib import resources

import pytest

from diagnostic import questions, wording
from diagnostic.blocks import Finding, Indicator, Message, Note
from diagnostic.blocks.kinds import DECIDED
from diagnostic.engagement import Client, Engagement, Period, Source
from diagnostic.findings import evidence, synthesis
from diagnostic.report.parts import Parts
from diagnostic.wording import LANGUAGES, Quantity


@pytest.fixture
def engagement(tmp_path):
    year = Period(start=dt.date(2025, 1, 1), end=dt.date(2025, 12, 31), extract_date=dt.date(2026, 1, 10))
    return Engagement(folder=tmp_path, client=Client(name="Ville"), period=year, sources=())


def page_of(engagement, *blocks):
    return synthesis.essential({"01": blocks}, engagement)


def finding(identity, users=1000.0, gap=0.3, key="", reliability="solid", **more):
    """A finding of a question, with the wording of another key where its own is of no matter."""
    return Finding(
        f"findings.{key or identity.partition(';')[0].partition('.')[2]}",
        more.pop("values", {}),
        reliability,
        users,
        gap,
        id=identity,
        **more,
    )


def share(value):
    return Quantity(value, "share", source="processing.within_announced[all]")


LATE = {"values": {"late": share(0.5), "promise": "annoncé"}, "overdue": True, "key": "missed_promise"}


def told(engagement, *findings):
    return [one.id for one in page_of(engagement, *findings).messages]


def test_a_gap_weighs_users_gap_reliability_and_half_where_nothing_is_proposed(engagement):
    weighed = (
        finding("quality.other", 900, 0.5, "missed_promise"),
        finding("reach.end_to_end", 1000, 0.3),
        finding("peers.x", 10_000, 0.1, "kinds"),
    )
    assert [one.rank for one in weighed] == [450, 300, 500]
    assert told(engagement, *weighed) == ["peers.x", "quality.other", "reach.end_to_end"]
    unsure = finding("quality.other", 900, 0.5, "missed_promise", reliability="indicative")
    assert unsure.rank == pytest.approx(135)


def test_promised_times_missed_for_many_come_first_and_for_a_few_in_their_rank(engagement):
    hours = finding("hours.suited", 9000, 0.3)
    assert told(engagement, hours, finding("promises.kept", 2000, 0.5, **LATE)) == ["promises.kept", "hours.suited"]
    assert told(engagement, hours, finding("promises.kept", 17, 0.28, **LATE)) == ["hours.suited", "promises.kept"]


def test_a_theme_has_two_messages_at_most_and_its_second_comes_after_the_first_of_the_others(engagement):
    hours = [finding(f"hours.{name}", 9000 - place, key="kinds") for place, name in enumerate(("suited", "doors", "coverage"))]
    others = [finding(f"{question}.x", 100, key="kinds") for question in ("channels", "quality", "received", "counter")]
    assert told(engagement, *hours, *others) == ["hours.suited", *(one.id for one in others)]
    assert told(engagement, *hours, *others[:2]) == ["hours.suited", "hours.doors", *(one.id for one in others[:2])]


def test_one_of_two_on_the_same_matter_speaks_for_both_in_the_better_of_their_places(engagement):
    whole, where, other = finding("reach.answered", 5000), finding("reach.lost_hours", 50), finding("quality.x", 1000, key="kinds")
    assert told(engagement, whole, where, other) == ["reach.lost_hours", "quality.x"]
    assert told(engagement, whole, other) == ["reach.answered", "quality.x"]


def test_what_goes_with_another_finding_follows_it(engagement):
    chasers = finding("chasers.chased", 5000, 0.9, "chased_after", overdue=True, values={"share": share(0.3)})
    kept = finding("promises.kept", 2000, 0.5, **LATE)
    assert told(engagement, chasers, kept) == ["promises.kept", "chasers.chased"]
    assert told(engagement, chasers) == ["chasers.chased"]


def test_a_remedy_and_what_the_annex_tells_are_no_messages(engagement):
    remedy = finding("better_week.better;channel=counter", 90_000, 0.5, "better_week_counter")
    assert told(engagement, remedy, finding("stages.longest", 90_000, annex=True), finding("hours.suited")) == ["hours.suited"]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "fr",
            "Une demande sur deux est close après le délai annoncé, et les dossiers en retard s’accompagnent de davantage de relances. "
            "Les horaires conviennent à 40\u00a0% des usagers interrogés\u202f; un appel sur quatre arrive quand l’accueil est fermé.",
        ),
        (
            "en",
            "One request in two is closed after the annoncé time, and cases that are late go with more chasers. "
            "Opening hours suit 40% of the users asked; one call in four comes when the lines are closed.",
        ),
    ],
)
def test_the_answer_joins_findings_that_go_together(engagement, language, expected):
    findings = [
        finding("promises.kept", 2000, 0.5, **LATE),
        finding("chasers.chased", 1500, 0.3, "chased_after", overdue=True, values={"share": share(0.3)}),
        finding("hours.suited", 900, values={"share": share(0.4)}),
        finding("hours.closed_contacts;channel=phone", 800, key="closed_phone", values={"share": share(0.25)}),
    ]
    assert page_of(engagement, *findings).answer.text(language) == expected


def test_the_answer_says_of_chasers_only_what_is_measured_of_them(engagement):
    """That they come once cases are late is a relation; that cases are chased goes beside, not with, the times."""
    kept = finding("promises.kept", 2000, 0.5, **LATE)
    undated = finding("chasers.chased", 1500, 0.3, "chased_undated", values={"share": share(0.31), "first": Quantity(7.0, "day")})
    answer = page_of(engagement, kept, undated).answer.text("fr")
    assert "retard" not in answer and answer.count("\u202f;") == 1
    assert "relance" not in page_of(engagement, kept).answer.text("fr")
    assert page_of(engagement).answer.key == "findings.answer.none"


def test_a_strength_meets_its_target_as_a_share_and_nothing_on_the_page_denies_it(engagement):
    def strengths(*blocks):
        return [one.id for one in page_of(engagement, *blocks).strengths]

    kept = finding("promises.kept", 50, 0.0, "kept_promise", strength=True, values={"share": share(0.95)})
    quick = finding("counter.waits", 40, 0.0, "counter_waits", strength=True, values={"half": Quantity(4.0, "minute")})
    assert strengths(kept, quick) == ["promises.kept"]
    late = finding("promises.least_kept", overdue=True)
    assert strengths(kept, late) == []
    written = finding("promises.written", 30, 0.0, strength=True, values={"share": share(0.99)})
    assert strengths(written, late) == ["promises.written"]
    assert (
        strengths(
            finding("reach.followed", 30, 0.0, "followed_through", strength=True, values={"share": share(0.9)}), finding("reach.answered")
        )
        == []
    )


def test_fewer_strengths_than_there_is_room_for_are_said_to_be_all(engagement):
    good = [finding(f"quality.{name}", 0, 0.0, "kept_promise", strength=True, values={"share": share(0.95)}) for name in "abc"]
    assert page_of(engagement).no_more_strengths.key == "findings.strengths.none"
    assert page_of(engagement, *good[:2]).no_more_strengths.key == "findings.strengths.no_more"
    assert page_of(engagement, *good).no_more_strengths is None


def test_questions_that_findings_leave_open_come_before_what_files_lack(engagement):
    blocks = [
        finding("repeats.come_back", 1000, 0.3, reliability="indicative"),
        Note(Message("findings.answer.none"), kind="missing"),
        Note(Message("findings.hours_hidden"), kind="caveat"),
        Indicator("repeat.rate", [{"scope": "all", "status": "measured", "value": 0.2, "unit": "share", "indicator": "repeat.rate"}]),
    ]
    page = page_of(engagement, *blocks)
    assert [unknown.key for unknown in page.unknowns] == ["findings.come_back.question", "findings.answer.none"]
    assert [figure.name for figure in page.figures] == ["repeat.rate"]


def decided(engagement, *blocks):
    return [one.what.key for one in page_of(engagement, *blocks).decisions]


def test_what_a_remedy_worked_out_is_decided_in_place_of_the_finding_s_own_proposal(engagement):
    closed = finding("hours.closed_contacts;channel=phone", key="closed_phone")
    week = finding("better_week.better;channel=phone", gap=0.1, key="better_week_phone")
    assert decided(engagement, closed) == ["findings.closed_phone.decision"]
    assert decided(engagement, closed, week) == ["findings.better_week_phone.decision"]
    suited = finding("hours.suited", 5000)
    assert decided(engagement, suited, closed, week) == ["findings.better_week_phone.decision"]
    (decision,) = page_of(engagement, closed, week).decisions
    assert decision.effect is not None and page_of(engagement, closed).decisions[0].effect is None


def test_what_goes_with_a_finding_that_proposes_nothing_proposes_for_it(engagement):
    """The hours of a town beside its peers' say that they are few; those that nobody who works can use say what to do."""
    step = {part: Message(f"findings.hours_{part}.count") for part in ("step", "follow", "stop")}
    few, office = finding("peers.standing", 9000, key="peers"), finding("hours.outside_work", key="no_hours_outside", values=step)
    assert told(engagement, few, office) == ["peers.standing"]
    assert decided(engagement, few, office) == ["findings.no_hours_outside.decision"]


def test_findings_that_go_together_share_a_decision_and_a_theme_has_one(engagement):
    kept, stock = finding("promises.kept", 2000, 0.5, **LATE), finding("flow.open_stock", 300, key="open_stock_late", overdue=True)
    chasers = finding("chasers.chased", 1500, 0.3, "chased_after", overdue=True, values={"share": share(0.3)})
    assert decided(engagement, kept, chasers, stock) == ["findings.chased_after.decision"]
    assert decided(engagement, kept, stock) == ["findings.missed_promise.decision"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("folder", [folder for folder in pkgutil.iter_modules(questions.__path__)], ids=lambda folder: folder.name)
def test_every_proposal_says_who_carries_and_takes_it_when_it_starts_and_when_it_stops(folder, language):
    said = wording.listed(resources.files(questions) / folder.name / f"{language}.yml")["findings"]
    if not any("decision" in entry for entry in said.values() if isinstance(entry, dict)):
        assert f"decided_{folder.name}" not in said
    elif folder.name != "stages":  # told in the annex alone: what it proposes is not on page 1
        assert set(said[f"decided_{folder.name}"]) == set(DECIDED)


def test_messages_sent_while_closed_are_no_key_figure_and_calls_are_named_as_such(engagement):
    share = {"indicator": "opening.out_of_hours_share", "status": "measured", "unit": "share", "value": 0.3}
    by_email = [{"scope": scope, **share} for scope in ("all", "channel=email")]
    assert page_of(engagement, Indicator("opening.out_of_hours_share", by_email)).figures == []
    both = [*by_email, {"scope": "channel=phone", **share}]
    (figure,) = page_of(engagement, Indicator("opening.out_of_hours_share", both)).figures
    assert Parts("fr").key_figure(figure, plain=True).label == "Appels reçus quand l’accueil est fermé"
    assert Parts("fr").key_figure(figure).label.endswith("Téléphone")


def test_page_one_leaves_out_what_no_reason_explains_and_files_that_the_town_does_not_keep(engagement):
    lacking = {
        name: evidence.absent({"indicator": name, "status": "not_measurable", "note": note})
        for name, note in (
            ("repeat.hours", "not_scaled"),
            ("processing.p50", "missing: cases.closed_at"),
            ("counter.wait_p50", "missing: tickets.called_at"),
            ("opening.users_satisfied_share", "missing: survey.value"),
            ("appointment.lead_p50", "missing: appointments"),
            ("coverage.observed_share", "missing: perimeter.channels"),
        )
    }
    assert page_of(engagement, *lacking.values()).unknowns == [lacking["processing.p50"].message]
    kept = engagement.model_copy(update={"sources": (Source(file="enquete.csv", table="survey"),)})
    assert lacking["opening.users_satisfied_share"].message in page_of(kept, *lacking.values()).unknowns


def test_subjects_of_which_nothing_is_measured_are_told_in_one_line(engagement):
    def shown(name, status):
        return Indicator(name, [{"scope": "all", "status": status, "value": 1.0, "unit": "count", "indicator": name}])

    lacking = evidence.absent({"indicator": "reach.answer_rate_agent", "status": "not_measurable", "note": "missing: contacts.outcome"})
    other = evidence.absent({"indicator": "processing.p50", "status": "not_measurable", "note": "missing: cases.closed_at"})
    blocks = [
        shown("reach.wait_p50", "not_measurable"),
        shown("processing.p50", "not_measurable"),
        shown("processing.open_stock", "measured"),
    ]
    told = [unknown.text("fr") for unknown in page_of(engagement, *blocks, lacking, other).unknowns]
    assert "ne disent rien sur le téléphone" in told[0] and told[1:] == [other.message.text("fr")]
