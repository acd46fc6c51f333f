"""A frame loses the figures about few people on its way to a reader, and nothing that shows figures takes one that did not pass."""

import inspect

import numpy as np
import pandas as pd
import pytest

from diagnostic import questions
from diagnostic.blocks import Indicator
from diagnostic.errors import UserError
from diagnostic.measuring.disclosure import Disclosed, collapse, kept, masked, rounded, takes_disclosed


def test_a_small_count_is_masked_with_what_rests_on_it_and_zero_is_told():
    frame = pd.DataFrame({"contacts": [0, 1, 10, 11], "hours": [0.0, 1.0, 2.0, 3.0], "topic": list("abcd")})
    shown = masked(frame, 11, {"contacts": ["hours"]})
    assert shown["contacts"].isna().tolist() == shown["hours"].isna().tolist() == [False, True, True, False]
    assert shown["topic"].tolist() == list("abcd")
    assert frame["contacts"].tolist() == [0, 1, 10, 11]


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ([4, 30, 12, 50], [0, 2]),
        ([4, 9, 30], [0, 1]),
        ([4, 5, 30, 60], [0, 1, 2]),  # four and five are nine for whoever subtracts: each is known within nine
        ([20, 30], []),
        ([4], [0]),
        ([4, 0, 0], [0]),
        ([0, 40, 4], [1, 2]),
    ],
)
def test_the_cells_hidden_in_a_column_whose_sum_is_told_are_several_and_add_up_to_the_least_size(counts, hidden):
    shown = masked(pd.DataFrame({"cases": counts}), 11, {"cases": []}, summed=["cases"])
    assert np.flatnonzero(shown["cases"].isna()).tolist() == hidden


def test_arrivals_are_told_to_the_nearest_five_where_one_of_them_is_small():
    frame = pd.DataFrame({"contacts": [0, 2, 3, 8, 114], "slot": range(5)})
    assert rounded(frame, 11, "contacts")["contacts"].tolist() == [0, 0, 5, 10, 115]
    assert rounded(frame[frame["contacts"].isin([0, 114])], 11, "contacts")["contacts"].tolist() == [0, 114]


def test_rows_are_kept_where_each_count_is_of_the_least_size():
    frame = pd.DataFrame({"before": [11, 11, 0], "after": [11, 10, 50]})
    assert kept(frame, 11, "before", "after").to_dict("records") == [{"before": 11, "after": 11}]


def test_what_is_left_out_counts_as_many_as_the_least_size_or_nothing():
    frame = pd.DataFrame({"topic": list("abcd"), "contacts": [300, 4, 20, 15]})
    assert kept(frame, 11, "contacts")["topic"].tolist() == ["a", "c"]  # the whole less the others would be four
    assert kept(frame.assign(contacts=[300, 4, 20, 8]), 11, "contacts")["topic"].tolist() == ["a", "c"]
    assert kept(frame.assign(contacts=[300, 0, 20, 15]), 11, "contacts")["topic"].tolist() == ["a", "c", "d"]


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
