"""What the tests of all questions share."""

from __future__ import annotations

import datetime as dt

import pytest

from diagnostic.engagement import Client, Engagement, Period


@pytest.fixture
def engagement(tmp_path):
    """A mission about 2025 that promises nothing and has no file; a question that needs more defines its own."""
    year = Period(start=dt.date(2025, 1, 1), end=dt.date(2025, 12, 31), extract_date=dt.date(2026, 1, 10))
    return Engagement(folder=tmp_path, client=Client(name="Ville"), period=year, sources=())
