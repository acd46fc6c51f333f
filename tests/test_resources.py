"""Where the kit finds what it ships."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnostic import resources


@pytest.mark.parametrize("name", ["notebooks", "templates", "data_samples"])
def test_a_checkout_has_its_folders_beside_the_package(name: str) -> None:
    assert resources.shipped(name) == Path(__file__).resolve().parents[1] / name


def test_an_installed_package_prefers_what_it_carries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site" / "diagnostic"
    carried = package / "shipped" / "templates"
    carried.mkdir(parents=True)
    (tmp_path / "site" / "templates").mkdir()  # another package's folder
    monkeypatch.setattr(resources, "_PACKAGE", package)
    assert resources.shipped("templates") == carried


def test_an_incomplete_installation_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "diagnostic")
    with pytest.raises(FileNotFoundError, match="install it again"):
        resources.shipped("notebooks")
