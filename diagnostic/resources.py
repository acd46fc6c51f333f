"""What the kit ships beside its code: notebooks, templates and sample towns, and its lists."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

_PACKAGE = Path(__file__).resolve().parent
SCALARS = {"bool": "true|false", "int": r"-?(?:0|[1-9]\d*)", "float": r"-?\d+\.\d+", "null": "~|null|"}


def shipped(name: str) -> Path:
    """The folder `notebooks`, `templates` or `data_samples`: inside an installed package, else beside it in a checkout."""
    for folder in (_PACKAGE / "shipped" / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"the kit is incomplete: {name}/ is neither in the package nor beside it; install it again")


def files(package: str) -> Path:
    """The folder of one of the kit's packages, and the files beside its code."""
    return _PACKAGE.joinpath(*package.split(".")[1:])


def listed(path: Path) -> Any:
    """What a list of the kit says, a YAML 1.2 file. A client's file is read by `YamlFile`, which knows its lines and takes ten times as
    long."""
    import yaml

    return yaml.load(path.read_text(encoding="utf-8"), Loader=_loader())


@cache
def _loader() -> Any:
    """The quick loader with the scalars of YAML 1.2, in which `no` and `12:30` are text."""
    import yaml

    class Loader(yaml.CSafeLoader):
        yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}

    for kind, pattern in SCALARS.items():
        Loader.add_implicit_resolver(f"tag:yaml.org,2002:{kind}", re.compile(f"(?:{pattern})$"), None)
    return Loader
