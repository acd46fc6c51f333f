"""What is said of the agents present."""

from __future__ import annotations

import numpy as np
import pytest

from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions import staffing
from diagnostic.questions.staffing.measures import Staffing
from tests.questions.sentences import plain


@pytest.mark.parametrize(
    ("present", "said"), [(3.0, "suffit toute la semaine"), (2.4, "1 demi-heures sur 1"), (np.nan, "délai de réponse visé")]
)
def test_presence_is_said_to_be_enough_short_or_unknown(engagement, present, said):
    week = Disclosed({"weekday": [1], "slot": [18], "load": [1.2], "needed": [3], "present": [present]})
    places = [Staffing("phone", None, week, 240.0, 20.0)]
    (finding,) = staffing.findings.needed(places, engagement, staffing.charts.needed(["fr"], places))
    assert said in plain(finding.message("title"))
    assert "occupée 40 % du temps" in plain(finding.message("reading"))
    assert not finding.strength
