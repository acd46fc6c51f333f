"""The questions that `new` puts on a terminal: those that change the report most come first, with what stands in the column beside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from diagnostic import schema
from diagnostic.checking import first_rows
from diagnostic.errors import Problem, Verbatim
from diagnostic.intake.files.headers import parts
from diagnostic.intake.identity.personal_columns import kind, may_identify
from diagnostic.proposal import Decide, Point, Proposal, Proposed, Undecided
from diagnostic.wording import text

Ask = Callable[[Problem], str]
YES, NO = ("o", "oui", "y", "yes"), ("n", "non", "no")
FREE = ("client.name", "client.population", "client.school_zone")
# what a wrong answer changes: everything of the file, then every duration or date, then where contacts come from, then what they became
TABLE, UNIT, INSTANT, CHANNEL, OUTCOME, OTHER = range(6)
KEYS = {"table": TABLE, "product": TABLE, "unit": UNIT, "rival": INSTANT, "channel": CHANNEL, "swapped": INSTANT}
COLUMNS = dict.fromkeys(("outcome", "final_outcome", "end", "status", "direction", "party"), OUTCOME) | {"channel": CHANNEL}
# how many words of a column stand beside a question
SEEN = 4


def settle(proposed: Proposal, language: str, ask: Ask) -> Proposal:
    """The proposal once the user has answered: a point answered is no longer one, a column refused is no longer mapped."""
    ask = _once(ask)
    answers: dict[str, str] = {}
    left = []
    for point in proposed.points:
        answer = ask(Problem("proposal.told.fill", {"question": point.question.text(language)})) if point.column in FREE else ""
        if answer and _acceptable(str(point.column), answer):
            answers[str(point.column)] = answer.upper() if point.column == "client.school_zone" else answer
        else:
            left.append(point)
    return replace(proposed, points=tuple(left), sources=_confirmed(proposed.sources, language, ask), answers=answers)


def table(language: str, ask: Ask) -> Decide:
    """What asks of which table a sheet is: the answer is one of those that it may be, "" none of them, None later. Sheets of one file
    that look alike are asked once."""
    answered: dict[tuple[str, tuple[str, ...], tuple[str, ...]], str | None] = {}

    def decide(one: Undecided) -> str | None:
        same = (one.sample.file, tuple(one.sample.headers), tuple(one.ways))
        if same not in answered:
            typed = ask(_of_table(one, language)).lower()
            answered[same] = _chosen(typed, list(one.ways), language)
        return answered[same]

    return decide


def _of_table(one: Undecided, language: str) -> Problem:
    lines = [[first_rows.HIDDEN if cell is None else first_rows.cut(cell) for cell in row] for row in one.rows]
    rows = "\n".join(f"  {line}" for line in first_rows.aligned(lines)) if lines else ""
    named = [f"{place} = {text(f'words.table.{table}', language)}" for place, table in enumerate(one.ways, start=1)]
    values = {"question": one.question.question.text(language), "rows": Verbatim(rows), "tables": Verbatim(", ".join(named))}
    return Problem("proposal.told.table_of", values)


def _chosen(typed: str, tables: Sequence[str], language: str) -> str | None:
    """The table that an answer means: its number, its name, or yes for the first; "" for none."""
    if typed in YES:
        return tables[0]
    if typed == "0":
        return ""
    by_name = {name: table for table in tables for name in (table, text(f"words.table.{table}", language).lower())}
    return tables[int(typed) - 1] if typed.isdigit() and int(typed) <= len(tables) else by_name.get(typed)


def effect(point: Point) -> int:
    """How much of the report hangs on a point: the less, the later it is asked."""
    key = point.question.key.rpartition(".")[2]
    column = point.refusable or str(point.question.values.get("column"))
    kinds = {table[column].kind for table in schema.TABLES.values() if column in table}
    by_column = INSTANT if kinds & {"instant", "date"} else UNIT if "seconds" in kinds else COLUMNS.get(column, OTHER)
    return min(KEYS.get(key, INSTANT if key.startswith("order_") else OTHER), by_column)


def seen(source: Proposed, point: Point) -> list[str]:
    """The commonest words of the column that a point is about; none of a column about people, and no number that may be someone's."""
    named = {point.column, *parts(point.column)} if point.column else set()
    fields = [one for one in source.sample.fields if one.name in named and kind(one.name, one.words) is None]
    words = [word for one in fields for word in list(one.words)[:SEEN] if effect(point) == INSTANT or not may_identify(word)]
    asked = point.question.values.get("words") or point.refusable in schema.IDENTIFIERS
    return [] if asked else words[:SEEN]


def _once(ask: Ask) -> Ask:
    """The same without asking twice in the same words: sheets of one workbook have their questions in common."""
    answered: dict[str, str] = {}

    def asked(question: Problem) -> str:
        said = question.text("en")
        if said not in answered:
            answered[said] = ask(question)
        return answered[said]

    return asked


def _acceptable(key: str, answer: str) -> bool:
    if key == "client.population":
        return answer.isdigit() and int(answer) > 0
    return key != "client.school_zone" or answer.upper() in ("A", "B", "C")


def _confirmed(sources: tuple[Proposed, ...], language: str, ask: Ask) -> tuple[Proposed, ...]:
    """The sources once their points are answered, those of all files in one order."""
    made = list(sources)
    left: list[list[Point]] = [[] for _ in sources]
    asked = [(effect(point), place, point) for place, source in enumerate(sources) for point in source.points]
    for _, place, point in sorted(asked, key=lambda item: item[0]):
        answer = ask(_question(sources[place], point, language)).lower() if point.proposal else ""
        if answer in NO and point.refusable:
            made[place] = made[place].without(point.refusable)
        elif answer not in YES:
            left[place].append(point)
    return tuple(replace(source, points=tuple(points)) for source, points in zip(made, left, strict=True))


def _question(source: Proposed, point: Point, language: str) -> Problem:
    words = seen(source, point)
    values = {"question": point.question.text(language), "proposal": point.proposal, "seen": [Verbatim(word) for word in words]}
    return Problem("proposal.told.confirm_seen" if words else "proposal.told.confirm", values)
