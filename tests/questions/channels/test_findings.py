"""Findings on channels: none of nothing."""

from __future__ import annotations

from diagnostic.blocks import Note
from diagnostic.questions import channels
from tests.questions.rows import rows, share
from tests.questions.sentences import plain


def test_identifiers_that_no_two_channels_share_are_told_as_such(engagement):
    apart = rows({"indicator": "channel.multichannel_share", "value": None, "status": "not_measurable", "note": "one_channel_each"})
    assert "aucun usager" in plain(channels.findings.multichannel(apart, engagement).message)


def test_no_digital_contact_makes_no_finding_and_leaves_the_chart(engagement):
    none = rows({"indicator": "channel.digital_share", "value": 0.0, "numerator": 0, "denominator": 900})
    chart = object()
    assert channels.findings.digital(none, engagement, chart) is chart


def test_one_channel_alone_has_no_share_and_is_not_all_digital(engagement):
    alone = rows(share("channel.share", 1.0), share("channel.share", 1.0, scope="channel=email"), share("channel.digital_share", 1.0))
    chart = object()
    said = channels.findings.mix(alone, engagement, None)
    assert isinstance(said, Note) and "le courriel" in plain(said.message)
    assert channels.findings.digital(alone, engagement, chart) is chart
