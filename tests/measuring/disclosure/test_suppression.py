"""What is said of few people is hidden, with what would give it back, and nothing else."""

import pytest

from diagnostic.measuring import rows
from diagnostic.measuring.disclosure import suppression
from diagnostic.measuring.disclosure.suppression import FIGURES, disclosed, primary

CHOSEN = {"small_group": 11, "min_cases": 30, "min_team": 5}


def hidden(indicator, **sizes):
    row = rows.value(indicator, 0.5, numerator=1, denominator=2, low=0.1, high=0.9) | sizes
    return primary(row, CHOSEN)["status"] == "suppressed"


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ({"group": 10, "parts": (0, 10)}, True),
        ({"group": 11, "parts": (0, 11)}, False),
        ({"group": 500, "parts": (10, 490)}, True),
        ({"group": 500, "parts": (490, 10)}, True),
        ({"group": 500, "parts": (489, 11)}, False),
        ({"group": 500, "parts": (500, 0)}, False),
    ],
)
def test_a_share_is_hidden_by_its_group_numerator_or_complement(sizes, expected):
    assert hidden("channel.share", **sizes) is expected


def test_a_processing_time_needs_thirty_cases_and_supply_none():
    assert hidden("processing.p50", group=29) and not hidden("processing.p50", group=30)
    assert not hidden("opening.weekly_hours", group=1, parts=(1,))
    assert hidden("volume.contacts", parts=(10,)) and not hidden("volume.contacts", parts=(0,))


def test_a_hidden_row_keeps_no_figure():
    row = rows.value("channel.share", 0.5, numerator=4, denominator=8, low=0.1, high=0.9, low_definition=0.1, high_definition=0.9)
    emptied = primary(row | {"group": 8, "parts": (4, 4)}, CHOSEN)
    assert [emptied[name] for name in FIGURES] == [None] * len(FIGURES)


def count(n, **scope):
    return rows.value("volume.contacts", n, scope, numerator=n, parts=(n,), note="")


def share(indicator, top, bottom, **scope):
    sizes = {"group": bottom, "parts": (top, bottom - top), "unit": "share", "note": ""}
    return rows.value(indicator, top / bottom, scope, numerator=top, denominator=bottom) | sizes


def counted(**counts):
    """Contacts by channel with their total, as a measure gives them."""
    return [count(sum(counts.values())), *(count(n, channel=name) for name, n in counts.items())]


def shown(made):
    """By indicator and scope, the numerator that is printed; None where it is hidden."""
    return {(row["indicator"].partition(".")[2], row["scope"]): row["numerator"] for row in disclosed(made, CHOSEN)}


def hidden_scopes(made):
    return [row["scope"] for row in disclosed(made, CHOSEN) if row["status"] == "suppressed"]


def test_a_part_alone_hidden_takes_the_smallest_other_with_it_and_says_why():
    made = counted(phone=900, email=40, letter=60, chat=4)
    notes = {row["scope"]: (row["status"], row["note"]) for row in disclosed(made, CHOSEN)}
    assert notes["channel=chat"] == ("suppressed", "")
    assert notes["channel=email"] == ("suppressed", "by_subtraction")
    assert [notes[scope][0] for scope in ("all", "channel=phone", "channel=letter")] == ["measured"] * 3


def test_two_hidden_parts_hide_each_other_only_where_together_they_are_many():
    assert hidden_scopes(counted(phone=900, email=40, letter=8, chat=4)) == ["channel=letter", "channel=chat"]
    # three letters and four chats are seven for whoever subtracts: each is known within seven
    assert hidden_scopes(counted(phone=900, email=40, letter=3, chat=4)) == ["channel=email", "channel=letter", "channel=chat"]


def test_nothing_more_is_hidden_where_the_parts_do_not_make_the_total():
    made = counted(phone=900, email=40, chat=4)
    made[0] |= {"value": 1000, "numerator": 1000}  # 56 contacts without a channel
    assert hidden_scopes(made) == ["channel=chat"]


def test_a_count_is_not_given_back_by_another_indicator_that_counts_the_same():
    made = counted(phone=900, email=40, letter=60, chat=4)
    made += [share("channel.share", n, 1004, channel=name) for name, n in {"phone": 900, "email": 40, "letter": 60, "chat": 4}.items()]
    assert {scope for (_, scope), figure in shown(made).items() if figure is None} == {"channel=chat", "channel=email"}
    assert shown(made)["contacts", "channel=email"] is None and shown(made)["share", "channel=email"] is None


def test_a_share_is_given_back_by_its_numerators_or_its_denominators():
    made = [share("channel.digital_share", 320, 1000)]
    made += [share("channel.digital_share", *pair, weekday=day) for day, pair in enumerate([(200, 600), (115, 380), (5, 20)], 1)]
    assert hidden_scopes(made) == ["weekday=2", "weekday=3"]


def test_a_part_of_two_totals_is_looked_at_in_both():
    cells = {("phone", 1): 500, ("phone", 2): 400, ("email", 1): 295, ("email", 2): 5}
    made = [*counted(phone=900, email=300), count(795, weekday=1), count(405, weekday=2)]
    made += [count(n, channel=channel, weekday=day) for (channel, day), n in cells.items()]
    assert set(hidden_scopes(made)) == {f"channel={channel};weekday={day}" for channel, day in cells}


