"""Where the kit finds what it ships."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

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


# the example of an engagement is read as those of clients are
LISTS = sorted(
    path for path in Path(resources.__file__).parent.rglob("*.yml") if "shipped" not in path.parts and path.name != "example.yml"
)


@pytest.mark.parametrize("path", LISTS, ids=lambda path: "-".join(path.parts[-3:]))
def test_a_list_says_what_yaml_says(path: Path) -> None:
    # the plain reader, which is slow, refuses a key that stands twice
    assert resources.listed(path) == YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


def test_words_of_a_list_are_text(tmp_path: Path) -> None:
    (tmp_path / "one.yml").write_text("a: [no, on, y, 12:30, 2025-01-07, 06, '1']\nb: [1, 0.5, true, ~, -3]\nc:\n", encoding="utf-8")
    expected = {"a": ["no", "on", "y", "12:30", "2025-01-07", "06", "1"], "b": [1, 0.5, True, None, -3], "c": None}
    assert resources.listed(tmp_path / "one.yml") == expected
