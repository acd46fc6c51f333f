"""The source of `engagement.yml` proposed for a sheet, and what remains to be confirmed of it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from diagnostic import schema
from diagnostic.errors import Problem
from diagnostic.intake.cells.words import folded
from diagnostic.intake.files.headers import parts, plain
from diagnostic.intake.identity import personal_columns
from diagnostic.intake.judging.rules import DATED_BY
from diagnostic.proposal import callers, dates, doubts, logs, products, scales, states, units, unmarked, vocabulary, wide
from diagnostic.proposal.columns import CONVINCING, RIVAL, TELEPHONED, Match, Matcher
from diagnostic.proposal.doubts import SHOWN, SURE
from diagnostic.proposal.points import Point
from diagnostic.proposal.sample import Sample
from diagnostic.proposal.shape import Shape
from diagnostic.proposal.tables import SETTLED, Choice, choose, chosen, placed, with_log
from diagnostic.proposal.values import spellings

CHANNEL_BY_NAME, CHANNEL_BY_COLUMNS = 0.85, 0.7
# two of these are of calls, whatever the file is named
CALLED = frozenset(("outcome", *TELEPHONED))
IMPLIED = 0.6
LABELS = ("topic", "service", "site", "team", "procedure", "queue")


@dataclass(frozen=True)
class Proposed:
    """A source as proposed: its entry, the matches behind it (None for a product that the kit knows), what is left out and why."""

    sample: Sample
    table: str
    entry: dict[str, Any]
    confidence: float
    matches: dict[str, Match] = field(default_factory=dict)
    left_out: dict[str, list[str]] = field(default_factory=dict)
    points: tuple[Point, ...] = ()
    product: str | None = None
    dated: dates.Stamps | None = None  # where no match of a single column says it

    def without(self, column: str) -> Proposed:
        """The same with a canonical column left unmapped."""
        entry = {name: dict(part) if isinstance(part, dict) else part for name, part in self.entry.items()}
        for part in ("columns", "values", "fixed", "unit"):
            entry.get(part, {}).pop(column, None)
            if part != "columns" and not entry.get(part, True):
                del entry[part]
        if entry.get("channel") and column == "channel":
            del entry["channel"]
        if column == callers.RULE:
            entry[column] = 0
        return replace(self, entry=entry, matches={name: match for name, match in self.matches.items() if name != column})

    @property
    def stamps(self) -> dates.Stamps | None:
        """The stamps that date its rows, or their months."""
        match = self.matches.get(DATED_BY.get(self.table, "starts_at")) or self.matches.get("month")
        return match.stamps if match else self.dated


def propose(sample: Sample, table: str | None = None) -> tuple[list[Proposed], list[Point]]:
    """The sources that a sheet can feed, as rows of `table` where the user says so; none where nothing convinces; and the points that
    belong to none of them: its table, where that is asked."""
    matcher = Matcher.of(sample)
    preset = products.recognised(sample)
    if preset is not None:
        known = _known(sample, matcher, preset)
        steps = logs.read(sample) if preset.table == "cases" else ()
        if steps and "closed_at" not in known.entry.get("columns", preset.columns):
            return _turned(sample, matcher, steps), []
        return [known, *(_as_source(sample, shape) for shape in steps if shape.table == "case_events")], []
    shapes = wide.read(sample)
    if shapes:
        return _turned(sample, matcher, shapes), []
    choices = choose(sample, matcher) if table is None else chosen(sample, matcher, table)
    if not placed(choices):
        return [], [doubts.of_table(sample, choices)]
    doubt = [doubts.of_table(sample, choices)] if choices[0].confidence < SETTLED else []
    made = [_source(sample, matcher, choice) for choice in with_log(sample, matcher, choices[0])]
    used = {part for one in made for match in one.matches.values() for part in parts(match.header)}
    varying = tuple(header for choice in choices[:1] for header in choice.varying)
    return [replace(made[0], left_out=_left_out(sample, used, varying)), *made[1:]], doubt


def _known(sample: Sample, matcher: Matcher, preset: products.Recognised) -> Proposed:
    points: list[Point] = []
    if preset.confidence < SURE:
        question = Problem("proposal.ask.product", {"file": sample.file, "product": preset.product})
        points = [Point(question, sample.where, None, preset.product, preset.confidence)]
    fields = {plain(one.name): one for one in sample.fields}
    columns = schema.TABLES[preset.table]
    matches = {}
    for name, header in preset.columns.items():
        one = fields.get(plain(header)) or fields[plain(parts(header)[0])]
        match = replace(matcher.match(columns[name], one, preset.confidence), header=header)
        matches[name] = _beyond(match, preset.values.get(name, {}))
    entry = preset.entry | _place(sample)
    entry |= _values(matches.values(), preset.values)
    if "channel" not in preset.fixed:
        channel, channel_points = _channel(sample, Choice(preset.table, matches, preset.confidence))
        entry |= {"channel": channel} if channel else {}
        points += channel_points
    points += [*doubts.of_words(sample, matches), *callers.asked(sample, matches)]
    used = {part for header in preset.columns.values() for part in parts(header)} | set(preset.columns.values())
    left_out = _left_out(sample, used, ())
    return Proposed(sample, preset.table, entry, preset.confidence, matches, left_out, tuple(points), product=preset.product)


def _turned(sample: Sample, matcher: Matcher, shapes: Sequence[Shape]) -> list[Proposed]:
    """The sources of a sheet whose rows are not one thing each; what may be useful of the columns left is asked with the first."""
    made = [_as_source(sample, shape) for shape in shapes]
    asked = [point for one in made for point in one.points]
    read = {header for shape in shapes for header in shape.used}
    left = [*doubts.of_left(sample, matcher, shapes[0].table, shapes[0].columns, read | set(shapes[0].left_out.get("total", ())))]
    seen: set[str] = set()
    for at, shape in enumerate(shapes):
        new = {name: match for name, match in shape.matches.items() if match.header not in seen}
        told = doubts.most_telling(doubts.of_columns(sample, new), left if at == 0 else (), asked)
        seen |= {match.header for match in new.values()}
        asked += told
        made[at] = replace(made[at], points=(*made[at].points, *told))
    return made


def _as_source(sample: Sample, shape: Shape) -> Proposed:
    """The source that a shape gives, with what is asked of it as a whole."""
    points = list(shape.points)
    stamps = shape.dated
    if stamps and stamps.order != "iso" and stamps.why != "settled":
        header = shape.columns.get(DATED_BY.get(shape.table, "at")) or shape.columns.get("month")
        question = Problem(f"proposal.ask.order_{stamps.why}", {"file": sample.file, "header": header})
        points.append(Point(question, sample.where, header, "%d/%m/%Y" if stamps.order == "day" else "%m/%d/%Y", 0.5))
    left_out, entry = shape.left_out, shape.entry(sample)
    return Proposed(sample, shape.table, entry, shape.confidence, dict(shape.matches), left_out, tuple(points), dated=stamps)


def _beyond(match: Match, known: dict[str, str]) -> Match:
    """The match without the words that a preset gives a meaning."""
    if match.words is None:
        return match
    known_words = {folded(word) for word in known}
    unsure = {word: ours for word, ours in match.words.unsure.items() if folded(word) not in known_words}
    unknown = {word: count for word, count in match.words.unknown.items() if folded(word) not in known_words and "*" not in known}
    return replace(match, words=replace(match.words, unsure=unsure, unknown=unknown, share=match.words.share if unknown else 1.0))


def _source(sample: Sample, matcher: Matcher, choice: Choice) -> Proposed:
    choice = replace(choice, matches=_doubled(matcher, choice))
    matches = choice.matches
    order = {name: position for position, name in enumerate(schema.TABLES[choice.table])}
    matches = dict(sorted(matches.items(), key=lambda item: order[item[0]]))
    state_points = states.declared_open(sample, matches)
    channel, channel_points = _channel(sample, choice)
    form, date_points = _dates(sample, matches)
    found = units.of_columns(matches)
    fixed, fixed_points = _fixed(sample, choice.table, matches)
    marked, marked_points = unmarked.of_outcome(sample, matches)
    optional = {
        "channel": channel,
        "columns": {name: match.header for name, match in matches.items()},
        "dates": form,
        "unit": {name: unit.name for name, unit in found.items() if unit.written},
        "fixed": fixed | marked,
        **_values(matches.values()),
        "list_separator": next((match.words.separator for match in matches.values() if match.words and match.words.separator), None),
    }
    entry = {"file": sample.file, "table": choice.table, **_place(sample), **{name: part for name, part in optional.items() if part}}
    points = [*doubts.of_lacking(sample, choice), *state_points, *channel_points, *date_points, *fixed_points, *marked_points]
    points += [*doubts.of_words(sample, matches), *doubts.of_log(sample, choice)]
    points += [*callers.asked(sample, matches), *units.asked(sample, matches, found)]
    read = {name: match.header for name, match in matches.items()}
    left = [*doubts.of_who(sample, choice), *doubts.of_left(sample, matcher, choice.table, read, choice.varying)]
    of_headers = [point for point in points if point.column in sample.headers]
    points += doubts.most_telling(doubts.of_columns(sample, matches), left, of_headers)
    return Proposed(sample, choice.table, entry, choice.confidence, matches, points=tuple(points))


def _place(sample: Sample) -> dict[str, Any]:
    place = {"sheet": sample.sheet, "header_row": sample.header_row}
    return {name: value for name, value in place.items() if value is not None}


def _doubled(matcher: Matcher, choice: Choice) -> dict[str, Match]:
    """Two canonical columns that one of the file feeds: the end of a case is in its status, an internal call in its direction, the
    direction and the outcome of a call in one word ("Incoming Missed")."""
    matches, columns = dict(choice.matches), schema.TABLES[choice.table]
    pairs = {
        "cases": [("status", "end"), ("end", "status")],
        "contacts": [("outcome", "direction"), ("direction", "outcome"), ("direction", "party")],
    }
    for there, other in pairs.get(choice.table, ()):
        if there in matches and (other not in matches or _says_less(matches[other]) or matches[other].sure < RIVAL <= matches[there].sure):
            match = matches[there]
            twin = matcher.match(columns[other], match.field, IMPLIED if other == "party" else match.sure)
            if _says_both(twin):
                matches[other] = replace(twin, header=match.header)
    return _internal_calls(matches) if choice.table == "contacts" else matches


def _says_less(match: Match) -> bool:
    """Whether a column of ends tells no more than a status would: not why a case was closed, only that it was."""
    return match.column.name == "end" and match.words is not None and set(match.words.ours.values()) <= {"", "closed"}


def _says_both(twin: Match) -> bool:
    """Whether a field says a second thing too: nearly all of its words do, or, of who calls, some; of a call, both ways of it; of a case,
    that it goes on and that it is closed."""
    if twin.words is None:
        return True
    if twin.column.name == "party":
        return bool(twin.words.ours)
    if twin.column.name == "end" and {"", "closed"} <= set(twin.words.ours.values()):
        return twin.words.share >= CONVINCING
    ways = twin.column.name != "direction" or set(twin.column.values) <= set(twin.words.ours.values())
    return twin.words.share >= dates.DATES and ways


def _internal_calls(matches: dict[str, Match]) -> dict[str, Match]:
    """Where the direction of a call may be "internal", that says who calls; the call itself comes in."""
    direction, party = matches.get("direction"), matches.get("party")
    if direction is None or party is None or direction.header != party.header or direction.words is None or party.words is None:
        return matches
    internal = dict.fromkeys(party.words.ours, "in")
    heard = dict.fromkeys(direction.words.ours, "unknown") | party.words.ours
    unknown = {word: count for word, count in direction.words.unknown.items() if word not in internal}
    return matches | {
        "direction": replace(direction, words=replace(direction.words, ours=direction.words.ours | internal, unknown=unknown)),
        "party": replace(party, words=replace(party.words, ours=heard, unsure=heard, unknown=unknown)),
    }


def _values(matches: Iterable[Match], known: Container[str] = ()) -> dict[str, dict[str, dict[str, str]]]:
    """The part `values` of an entry: the words of each column as they are understood, those of a known column left out."""
    words = {match.column.name: _words(match) for match in matches if match.column.name not in known}
    words = {name: ours for name, ours in words.items() if ours}
    return {"values": words} if words else {}


def _words(match: Match) -> dict[str, str]:
    if match.words is not None:
        return match.words.ours
    if match.column.name == "score":
        seen = scales.scale(match.field.words)
        return seen.values if seen else {}
    return spellings(match.field) if match.column.name in LABELS else {}


def _channel(sample: Sample, choice: Choice) -> tuple[str | None, list[Point]]:
    """The one channel of a file whose rows name none."""
    columns = schema.TABLES[choice.table]
    if "channel" not in columns or "channel" in choice.matches or choice.table not in ("contacts", "cases"):
        return None, []
    by_name = vocabulary.file_channel(sample.title) if choice.table == "contacts" else None
    by_columns = _channel_by_columns(choice) if choice.table == "contacts" else None
    channel = by_name or by_columns
    telephoned = by_columns == "phone" and len(choice.matches.keys() & CALLED) > 1
    sure = 0.95 if telephoned or (by_name and by_name == by_columns) else CHANNEL_BY_NAME if by_name else CHANNEL_BY_COLUMNS
    if by_name and by_columns and by_name != by_columns:
        sure = 0.5
    if channel and sure >= SURE:
        return channel, []
    values = {"file": sample.file, "channels": list(schema.CHANNELS)}
    question = Problem("proposal.ask.channel" if channel else "proposal.ask.channel_unknown", values)
    return channel, [Point(question, sample.where, "channel", channel, sure if channel else None, refusable="channel")]


def _channel_by_columns(choice: Choice) -> str | None:
    if choice.matches.keys() & CALLED - {"handle_s"}:
        return "phone"
    return "email" if "email" in choice.matches and "phone" not in choice.matches else None


def _dates(sample: Sample, matches: dict[str, Match]) -> tuple[str | None, list[Point]]:
    """The format of the stamps where all follow one; a point for each column whose order of day and month nothing settles."""
    stamped = [match for match in matches.values() if match.stamps and (match.stamps.order != "iso" or match.stamps.why == "years")]
    settled = {match.stamps.order for match in stamped if match.stamps and match.stamps.why == "settled"}
    forms = {match.stamps.format for match in stamped if match.stamps and match.stamps.why == "settled"}
    form = next(iter(forms)) if len(forms) == 1 and None not in forms and len(settled) == 1 else None
    points = list(_without_dates(sample, matches))
    for match in stamped:
        assert match.stamps is not None
        if match.header in sample.swapped:
            told = Problem("proposal.ask.swapped", {"file": sample.file, "header": match.header})
            points.append(Point(told, sample.where, match.header, "%d/%m/%Y", 0.9))
        if match.stamps.why == "settled" or (match.stamps.why == "assumed" and len(settled) == 1):
            continue
        ways = {"file": sample.file, "header": match.header}
        proposal = {"day": "%d/%m/%Y", "month": "%m/%d/%Y"}.get(match.stamps.order, "%y-%m-%d")
        points.append(Point(Problem(f"proposal.ask.order_{match.stamps.why}", ways), sample.where, match.header, proposal, 0.5))
    return form, points


def _without_dates(sample: Sample, matches: dict[str, Match]) -> Iterator[Point]:
    """Words that stand where a date is wanted: what has not happened yet, or what happened without its date."""
    for name, match in matches.items():
        words = dates.words_instead(match.field) if match.stamps and match.column.kind in ("instant", "date") else []
        if words:
            values = {"file": sample.file, "header": match.header, "column": name, "words": words[:SHOWN]}
            yield Point(Problem("proposal.ask.no_date", values), sample.where, match.header)


def _fixed(sample: Sample, table: str, matches: dict[str, Match]) -> tuple[dict[str, str], list[Point]]:
    """Of a survey: its question where the header of the scores is it, and the scale, which the answers show without saying it."""
    if table != "survey" or "score" not in matches:
        return {}, []
    header = matches["score"].header
    fixed = {} if "question" in matches else {"question": header}
    seen = scales.scale(matches["score"].field.words)
    if seen is None or "scale_min" in matches or "scale_max" in matches:
        return fixed, []
    low, high = f"{seen.low:g}", f"{seen.high:g}"
    values = {"file": sample.file, "low": low, "high": high}
    proposal = ", ".join(f"{word} = {ours or '-'}" for word, ours in list(seen.values.items())[:SHOWN]) or f"{low}-{high}"
    question = Problem("proposal.ask.scale_words" if seen.values else "proposal.ask.scale", values)
    return fixed | seen.fixed, [Point(question, sample.where, header, proposal, seen.confidence)]


def _left_out(sample: Sample, used: set[str], varying: tuple[str, ...]) -> dict[str, list[str]]:
    """The headers that nothing reads, by why: `personal`, `text`, `empty`, `varying`, `other`."""
    left_out: dict[str, list[str]] = {}
    for one in sample.fields:
        if one.name in used:
            continue
        personal = personal_columns.kind(one.name, one.words)
        if personal:
            why = "text" if personal == "free_text" else "personal"
        elif one.name in varying:
            why = "varying"
        else:
            why = "other" if one.filled else "empty"
        left_out.setdefault(why, []).append(one.name)
    return left_out
