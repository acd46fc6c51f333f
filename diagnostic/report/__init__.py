"""From executed notebooks to what the client receives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from diagnostic import lock, refusals, steps, wording
from diagnostic.blocks import Block, saved
from diagnostic.disk import opened, put
from diagnostic.engagement import Engagement
from diagnostic.errors import Problem, UserError
from diagnostic.report.executed import Notebook
from diagnostic.report.model import Document
from diagnostic.steps import Step

Deliverable = tuple[str, Callable[[], bytes]]


class Written(list[Path]):
    """The files written, in their order; `problems` says what was not, or was written under another name; `removed` names
    the reports of an earlier choice of languages."""

    def __init__(self) -> None:
        super().__init__()
        self.problems: list[Problem] = []
        self.removed: list[str] = []


def kept(engagement: Engagement) -> list[Path] | None:
    """The files of `output/` where all of them are as they were last written, from these very notebooks; else nothing."""
    step = _step(engagement)
    made = steps.recorded(step)
    if not made or not made.outputs or not steps.done(step) or _outdated(engagement):
        return None
    return sorted(made.outputs, key=lambda path: not path.name.startswith("report."))


def write(engagement: Engagement, languages: Sequence[str] | None = None) -> Written:
    """Write `output/` from the notebooks as saved: the report in each language, the indicators, the findings, the rejects.

    A file that cannot be written does not keep the others from being written. UserError where the client has no name yet, no notebook was
    executed, or no file at all could be written. Without `languages`, the reports in languages that the client no longer has are removed.
    """
    if engagement.unnamed:
        raise UserError(engagement.unnamed)
    paths = list(saved(engagement.executed).values())
    if not paths:
        raise UserError(Problem("report.nothing_executed", {"folder": str(engagement.folder)}))
    with lock.alone(engagement.folder):
        step = _step(engagement)
        steps.forget(step)
        written = _written(engagement, paths, languages)
        if languages is None and not written.problems:
            steps.record(steps.sealed(replace(step, outputs={engagement.output / path.name: "" for path in written})))
        return written


def _step(engagement: Engagement) -> Step:
    """The report: from the notebooks as saved, `engagement.yml` and what the intake wrote of itself, to the files of `output/`."""
    work = engagement.folder / "work"
    read = [*saved(engagement.executed).values(), work / "intake.json", work / "rejects.csv"]
    entered = {path.relative_to(work).as_posix(): steps.sha256(path) for path in read if path.is_file()}
    return Step(engagement.folder, "report", entered | steps.hashed(engagement.parts()), steps.kit())


def _outdated(engagement: Engagement) -> list[str]:
    """The reports that are there in a language that the client no longer has."""
    spoken = engagement.client.languages
    names = [f"report.{language}.{form}" for language in wording.LANGUAGES if language not in spoken for form in ("html", "pdf")]
    return [name for name in names if (engagement.output / name).exists()]


def _written(engagement: Engagement, paths: Sequence[Path], languages: Sequence[str] | None) -> Written:
    try:
        room = _Room(opened(engagement.output))
    except OSError as error:
        why = {"folder": str(engagement.output), "why": error.strerror or str(error), "mission": str(engagement.folder)}
        raise UserError(Problem("report.cannot_write", why)) from None
    wanted = list(languages or engagement.client.languages)
    notebooks = list(_opened(paths, wanted, room.written.problems))
    for language in wanted:
        document = _composed(notebooks, engagement, language, room.written.problems)
        for deliverable in _reports(document) if document else ():
            room.write(*deliverable)
    shown = [block for notebook in notebooks for block in notebook.blocks]
    for deliverable in _data(shown, wanted, engagement):
        room.write(*deliverable)
    if languages is None:
        room.remove(_outdated(engagement))
    if not room.written:
        raise UserError(room.written.problems)
    return room.written


@dataclass
class _Room:
    """The output folder, and what came of writing to it."""

    folder: Path
    written: Written = field(default_factory=Written)

    def write(self, name: str, content: Callable[[], bytes]) -> None:
        target = self.folder / name
        try:
            path = put(target, content())
        except Exception as error:  # a writer's failure is this file's, not the others'
            failed = Problem("report.writer_failed", {"file": name, "reason": _reason(error)})
            self.written.problems.append(refusals.told(error, self.folder) or failed)
            return
        if path != target:
            self.written.problems.append(Problem("report.locked", {"file": name, "written": path.name}))
        self.written.append(path.resolve())

    def remove(self, names: Iterable[str]) -> None:
        for name in names:
            try:
                (self.folder / name).unlink()
            except FileNotFoundError:
                continue
            except OSError:
                self.written.problems.append(Problem("report.outdated", {"file": name}))
            else:
                self.written.removed.append(name)


def _opened(paths: Sequence[Path], languages: Sequence[str], problems: list[Problem]) -> Iterator[Notebook]:
    for path in paths:
        try:
            notebook = Notebook.open(path, languages)
            unfit = notebook.unfit
        except Exception as error:  # a file that someone's edit made unreadable
            problems.append(Problem("report.unreadable_notebook", {"file": str(path), "reason": _reason(error)}))
        else:
            problems += [Problem("report.unfit_block", {"file": str(path), "cell": cell, "why": why}) for cell, why in unfit]
            yield notebook


def _composed(notebooks: Sequence[Notebook], engagement: Engagement, language: str, problems: list[Problem]) -> Document | None:
    from diagnostic.report.assemble import compose

    try:
        return compose(notebooks, engagement, language)
    except Exception as error:  # the other language, and the data files, may still be written
        problems.append(Problem("report.not_composed", {"file": f"report.{language}", "reason": _reason(error)}))
        return None


def _reports(document: Document) -> Iterator[Deliverable]:
    from diagnostic.report.html import html
    from diagnostic.report.pdf import pdf

    # half of a character, as a file may hold it, is none in UTF-8
    yield f"report.{document.lang}.html", lambda: html(document).encode("utf-8", "replace")
    yield f"report.{document.lang}.pdf", lambda: pdf(document)


def _data(shown: Sequence[Block], languages: Sequence[str], engagement: Engagement) -> Iterator[Deliverable]:
    from diagnostic.report.files import findings_json, indicators_csv

    yield "indicators.csv", lambda: indicators_csv(shown)
    yield "findings.json", lambda: findings_json(shown, languages)
    rejects = engagement.folder / "work" / "rejects.csv"
    if rejects.is_file():
        yield rejects.name, rejects.read_bytes


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0]
