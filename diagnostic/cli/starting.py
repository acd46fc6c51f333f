"""`diagnostic new`: from received files to a proposed engagement, or the folder to collect them with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from diagnostic import proposal
from diagnostic.cli import pack
from diagnostic.engagement import Engagement
from diagnostic.errors import Problem, UserError
from diagnostic.proposal import Point, Proposal, Proposed, deliveries, differences, draft
from diagnostic.proposal.deliveries import Delivery

Ask = Callable[[Problem], str]
YES, NO = ("o", "oui", "y", "yes"), ("n", "non", "no")
FREE = ("client.name", "client.population", "client.school_zone")


@dataclass
class Started:
    """What was said and written, and how the command ends."""

    messages: list[Problem] = field(default_factory=list)
    written: list[Path] = field(default_factory=list)
    exit_code: int = 0


def start(folder: Path, files: Sequence[Path], language: str, ask: Ask | None) -> Started:
    """Prepare an engagement. Nothing that is there is overwritten; `ask` puts a question to the user, None where there is nobody to ask."""
    started = Started()
    try:
        if not files:
            started.written = pack.make(folder, language)
            request = (folder / pack.REQUEST / f"request.{language}.md").as_posix()
            started.messages.append(Problem("proposal.told.pack", {"request": request}))
            return started
        received = deliveries.receive(folder, deliveries.list_files(files))
    except OSError as error:
        raise UserError(Problem("cli.cannot_write", {"folder": str(folder.resolve()), "why": error.strerror or str(error)})) from None
    for given in files:
        if left := deliveries.subfolders(given):
            started.messages.append(Problem("proposal.told.subfolders", {"given": str(given), "folders": left}))
    path = folder / "engagement.yml"
    engagement = Engagement.load(folder) if path.is_file() else None
    for delivery in received:
        _tell(started, folder, delivery, engagement, language, ask)
    named = {source.file for source in engagement.sources} if engagement else set()
    superseded = {delivery.previous for delivery in received}
    fresh = [
        one.file for one in received if one.file not in named and one.file not in superseded and not (engagement and one.previous in named)
    ]
    fresh = [file for file in dict.fromkeys(fresh) if not engagement or not _version_of(folder, file, named)]
    if fresh:
        _propose(started, folder, fresh, engagement, language, ask)
    elif not any(delivery.previous for delivery in received):
        started.messages.append(Problem("proposal.told.nothing_new"))
    return started


def _version_of(folder: Path, file: str, named: set[str]) -> bool:
    """Whether an engagement reads another delivery of the file."""
    deliveries_of = [deliveries.versions(folder / deliveries.DATA, Path(name).name) for name in named]
    return any(Path(file).name in [one.name for one in several] for several in deliveries_of)


def _tell(started: Started, folder: Path, delivery: Delivery, engagement: Engagement | None, language: str, ask: Ask | None) -> None:
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
    wanted = ask is None or ask(Problem("proposal.told.switch", values)).lower() in YES
    done = wanted and differences.switch(folder, delivery)
    started.messages.append(Problem("proposal.told.switched" if done else "proposal.told.by_hand", values))


def _propose(started: Started, folder: Path, files: list[str], engagement: Engagement | None, language: str, ask: Ask | None) -> None:
    proposed = proposal.propose_files(folder, files)
    if ask is not None:
        proposed = _asked(proposed, language, _once(ask))
    path = folder / "engagement.yml" if engagement is None else folder / "work" / "engagement.proposed.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(draft.write(proposed, language), encoding="utf-8", newline="\n")
    started.written.append(path)
    started.messages += proposed.problems
    started.exit_code = 0 if not proposed.problems else 1
    shown = path.relative_to(folder).as_posix()
    if engagement is not None:
        started.messages.append(Problem("proposal.told.kept", {"path": shown}))
    if not (proposed.sources or proposed.hours):
        started.messages.append(Problem("proposal.told.nothing_placed"))
    if proposed.all_points:
        started.messages.append(Problem("proposal.told.points", {"points": len(proposed.all_points), "path": shown}))
    started.messages.append(Problem("proposal.told.next", {"folder": str(folder)}))


def _once(ask: Ask) -> Ask:
    """The same without asking twice in the same words: sheets of one workbook have their questions in common."""
    answered: dict[str, str] = {}

    def asked(question: Problem) -> str:
        text = question.text("en")
        if text not in answered:
            answered[text] = ask(question)
        return answered[text]

    return asked


def _asked(proposed: Proposal, language: str, ask: Ask) -> Proposal:
    """The proposal once the user has answered: a point answered is no longer one, a column refused is no longer mapped."""
    answers: dict[str, str] = {}
    left = []
    for point in proposed.points:
        answer = ask(Problem("proposal.told.fill", {"question": point.question.text(language)})) if point.column in FREE else ""
        if answer and _acceptable(str(point.column), answer):
            answers[str(point.column)] = answer.upper() if point.column == "client.school_zone" else answer
        else:
            left.append(point)
    sources = tuple(_confirmed(source, language, ask) for source in proposed.sources)
    return replace(proposed, points=tuple(left), sources=sources, answers=answers)


def _acceptable(key: str, answer: str) -> bool:
    if key == "client.population":
        return answer.isdigit() and int(answer) > 0
    return key != "client.school_zone" or answer.upper() in ("A", "B", "C")


def _confirmed(source: Proposed, language: str, ask: Ask) -> Proposed:
    left: list[Point] = []
    for point in source.points:
        values = {"question": point.question.text(language), "proposal": point.proposal}
        answer = ask(Problem("proposal.told.confirm", values)) if point.proposal else ""
        if answer.lower() in NO and point.refusable:
            source = source.without(point.refusable)
        elif answer.lower() not in YES:
            left.append(point)
    return replace(source, points=tuple(left))
