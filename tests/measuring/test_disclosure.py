"""What is said of few people is hidden, and nothing else."""

import inspect

import numpy as np
import pandas as pd
import pytest

from diagnostic import questions
from diagnostic.blocks import Indicator
from diagnostic.errors import UserError
from diagnostic.measuring import disclosure, rows
from diagnostic.measuring.disclosure import Disclosed, collapse, kept, masked, takes_disclosed

CHOSEN = {"small_group": 11, "min_cases": 30, "min_team": 5}


def suppressed(row):
    return disclosure.primary(row, CHOSEN)


def hidden(indicator, **sizes):
    row = rows.value(indicator, 0.5, numerator=1, denominator=2, low=0.1, high=0.9) | sizes
    return suppressed(row)["status"] == "suppressed"


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
    kept = suppressed(row | {"group": 8, "parts": (4, 4)})
    assert [kept[name] for name in disclosure.FIGURES] == [None] * len(disclosure.FIGURES)


def counted(**counts):
    """Contacts by channel with their total, as a measure gives them."""
    made = [rows.value("volume.contacts", sum(counts.values()), numerator=sum(counts.values()), parts=(sum(counts.values()),))]
    return made + [rows.value("volume.contacts", n, {"channel": name}, numerator=n, parts=(n,)) for name, n in counts.items()]


def statuses(made):
    return {row["scope"]: (row["status"], row.get("note", "")) for row in disclosure.suppress(made, CHOSEN)}


def test_a_part_alone_hidden_takes_the_smallest_other_with_it():
    found = statuses(counted(phone=900, email=40, letter=60, chat=4))
    assert found["channel=chat"] == ("suppressed", "")
    assert found["channel=email"] == ("suppressed", "by_subtraction")
    assert [found[scope][0] for scope in ("all", "channel=phone", "channel=letter")] == ["measured"] * 3


def test_two_hidden_parts_hide_each_other():
    found = statuses(counted(phone=900, email=40, letter=5, chat=4))
    assert [scope for scope, (status, _) in found.items() if status == "suppressed"] == ["channel=letter", "channel=chat"]


def test_nothing_more_is_hidden_where_the_parts_do_not_make_the_total():
    made = counted(phone=900, email=40, chat=4)
    made[0] = made[0] | {"value": 1000, "numerator": 1000}  # 56 contacts without a channel
    found = statuses(made)
    assert [scope for scope, (status, _) in found.items() if status == "suppressed"] == ["channel=chat"]


def test_a_share_is_given_back_by_its_numerators_or_its_denominators():
    def share(top, bottom, **scope):
        return rows.value(
            "channel.digital_share", top / bottom, scope, numerator=top, denominator=bottom, group=bottom, parts=(top, bottom - top)
        )

    found = statuses([share(320, 1000), share(200, 600, month="2024-01"), share(115, 380, month="2024-02"), share(5, 20, month="2024-03")])
    assert found["month=2024-03"][0] == "suppressed" and found["month=2024-02"] == ("suppressed", "by_subtraction")


def test_among_shares_of_one_whole_the_smallest_part_goes_with_the_hidden_one():
    counts = {"counter": 109, "email": 21, "letter": 53, "other": 1, "web_form": 1250}
    made = [rows.value("channel.share", 1.0, numerator=1434, denominator=1434, group=1434, parts=(1434, 0))]
    made += [
        rows.value("channel.share", n / 1434, {"channel": name}, numerator=n, denominator=1434, group=1434, parts=(n, 1434 - n))
        for name, n in counts.items()
    ]
    assert [scope for scope, (status, _) in statuses(made).items() if status == "suppressed"] == ["channel=email", "channel=other"]


def test_a_part_of_two_totals_is_looked_at_in_both():
    made = counted(phone=900, email=300)
    made += [
        rows.value("volume.contacts", n, {"channel": channel, "month": month}, numerator=n, parts=(n,))
        for channel, month, n in (("phone", "2024-01", 500), ("phone", "2024-02", 400), ("email", "2024-01", 295), ("email", "2024-02", 5))
    ]
    made += [
        rows.value("volume.contacts", n, {"month": month}, numerator=n, parts=(n,)) for month, n in (("2024-01", 795), ("2024-02", 405))
    ]
    found = statuses(made)
    hidden = {scope for scope, (status, _) in found.items() if status == "suppressed"}
    assert hidden == {f"channel={channel};month=2024-0{month}" for channel in ("phone", "email") for month in (1, 2)}


