import pytest

from tests.intake.mission import Mission


@pytest.fixture(autouse=True)
def keys(tmp_path_factory, monkeypatch):
    """A folder of keys for the test alone."""
    folder = tmp_path_factory.mktemp("keys")
    monkeypatch.setenv("DIAGNOSTIC_KEYS", str(folder))
    return folder


@pytest.fixture
def mission(tmp_path):
    return Mission(tmp_path / "l'été à Évry")