MONTHS = {"2024-01": 60, "2024-02": 55, "2024-03": 4, "2024-04": 70, "2024-05": 3, "2024-06": 80}


def by_time(indicator=count, **months):
    """Every month with the two quarters that they make."""
    quarters = {"2024-Q1": list(months.values())[:3], "2024-Q2": list(months.values())[3:]}
    return [indicator(n, month=month) for month, n in months.items()] + [indicator(sum(n), quarter=name) for name, n in quarters.items()]


def test_months_give_way_to_quarters_where_more_than_one_in_ten_would_be_hidden():
    made = by_time(**MONTHS)
    assert list(shown(made)) == [("contacts", "quarter=2024-Q1"), ("contacts", "quarter=2024-Q2")]
    assert list(shown(by_time(**MONTHS | {"2024-03": 40, "2024-05": 30}))) == [("contacts", f"month={month}") for month in MONTHS]


def test_quarters_that_would_all_be_hidden_are_not_shown_either():
    assert shown(by_time(**dict.fromkeys(MONTHS, 2))) == {}


def test_the_months_of_one_indicator_do_not_give_back_those_of_another():
    # 59 of the 60 contacts of January were handled: both are printed by month, and the month of which one alone was not is not told
    handled = {month: n - 12 for month, n in MONTHS.items()} | {"2024-03": 0, "2024-05": 0}
    made = by_time(**MONTHS | {"2024-03": 104, "2024-05": 103})
    made += [share("channel.digital_share", n, 200, month=month) for month, n in handled.items()]
    assert all(figure is not None for figure in shown(made).values())


def test_rare_labels_are_pooled_and_a_hidden_row_bears_none():
    names = {"Acte": 300, "Voirie": 40, "Mme Untel": 3, "Divers": 9}
    made = [count(352), *(count(n, topic=name) for name, n in names.items())]
    assert shown(made) == {
        ("contacts", "all"): 352,
        ("contacts", "topic=Acte"): 300,
        ("contacts", "topic=Voirie"): 40,
        ("contacts", "topic=others"): 12,
    }
    # with the whole in sight, one label beside it would give the other
    alone = [count(303), count(300, topic="Acte"), count(3, topic="Mme Untel")]
    assert shown(alone) == {("contacts", "all"): 303, ("contacts", "topic=others"): None}


def test_a_label_alone_among_the_others_is_joined_by_the_next_smallest():
    made = [count(352), count(300, topic="Acte"), count(43, topic="Voirie"), count(9, topic="Mme Untel")]
    assert shown(made) == {("contacts", "all"): 352, ("contacts", "topic=Acte"): 300, ("contacts", "topic=others"): 52}


def test_what_cannot_be_added_up_is_hidden_without_its_labels():
    made = [
        rows.value("processing.p50", days, {"procedure": name}, numerator=n, denominator=n, group=n, note="")
        for name, days, n in (("Acte", 3.0, 200), ("Permis", 40.0, 12), ("Logement", 90.0, 8))
    ]
    assert [(row["scope"], row["status"], row["value"]) for row in disclosed(made, CHOSEN)] == [
        ("procedure=Acte", "measured", 3.0),
        ("procedure=others", "suppressed", None),
    ]


def test_the_others_of_two_indicators_do_not_give_each_other_back():
    # pooled differently, their difference would be the three letters of one topic
    names = {"Acte": 300, "Voirie": 40, "Stade": 13, "Divers": 9}
    made = [count(362), *(count(n, topic=name) for name, n in names.items())]
    made += [share("channel.share", n, n + 20, topic=name) for name, n in names.items()]
    printed = shown(made)
    assert printed["contacts", "topic=others"] == printed["share", "topic=others"] == 22


def test_a_label_that_the_client_calls_others_joins_those_that_are_taken_together():
    made = [count(320), count(260, topic="Acte"), count(50, topic="others"), count(10, topic="Mme Untel")]
    assert shown(made) == {("contacts", "all"): 320, ("contacts", "topic=Acte"): 260, ("contacts", "topic=others"): 60}


def test_what_few_agents_did_is_not_had_by_taking_the_others_from_the_whole():
    made = [share("counter.left_share", 60, 1000)]
    made += [
        share("counter.left_share", top, bottom, channel=name) | {"agents": agents}
        for name, top, bottom, agents in (("counter", 20, 400, 3), ("phone", 25, 350, 20), ("email", 15, 250, 20))
    ]
    assert hidden_scopes(made) == ["channel=counter", "channel=email"]


def test_everything_is_shown_where_nobody_could_be_seen():
    made = [*counted(phone=900, email=40, letter=60), *by_time(**dict.fromkeys(MONTHS, 50))]
    assert [row["numerator"] for row in disclosed(made, CHOSEN)] == [row["numerator"] for row in made if "quarter" not in row["scope"]]


def test_the_least_size_is_what_the_engagement_says():
    made = counted(phone=900, email=40, letter=60, chat=4)
    assert [row["status"] for row in disclosed(made, CHOSEN | {"small_group": 4})] == ["measured"] * 5
    assert suppression.primary(made[4], CHOSEN | {"small_group": 5})["status"] == "suppressed"
