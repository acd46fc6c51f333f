"""`diagnostic new`: from received files to a proposed engagement, or the folder to collect them with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from diagnostic import lock, proposal
from diagnostic.cli import asking, pack
from diagnostic.disk import put
from diagnostic.engagement import Engagement, closed, json_schema
from diagnostic.errors import Problem, UserError
from diagnostic.proposal import Proposal, additions, deliveries, differences, draft
from diagnostic.proposal.deliveries import Delivery

FILE = proposal.ENGAGEMENT


@dataclass
class Started:
    """What was said and written, and how the command ends."""

    messages: list[Problem] = field(default_factory=list)
    written: list[Path] = field(default_factory=list)
    exit_code: int = 0


def start(folder: Path, files: Sequence[Path], language: str, ask: asking.Ask | None) -> Started:
    """Prepare an engagement. Nothing that is there is overwritten; `ask` puts a question to the user, None where there is nobody to ask."""
    closed.refuse(folder)
    found = deliveries.list_files(files)
    with lock.alone(folder):
        return _received(folder, files, found, language, ask) if files else _pack(folder, language)


def _pack(folder: Path, language: str) -> Started:
    request = (folder / pack.REQUEST / f"request.{language}.md").as_posix()
    return Started([Problem("proposal.told.pack", {"request": request})], pack.make(folder, language))


def _received(folder: Path, files: Sequence[Path], found: list[Path], language: str, ask: asking.Ask | None) -> Started:
    started, received = Started(), deliveries.receive(folder, found)
    for given in files:
        if left := deliveries.subfolders(given):
            started.messages.append(Problem("proposal.told.subfolders", {"given": str(given), "folders": left}))
    engagement = _there(folder)
    for delivery in received:
        _tell(started, folder, delivery, engagement, language, ask)
    named = {source.file for source in engagement.sources} if engagement else set()
    superseded = {delivery.previous for delivery in received}
    fresh = [
        one.file for one in received if one.file not in named and one.file not in superseded and not (engagement and one.previous in named)
    ]
    fresh = [file for file in dict.fromkeys(fresh) if not engagement or not _version_of(folder, file, named)]
    if engagement:
        fresh = _wanted(started, folder, fresh, files, {delivery.file for delivery in received if delivery.known})
    if fresh:
        _propose(started, folder, fresh, language, ask)
    elif not any(delivery.previous for delivery in received):
        started.messages.append(Problem("proposal.told.nothing_new"))
    return started


def _wanted(started: Started, folder: Path, fresh: list[str], given: Sequence[Path], known: set[str]) -> list[str]:
    """Those of the files that are proposed: a file received before, whose source is no more, was left out on purpose unless it is named
    where it lies, in `data/`."""
    inside = [path.resolve() for path in given if path.resolve().is_relative_to((folder / deliveries.DATA).resolve())]
    left = [file for file in fresh if file in known and not any((folder / file).resolve().is_relative_to(path) for path in inside)]
    started.messages += [
        Problem("proposal.told.left", {"file": file, "path": (folder / file).as_posix(), "folder": str(folder)}) for file in left
    ]
    return [file for file in fresh if file not in left]


def _there(folder: Path) -> Engagement | None:
    """The engagement that is there, None where there is none or it waits for its first sources, as the collection folder does."""
    if not (folder / FILE).is_file():
        return None
    try:
        return Engagement.load(folder)
    except UserError as error:
        if {(problem.key, problem.values.get("place")) for problem in error.problems} == {("engagement.empty", "sources")}:
            return None
        raise


def _version_of(folder: Path, file: str, named: set[str]) -> bool:
    """Whether an engagement reads another delivery of the file."""
    deliveries_of = [deliveries.versions(folder / deliveries.DATA, Path(name).name) for name in named]
    return any(Path(file).name in [one.name for one in several] for several in deliveries_of)


def _tell(started: Started, folder: Path, delivery: Delivery, engagement: Engagement | None, language: str, ask: asking.Ask | None) -> None:
    values = {"file": delivery.file, "previous": delivery.previous}
    if delivery.previous is None:
        started.messages.append(Problem("proposal.told.same" if delivery.known else "proposal.told.copied", values))
        return
    report = differences.add(folder, differences.report(folder, delivery, language), language)
    started.written.append(report)
    started.messages.append(Problem("proposal.told.newer", values | {"report": report.relative_to(folder).as_posix()}))
    if engagement is None or not differences.reading(engagement, delivery):
        return
    missing = differences.lacking(folder, engagement, delivery)
    if missing:
        started.messages.append(Problem("proposal.told.not_switched", values | {"headers": missing}))
        return
    wanted = ask is None or ask(Problem("proposal.told.switch", values)).lower() in asking.YES
    done = wanted and differences.switch(folder, delivery)
    started.messages.append(Problem("proposal.told.switched" if done else "proposal.told.by_hand", values))


def _propose(started: Started, folder: Path, files: list[str], language: str, ask: asking.Ask | None) -> None:
    proposed = proposal.propose_files(folder, files, asking.table(language, ask) if ask is not None else None)
    if ask is not None:
        proposed = asking.settle(proposed, language, ask)
    started.messages += proposed.problems
    started.exit_code = 0 if not proposed.problems else 1
    there = (folder / FILE).is_file()
    shown = _write(started, folder, files, proposed, language)
    if proposed.undecided:
        waiting = list(dict.fromkeys(one.sample.where for one in proposed.undecided))
        started.messages.append(Problem("proposal.told.undecided", {"files": waiting, "path": shown}))
    elif not (proposed.sources or proposed.hours or proposed.events):
        started.messages.append(Problem("proposal.told.nothing_placed"))
    points = [point for point in proposed.all_points if not there or point.file != FILE]
    if points:
        started.messages.append(Problem("proposal.told.points", {"points": len(points), "path": shown}))
    started.messages += _promising(folder)
    started.messages.append(Problem("proposal.told.next", {"folder": str(folder)}))


def _promising(folder: Path) -> list[Problem]:
    """What can be measured already; nothing of a mission that does not load yet, which `check` explains."""
    from diagnostic.checking import promising

    try:
        return promising.told(Engagement.load(folder))
    except UserError:
        return []


def _write(started: Started, folder: Path, files: list[str], proposed: Proposal, language: str) -> str:
    """Write the proposal into a new `engagement.yml`, into the lists of the one that is there, or beside it; the path written."""
    json_schema.put_beside(folder, language)
    path = folder / FILE
    there = path.is_file()
    lists = draft.items(proposed, language)
    if there and lists and additions.add(folder, lists):
        started.written.append(path)
        started.messages.append(Problem("proposal.told.added", {"files": files, "before": additions.BEFORE}))
        return path.name
    if there:
        path = folder / "work" / "engagement.proposed.yml"
        started.messages.append(Problem("proposal.told.kept", {"path": path.relative_to(folder).as_posix()}))
    path = put(path, draft.write(proposed, language).encode("utf-8"))
    started.written.append(path)
    return path.relative_to(folder).as_posix()
