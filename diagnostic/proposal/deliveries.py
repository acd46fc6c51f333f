"""Files received into `data/`: copied, never overwritten; a second delivery of one is kept beside the first."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from diagnostic import refusals, steps
from diagnostic.disk import copy
from diagnostic.errors import Problem, UserError, nearest

DATA = "data"
VERSION = re.compile(r"(.+)\.(\d+)")


@dataclass(frozen=True)
class Delivery:
    """A file received, as the engagement calls it; `previous` is the delivery that it supersedes; `known` where it was there already."""

    file: str
    previous: str | None = None
    known: bool = False


def list_files(paths: Iterable[Path]) -> list[Path]:
    """The files of these paths, those of a folder in order of name. UserError for what is not there."""
    problems, files = [], []
    for path in paths:
        if path.is_file():
            files.append(path)
        elif path.is_dir():
            inside = [one for one in sorted(path.iterdir()) if one.is_file() and not one.name.startswith((".", "~$"))]
            files += inside
            if not inside:
                folders = subfolders(path)
                key = f"proposal.told.no_files_in{'_but' if folders else ''}"
                problems.append(Problem(key, {"given": str(path), "folders": folders}))
        else:
            beside = [one.name for one in path.parent.iterdir()] if path.parent.is_dir() else []
            near = nearest(path.name, beside)
            problems.append(Problem(f"proposal.told.no_files{'_near' if near else ''}", {"given": str(path), "near": near}))
    if problems:
        raise UserError(problems)
    for file in files:
        refusals.check_name(file)
    return files


def subfolders(path: Path) -> list[str]:
    """The folders of a folder, which are not read: files of one name in several of them would pass for deliveries of one file."""
    return sorted(one.name for one in path.iterdir() if one.is_dir() and not one.name.startswith(".")) if path.is_dir() else []


def receive(folder: Path, paths: Iterable[Path]) -> list[Delivery]:
    """Copy files into the engagement's `data/`. Other content under a known name goes beside it as `name.2.csv`, then `name.3.csv`."""
    data = folder / DATA
    data.mkdir(parents=True, exist_ok=True)
    return [_received(data, path.resolve()) for path in paths]


def versions(data: Path, name: str) -> list[Path]:
    """The deliveries of a file that are there, the first one first."""
    stem, suffix = _parted(name)
    numbered = {1: data / name}
    for path in data.glob("*"):
        own, ending = _parted(path.name)
        numbering = VERSION.fullmatch(own)
        if ending == suffix and numbering and numbering[1] == stem and int(numbering[2]) > 1:
            numbered[int(numbering[2])] = path
    return [path for _, path in sorted(numbered.items()) if path.is_file()]


def all_versions(data: Path, name: str) -> list[Path]:
    """The deliveries of a file that are there, whichever of them is named."""
    stem, suffix = _parted(name)
    numbering = VERSION.fullmatch(stem)
    return versions(data, f"{numbering[1]}{suffix}" if numbering and (data / f"{numbering[1]}{suffix}").is_file() else name)


def _received(data: Path, path: Path) -> Delivery:
    if path.is_relative_to(data.resolve()):
        return Delivery(f"{DATA}/{path.relative_to(data.resolve()).as_posix()}", known=True)
    there = versions(data, path.name)
    digest = steps.sha256(path)
    for earlier in there:
        if steps.sha256(earlier.resolve()) == digest:
            return Delivery(f"{DATA}/{earlier.name}", known=True)
    stem, suffix = _parted(path.name)
    free = next(number for number in itertools.count(2) if not (data / f"{stem}.{number}{suffix}").exists())
    target = data / (path.name if not there else f"{stem}.{free}{suffix}")
    copy(path, target)
    return Delivery(f"{DATA}/{target.name}", f"{DATA}/{there[-1].name}" if there else None)


def _parted(name: str) -> tuple[str, str]:
    """The stem and the suffix of a name; `.csv.gz` is one suffix."""
    packed = ".gz" if name.lower().endswith(".gz") else ""
    path = Path(name.removesuffix(name[-3:]) if packed else name)
    return path.stem, path.suffix + (name[-3:] if packed else "")
