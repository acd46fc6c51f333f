"""Small inputs of towns that once went wrong, read in place from `../shared/cases` beside the checkout."""

from __future__ import annotations

from pathlib import Path

import pytest

CASES = Path(__file__).resolve().parents[2] / "shared" / "cases"


def folder(name: str) -> Path:
    """The folder of a case; the test is skipped where the cases are not beside the checkout."""
    path = CASES / name
    if not path.is_dir():
        pytest.skip(f"the cases are not beside the checkout: {name}")
    return path
