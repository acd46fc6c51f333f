"""A page as Chromium makes it, once its scripts have run, or as it prints it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
OPTIONS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync"
)


def made(page: Path, profile: Path, *options: str, width: int = 1400) -> str:
    """What the page has become; the test is skipped where there is no browser."""
    return _asked(profile, f"--window-size={width},900", *options, "--dump-dom", page.as_uri()).decode("utf-8", "replace")


def printed(page: Path, profile: Path) -> Path:
    """The page on paper, as a PDF; the test is skipped where there is no browser."""
    written = profile.parent / "printed.pdf"
    _asked(profile, "--no-pdf-header-footer", f"--print-to-pdf={written}", page.as_uri())
    return written


def _asked(profile: Path, *options: str) -> bytes:
    browser = next((found for name in NAMES if (found := shutil.which(name))), None)
    if browser is None:
        pytest.skip("no Chromium on this computer")
    command = [browser, *OPTIONS.split(), f"--user-data-dir={profile}", *options]
    return subprocess.run(command, capture_output=True, timeout=180, check=False).stdout
