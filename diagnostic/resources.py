"""What the kit ships beside its code: notebooks, templates and sample towns."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def shipped(name: str) -> Path:
    """The folder `notebooks`, `templates` or `data_samples`: inside an installed package, else beside it in a checkout."""
    for folder in (_PACKAGE / "shipped" / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"the kit is incomplete: {name}/ is neither in the package nor beside it; install it again")
