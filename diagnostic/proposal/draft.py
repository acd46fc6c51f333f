"""The proposal as a commented `engagement.yml`, in the user's language."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from diagnostic import wording
from diagnostic.engagement.json_schema import NAMED
from diagnostic.errors import Problem, Verbatim
from diagnostic.intake.files.headers import parts
from diagnostic.proposal import ENGAGEMENT, Proposal, Proposed, offered, units
from diagnostic.proposal.columns import Match
from diagnostic.wording import Quantity, Word

FEW_HEADERS = 4
# how a sentence, and a key that may be uncommented, come out of the writer, which puts a mark before each line of a comment
SENTENCE = "# # "
# stands for what waits for its table until the text is written; so many tables are offered of each sheet
HERE, CANDIDATES = "waiting", 3
INDENT = 2


def write(proposal: Proposal, language: str) -> str:
    """The text of the file: what was recognised and from what in comments, what is not sure under `to_confirm:`."""
    from ruamel.yaml.comments import CommentedMap

    top = CommentedMap()
    top["client"] = _client(proposal, language)
    top["period"] = _period(proposal, language)
    top["sources"] = _sources(proposal, language)
    top.update(_given(proposal))
    points = [point.written(language) for point in proposal.all_points]
    if points:
        top["to_confirm"] = points
    lines = [wording.text("proposal.head", language), *([wording.text("proposal.head_points", language)] if points else [])]
    top.yaml_set_start_comment("\n".join([NAMED, *(f"## {line}" for line in lines)]))
    top.yaml_set_comment_before_after_key("sources", before="\n" + offered.before_sources(proposal, language) + "\n\n")
    after = next((key for key in list(top)[list(top).index("sources") + 1 :]), None)
    if after:
        top.yaml_set_comment_before_after_key(after, before="\n" + offered.after_sources(proposal, language) + "\n\n")
    return _waiting(written(top), proposal, language)


def items(proposal: Proposal, language: str) -> dict[str, str]:
    """The entries of `sources:`, `hours:` and `to_confirm:`, each list as text, for an `engagement.yml` that is there already."""
    from ruamel.yaml.comments import CommentedMap

    points = [point.written(language) for point in proposal.all_points if point.file != ENGAGEMENT]
    lists = {"sources": _sources(proposal, language), **_given(proposal), "to_confirm": points}
    texts = {key: _waiting(written(CommentedMap({key: value})), proposal, language) for key, value in lists.items() if value}
    return {key: text.partition("\n")[2] for key, text in texts.items()}


def _given(proposal: Proposal) -> dict[str, list[dict[str, Any]]]:
    """The parts beside `sources` that the files give."""
    parts = {"hours": proposal.hours, "events": proposal.events}
    return {key: [dict(entry) for entry in entries] for key, entries in parts.items() if entries}


def written(top: Any) -> str:
    """A mapping as the text of a file; sentences in comments begin with two marks, what may be uncommented with one."""
    from ruamel.yaml import YAML

    writer = YAML()
    writer.width = 4096
    writer.indent(mapping=2, sequence=4, offset=INDENT)
    stream = io.StringIO()
    writer.dump(top, stream)
    return "".join(line.rstrip().replace(SENTENCE, "## ", 1) + "\n" for line in stream.getvalue().splitlines())


def _waiting(text: str, proposal: Proposal, language: str) -> str:
    """The text with what would be proposed of the sheets whose table is asked, in comments under the question: a source per table."""
    lines: list[str] = []
    for one in proposal.undecided:
        lines += [*[""][: bool(lines or proposal.sources)], f"  ## {one.question.question.text(language)}"]
        for table, sources in list(one.ways.items())[:CANDIDATES]:
            values = {"table": Word(f"words.table.{table}"), "file": Verbatim(one.sample.where)}
            lines.append(f"  ## {wording.text('proposal.waiting', language, **values)}")
            for source in sources:
                lines += [f"  # {line[INDENT:]}" for line in written([_entry(source, language)]).splitlines() if line.strip()]
    return text.replace(f"  - {HERE}\n", "".join(line + "\n" for line in lines))


def _client(proposal: Proposal, language: str) -> Any:
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    answers = proposal.answers
    languages = CommentedSeq([language])
    languages.fa.set_flow_style()
    client = CommentedMap({"name": answers.get("client.name") or wording.text("proposal.to_complete", language)})
    if answers.get("client.population"):
        client["population"] = int(answers["client.population"])
    client["languages"] = languages
    client["timezone"] = "Europe/Paris"
    if answers.get("client.school_zone"):
        client["school_zone"] = answers["client.school_zone"]
    client["holidays"] = "FR"
    said = offered.client(proposal, language)
    if said:
        client.yaml_set_comment_before_after_key("languages", before=said, indent=2)
    return client


def _period(proposal: Proposal, language: str) -> Any:
    from ruamel.yaml.comments import CommentedMap

    last_year = dt.date.today().year - 1
    start, end = proposal.period or (dt.date(last_year, 1, 1), dt.date(last_year, 12, 31))
    period = CommentedMap({"start": start, "end": end})
    if proposal.period and proposal.cut_short:
        said = wording.text("proposal.period_cut", language, last=proposal.cut_short.isoformat())
    else:
        said = wording.text(f"proposal.period{'_unknown' if not proposal.period else '_apart' if proposal.apart else ''}", language)
    told = f"{offered.PROSE}{said}\n{offered.extract_date(end, language)}"
    period.yaml_set_comment_before_after_key("start", before=told, indent=2)
    return period


def _sources(proposal: Proposal, language: str) -> Any:
    from ruamel.yaml.comments import CommentedSeq

    listed = CommentedSeq()
    for position, source in enumerate(proposal.sources):
        listed.append(_entry(source, language))
        listed.yaml_set_comment_before_after_key(position, before="\n" * (position > 0) + "\n".join(_about(source, language)), indent=2)
    if proposal.undecided:
        listed.append(HERE)
    return listed


def _about(source: Proposed, language: str) -> list[str]:
    """What a source was recognised as and from what, and what is left out of it."""
    sample = source.sample
    values: dict[str, Any] = {"file": sample.where, "rows": Quantity(sample.total, "count"), "table": source.table}
    values["confidence"] = Quantity(source.confidence, "share")
    if source.product:
        lines = [Problem("proposal.product", values | {"product": source.product})]
    else:
        telling = sorted(source.matches.values(), key=lambda match: -match.confidence)
        listed = [match.header for match in telling] or [part for header in source.entry["columns"].values() for part in parts(header)]
        headers = list(dict.fromkeys(listed))[:FEW_HEADERS]
        lines = [Problem("proposal.source", values | {"headers": headers})]
    lines += [Problem(f"proposal.left.{why}", {"headers": headers}) for why, headers in source.left_out.items()]
    return [f"{offered.PROSE}{line.text(language)}" for line in lines]


def _entry(source: Proposed, language: str) -> Any:
    from ruamel.yaml.comments import CommentedMap
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    entry = CommentedMap(source.entry)
    if "columns" in entry:
        columns = CommentedMap(entry["columns"])
        for name in columns:
            if name in source.matches:
                columns.yaml_add_eol_comment(_seen(source.matches[name], language), name)
        entry["columns"] = columns
    if "unit" in entry:
        entry["unit"] = _units(entry["unit"], source, language)
    if entry.get("dates"):
        entry["dates"] = DoubleQuotedScalarString(entry["dates"])
    return entry


def _units(written: dict[str, str], source: Proposed, language: str) -> Any:
    """The units of a source, each with what it makes of the durations; a clock between quotes."""
    from ruamel.yaml.comments import CommentedMap
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    entry = CommentedMap({name: DoubleQuotedScalarString(unit) if ":" in unit else unit for name, unit in written.items()})
    for name, found in units.of_columns(source.matches).items():
        if name in entry:
            values = {"median": found.median, "confidence": Quantity(found.sure, "share")}
            entry.yaml_add_eol_comment(wording.text("proposal.seen.unit", language, **values), name)
    return entry


def _seen(match: Match, language: str) -> str:
    """What stands in a column, and how sure its place is."""
    values: dict[str, Any] = {}
    if match.stamps is not None:
        key, values = match.stamps.order, {"share": Quantity(match.stamps.share, "share")}
    elif match.words is not None:
        key, values = "words", {"share": Quantity(match.words.share, "share")}
    elif match.column.name in ("phone", "email"):
        key = match.column.name
    elif match.column.kind == "key" or match.column.name == "user_id":
        key, values = "key", {"distinct": Quantity(match.field.distinct, "count")}
    elif match.column.kind == "text":
        key, values = "label", {"distinct": Quantity(match.field.distinct, "count")}
    else:
        key = "header"
    seen = wording.text(f"proposal.seen.{key}", language, **values)
    return wording.text("proposal.seen.sure", language, seen=seen, confidence=Quantity(match.confidence, "share"))
