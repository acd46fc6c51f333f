from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from diagnostic import wording
from diagnostic.engagement import Engagement
from diagnostic.report.model import Document
from tests.report import sample


@pytest.fixture(autouse=True)
def sample_words(monkeypatch: pytest.MonkeyPatch) -> None:
    _add_words(monkeypatch)


@pytest.fixture(scope="session")
def rich(tmp_path_factory: pytest.TempPathFactory) -> tuple[Engagement, dict[str, Document]]:
    """A rich report in both languages, composed once."""
    folder = tmp_path_factory.mktemp("rich")
    with pytest.MonkeyPatch.context() as patch:
        _add_words(patch)
        engagement = sample.engagement(folder)
        notebooks = sample.rich(engagement.executed)
        return engagement, {language: sample.composed(notebooks, engagement, language) for language in ("fr", "en")}


@pytest.fixture(scope="session")
def french(rich: Any) -> Document:
    return rich[1]["fr"]


@pytest.fixture
def town(tmp_path: Path) -> Engagement:
    return sample.engagement(tmp_path)


def _add_words(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(wording, "catalogue", sample.catalogue(wording.catalogue))