def test_a_small_count_is_masked_with_what_rests_on_it_and_zero_is_told():
    frame = pd.DataFrame({"contacts": [0, 1, 10, 11], "hours": [0.0, 1.0, 2.0, 3.0], "topic": list("abcd")})
    shown = masked(frame, 11, {"contacts": ["hours"]})
    assert shown["contacts"].isna().tolist() == shown["hours"].isna().tolist() == [False, True, True, False]
    assert shown["topic"].tolist() == list("abcd")
    assert frame["contacts"].tolist() == [0, 1, 10, 11]


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [([4, 30, 12, 50], [0, 2]), ([4, 9, 30], [0, 1]), ([20, 30], []), ([4], [0]), ([4, 0, 0], [0]), ([0, 40, 4], [1, 2])],
)
def test_a_cell_alone_hidden_in_a_column_whose_sum_is_told_takes_the_next_smallest_with_it(counts, hidden):
    shown = masked(pd.DataFrame({"cases": counts}), 11, {"cases": []}, summed=["cases"])
    assert np.flatnonzero(shown["cases"].isna()).tolist() == hidden


def test_rows_are_kept_where_each_count_is_of_the_least_size():
    frame = pd.DataFrame({"before": [11, 11, 0], "after": [11, 10, 50]})
    assert kept(frame, 11, "before", "after").to_dict("records") == [{"before": 11, "after": 11}]


def test_the_rarest_are_taken_together_until_none_can_be_had_alone():
    assert collapse(pd.Series({"a": 50, "b": 12, "c": 4}), 11, "others").to_dict() == {"a": 50, "others": 16}
    assert collapse(pd.Series({"a": 50, "b": 9, "c": 4}), 11, "others").to_dict() == {"a": 50, "others": 13}
    assert collapse(pd.Series({"a": 50, "b": 12}), 11, "others").to_dict() == {"a": 50, "b": 12}


def test_what_is_cut_out_of_a_disclosed_frame_is_disclosed():
    frame = Disclosed({"a": [1, 2], "b": ["x", "y"]})
    cuts = (frame[frame["a"] > 1], frame.assign(c=1), frame.head(1), pd.concat([frame, frame]), frame.sort_values("a"), frame.dropna())
    assert all(isinstance(cut, Disclosed) for cut in cuts)


@takes_disclosed
def show(frame, others=()):
    return len(frame)


@pytest.mark.parametrize("raw", [pd.DataFrame({"a": [1]}), pd.Series([1])])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_counts_that_did_not_pass_the_gate_are_refused_with_what_to_do(raw, language):
    assert show(Disclosed({"a": [1]})) == 1
    for given in ((raw,), (Disclosed({"a": [1]}), [raw]), (Disclosed({"a": [1]}), (1, raw))):
        with pytest.raises(UserError) as error:
            show(*given)
        assert "diagnostic.measuring.disclosure" in error.value.text(language)
    with pytest.raises(UserError):
        Indicator.each(pd.DataFrame({"indicator": []}))


def test_every_chart_and_finding_that_takes_figures_takes_disclosed_ones_alone():
    seen = 0
    for question in questions.every():
        for layer in (getattr(question, name) for name in ("charts", "findings") if hasattr(question, name)):
            for name, function in inspect.getmembers(layer, inspect.isfunction):
                written = " ".join(str(parameter.annotation) for parameter in inspect.signature(function).parameters.values())
                mine = function.__module__ == layer.__name__ and not name.startswith("_")
                assert not (mine and "DataFrame" in written), f"{layer.__name__}.{name} takes any frame"
                if mine and "Disclosed" in written:
                    assert hasattr(function, "__wrapped__"), f"{layer.__name__}.{name} does not look at what it is given"
                    seen += 1
    assert seen > 80
