"""What changed from one delivery of a file to the next, and the source that reads it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from diagnostic.disk import private_folder, put, rewrite
from diagnostic.engagement import Engagement, Source
from diagnostic.engagement.yaml_file import YamlFile
from diagnostic.errors import Problem
from diagnostic.intake.files.headers import parts, plain
from diagnostic.intake.identity.personal_columns import kind, may_identify
from diagnostic.proposal.columns import Matcher
from diagnostic.proposal.dates import look_like_dates
from diagnostic.proposal.deliveries import Delivery
from diagnostic.proposal.sample import Field, Sample, samples
from diagnostic.wording import Day, Quantity, text

# words of a column with more of them than this are no choices
CHOICES = 60


def report(folder: Path, delivery: Delivery, language: str) -> str:
    """The differences of a delivery with the one before, as a section of Markdown."""
    assert delivery.previous is not None
    before, after = ({one.sheet: one for one in samples(folder, file)} for file in (delivery.previous, delivery.file))
    heading = Problem("proposal.delivery.heading", {"file": delivery.file, "previous": delivery.previous}).text(language)
    lines = [f"## {heading}", ""]
    for sheet in [*before, *(sheet for sheet in after if sheet not in before)]:
        if len(before) > 1 or len(after) > 1:
            lines += [f"### {sheet}", ""]
        lines += [f"- {problem.text(language)}" for problem in _differences(before.get(sheet), after.get(sheet))] + [""]
    return "\n".join(lines)


def add(folder: Path, section: str, language: str) -> Path:
    """Put a section at the end of `work/deliveries.<language>.md`, unless it is there."""
    path = folder / "work" / f"deliveries.{language}.md"
    private_folder(path.parent)
    written = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else f"# {text('proposal.delivery.title', language)}\n\n"
    if section not in written:
        return put(path, (written + section + "\n").encode("utf-8"))
    return path


def lacking(folder: Path, engagement: Engagement, delivery: Delivery) -> list[str]:
    """The headers that the sources of the earlier delivery need and the new one lacks."""
    there = {one.sheet: {plain(name) for name in one.headers} for one in samples(folder, delivery.file)}
    everywhere = set().union(*there.values())
    return [
        part
        for source in reading(engagement, delivery)
        for header in source.columns.values()
        if plain(header) not in there.get(source.sheet, everywhere)
        for part in parts(header)
        if plain(part) not in there.get(source.sheet, everywhere)
    ]


def reading(engagement: Engagement, delivery: Delivery) -> list[Source]:
    """The sources that read the earlier delivery."""
    return [source for source in engagement.sources if source.file == delivery.previous]


def switch(folder: Path, delivery: Delivery) -> bool:
    """Make the sources of the earlier delivery read the new one, changing nothing else of `engagement.yml`; whether that could be done."""
    assert delivery.previous is not None
    path = folder / "engagement.yml"
    file = YamlFile.read(path)
    lines = path.read_bytes().decode("utf-8").splitlines(keepends=True)
    for position, source in enumerate(file.value["sources"]):
        if source["file"].replace("\\", "/") == delivery.previous:
            number = file.line(("sources", position, "file")) - 1
            if lines[number].count(source["file"]) != 1:
                return False
            lines[number] = lines[number].replace(source["file"], delivery.file)
    rewrite(path, "".join(lines).encode("utf-8"))
    return True


def _differences(before: Sample | None, after: Sample | None) -> Iterator[Problem]:
    rows = {name: Quantity(one.total if one else 0, "count") for name, one in (("before", before), ("after", after))}
    yield Problem("proposal.delivery.rows", rows)
    earlier = {plain(one.name): one for one in before.fields} if before else {}
    later = {plain(one.name): one for one in after.fields} if after else {}
    added, gone = ([there[name].name for name in there if name not in other] for there, other in ((later, earlier), (earlier, later)))
    if added:
        yield Problem("proposal.delivery.added", {"headers": added})
    if gone:
        yield Problem("proposal.delivery.gone", {"headers": gone})
    if not added and not gone:
        yield Problem("proposal.delivery.same_columns")
    if before and after:
        matchers = Matcher(before), Matcher(after)
        for name in (name for name in earlier if name in later):
            yield from _spans(matchers, earlier[name], later[name])
            yield from _new_words(earlier[name], later[name])


def _spans(matchers: tuple[Matcher, Matcher], before: Field, after: Field) -> Iterator[Problem]:
    first, second = (
        matcher.stamps(one) if one.filled and look_like_dates(one) else None for matcher, one in zip(matchers, (before, after), strict=True)
    )
    if first and second and first.first and first.last and second.first and second.last:
        days = {"start": first.first, "end": first.last, "new_start": second.first, "new_end": second.last}
        shown = {name: Day(day.isoformat()) for name, day in days.items()}
        yield Problem("proposal.delivery.span", {"header": after.name, **shown})


def _new_words(before: Field, after: Field) -> Iterator[Problem]:
    if max(before.distinct, after.distinct) > CHOICES or kind(after.name, after.words):
        return
    words = [word for word in after.words if word not in before.words and not may_identify(word)]
    if words and any(not word.replace(",", "").replace(".", "").isdigit() for word in words):
        yield Problem("proposal.delivery.words", {"header": after.name, "words": words})
