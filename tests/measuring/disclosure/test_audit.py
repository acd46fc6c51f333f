"""The audit finds how narrowly a hidden count is known: against every whole number that it may be, one by one."""

import itertools

import numpy as np
import pytest

from diagnostic.measuring.disclosure.audit import cover, narrow
from diagnostic.measuring.disclosure.cells import Cells, quarter
from tests.measuring.disclosure.test_suppression import count, share


def by_hand(sums, values, printed, cell, ranges):
    """The least and the greatest of a cell over every filling with whole numbers that agrees with what is printed."""
    free = [at for at in range(len(values)) if at not in printed]
    most = int(max(values))
    found = []
    for figures in itertools.product(range(most + 1), repeat=len(free)):
        filled = {at: values[at] for at in printed} | dict(zip(free, figures, strict=True))
        if all(low <= filled[at] <= high for at, (low, high) in ranges.items()) and all(
            filled[total] == sum(filled[part] for part in parts) for total, parts in sums
        ):
            found.append(filled[cell])
    return max(found) - min(found)


@pytest.mark.parametrize("told", [0, 2])
@pytest.mark.parametrize("seed", range(12))
def test_the_width_of_a_hidden_count_is_that_of_all_fillings_of_the_table(seed, told):
    """A table of two by three with its margins, some of it hidden; between which bounds some of that lies may be told."""
    random = np.random.default_rng(seed)
    inside = random.integers(0, 6, (2, 3))
    values, sums = [float(n) for n in inside.ravel()], []
    for parts in ([0, 1, 2], [3, 4, 5], [0, 3], [1, 4], [2, 5]):
        sums.append((len(values), tuple(parts)))
        values.append(sum(values[part] for part in parts))
    hidden = sorted(int(at) for at in random.choice(6, size=random.integers(2, 5), replace=False))
    printed = [at for at in range(len(values)) if at not in hidden]
    ranges = {at: (max(values[at] - random.integers(0, 3), 0), values[at] + random.integers(0, 4)) for at in hidden[:told]}
    widths = {cell: by_hand(sums, values, printed, cell, ranges) for cell in hidden}
    for least in range(1, 12):
        found = narrow(Cells(values, sums), printed, hidden, least, ranges)
        near = {cell for cell, width in widths.items() if width < least}
        # what is had without a program is told first: the rest is asked again once that is mended
        assert set(found) <= near and bool(found) == bool(near), (seed, least)
        left = [cell for cell in hidden if cell not in found]
        while more := narrow(Cells(values, sums), printed, left, least, ranges):
            left = [cell for cell in left if cell not in more]
        assert set(left) == set(hidden) - near


@pytest.mark.parametrize("seed", range(12))
def test_what_covers_a_count_is_the_least_that_leaves_it_wide_enough(seed):
    """A table of three by three with its margins: every choice of further cells is tried, the least that would do is what is found."""
    random = np.random.default_rng(seed)
    values, sums = [float(n) for n in random.integers(1, 12, 9)], []
    for parts in ([0, 1, 2], [3, 4, 5], [6, 7, 8], [0, 3, 6], [1, 4, 7], [2, 5, 8]):
        sums.append((len(values), tuple(parts)))
        values.append(sum(values[part] for part in parts))
    cells, everything, least = Cells(values, sums), set(range(len(values))), 5
    found = cover(cells, everything - {0}, 0, range(9), least)
    enough = [
        choice
        for size in range(9)
        for choice in itertools.combinations(range(1, 9), size)
        if not narrow(cells, everything - {0, *choice}, [0], least + values[0])
    ]
    if enough:
        assert not narrow(cells, everything - {0, *found}, [0], least)
        assert sum(values[at] + 1 for at in found) <= 2 * min(sum(values[at] + 1 for at in choice) for choice in enough)
    assert cover(cells, everything - {0}, 0, (), least) == []


def test_what_is_printed_is_known_and_what_nothing_tells_is_not():
    cells = Cells([5.0, 9.0, 14.0], [(2, (0, 1))])
    assert narrow(cells, [0], [0], 1) == [0]
    assert narrow(cells, [2], [0], 14) == [] and narrow(cells, [2], [0], 15) == [0]
    assert narrow(cells, [1, 2], [0], 1) == [0]
    assert narrow(Cells([5.0], []), [], [0], 1000) == []
    # nothing bounds either of two parts of a total that is not printed
    assert narrow(cells, [], [0, 1], 100) == []


def test_two_indicators_that_count_the_same_give_one_cell():
    cells = Cells.of([count(900, channel="phone"), share("channel.share", 900, 1000, channel="phone"), count(1000)])
    assert cells.places["volume.contacts", "channel=phone"]["numerator"] == cells.places["channel.share", "channel=phone"]["numerator"]
    # the whole that stands under each of its parts is the whole
    assert cells.places["channel.share", "channel=phone"]["denominator"] == cells.places["volume.contacts", "all"]["numerator"]


def test_what_no_part_tells_is_a_further_part_and_parts_that_overlap_make_no_sum():
    cells = Cells.of([count(100), count(60, channel="phone"), count(30, channel="email")])
    ((total, parts),) = cells.sums
    assert (cells.values[total], [cells.values[part] for part in parts]) == (100.0, [60.0, 30.0, 10.0])
    assert Cells.of([count(100), count(60, channel="phone"), count(70, channel="email")]).sums == []


def test_months_add_up_to_their_quarter_and_windows_to_nothing():
    made = [count(n, month=f"2024-0{at}") for at, n in enumerate((20, 30, 40, 50), 1)]
    cells = Cells.of([*made, count(90, quarter="2024-Q1"), count(50, quarter="2024-Q2")])
    told = [(cells.values[total], sorted(cells.values[part] for part in parts)) for total, parts in cells.sums]
    assert (90.0, [20.0, 30.0, 40.0]) in told
    assert (
        Cells.of([share("repeat.rate", 50, 100), share("repeat.rate", 20, 100, window=1), share("repeat.rate", 30, 100, window=3)]).sums
        != []
    )
    assert [quarter(f"2024-{month:02d}") for month in (1, 3, 4, 12)] == ["2024-Q1", "2024-Q1", "2024-Q2", "2024-Q4"]
