"""The pages that say how to do things, and what the commands can do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from diagnostic.cli import commands

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs" / "how-to").glob("*.md"))
OPTIONS = {
    name: {word for one in command.params for word in one.opts if word.startswith("--")} for name, command in commands.commands.items()
}


def test_every_option_of_run_is_told_on_a_page_where_people_look() -> None:
    told = "".join(page.read_text(encoding="utf-8") for page in (ROOT / "README.md", *PAGES))
    assert {option for option in OPTIONS["run"] if option not in told} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_options_that_a_page_gives_a_command_are_there(page: Path) -> None:
    lines = re.findall(r"diagnostic (\w+)((?: [^`\n]*)?)", page.read_text(encoding="utf-8"))
    unknown = [
        (name, option) for name, rest in lines if name in OPTIONS for option in re.findall(r"--[\w-]+", rest) if option not in OPTIONS[name]
    ]
    assert unknown == []


def test_the_page_on_changes_names_what_a_run_keeps_and_how_to_keep_nothing() -> None:
    page = (ROOT / "docs" / "how-to" / "change-and-run-again.md").read_text(encoding="utf-8")
    assert {"--fresh", "--quiet", "--verbose", "--memory", "--only"} <= set(re.findall(r"--[a-z]+", page))


@pytest.mark.parametrize("page", [ROOT / "README.md", *PAGES], ids=lambda page: page.stem)
def test_no_link_leads_nowhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
