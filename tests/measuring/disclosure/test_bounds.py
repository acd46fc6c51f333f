"""A share that is hidden for few on one side is told to be near none or all, as far as that leaves every hidden count hidden."""

import pytest

from diagnostic.measuring.disclosure.suppression import disclosed
from tests.measuring.disclosure.test_suppression import CHOSEN, count, share


def told(made):
    """By scope, the edges that a hidden share is given; None where it is hidden whole."""
    return {
        row["scope"]: None if row["low_definition"] is None else (row["low_definition"], row["high_definition"])
        for row in disclosed(made, CHOSEN)
        if row["status"] == "suppressed"
    }


@pytest.mark.parametrize(
    ("top", "bottom", "edges"),
    [
        (3386, 3396, (0.99, 1.0)),
        (10, 2200, (0.0, 0.01)),
        (10, 2199, (0.0, 0.02)),
        (1099, 1100, (0.98, 1.0)),
        (1098, 1099, (0.95, 1.0)),
        (210, 220, (0.9, 1.0)),
        (209, 219, None),
        (1, 62, None),
    ],
)
def test_the_bound_is_the_nearest_of_which_twice_a_small_group_is_no_more(top, bottom, edges):
    row = share("handling.answered_share", top, bottom)
    assert told([row]) == {"all": edges}
    (hidden,) = disclosed([row], CHOSEN)
    assert hidden["note"] == ("bounded" if edges else "")
    assert [hidden[name] for name in ("value", "numerator", "denominator", "low", "high")] == [None] * 5
    assert edges is None or (edges[0] <= top / bottom <= edges[1] and 22 / bottom <= edges[1] - edges[0] + 1e-9)


@pytest.mark.parametrize("few", [{"group": 10}, {"agents": 4}])
def test_what_few_persons_or_agents_did_has_no_bound(few):
    assert told([share("handling.answered_share", 3386, 3396) | few]) == {"all": None}


def test_what_is_no_share_or_is_hidden_for_the_sake_of_others_has_no_bound():
    assert set(told([count(944), count(900, channel="phone"), count(40, channel="email"), count(4, channel="chat")]).values()) == {None}
    made = [share("channel.digital_share", 320, 1000)]
    made += [share("channel.digital_share", *pair, weekday=day) for day, pair in enumerate([(200, 600), (115, 380), (5, 20)], 1)]
    assert told(made) == {"weekday=2": None, "weekday=3": None}


def test_a_bound_that_would_tell_how_few_another_count_is_is_not_said():
    """Of 2,205 requests, 2,201 by telephone: to say "99 %" is to say that they are 2,200 at least, hence five at most by e-mail."""
    parts = [share("handling.answered_share", 2197, 2201, channel="phone"), share("handling.answered_share", 0, 4, channel="email")]
    made = [count(2205), share("handling.answered_share", 2197, 2205), *parts]
    assert told(made) == {"all": (0.99, 1.0), "channel=phone": None, "channel=email": None}
    assert told([made[1], *parts])["channel=phone"] == (0.99, 1.0)  # where nobody knows how many there are in all
