"""The certificate of a closing: what was destroyed and when, what is kept, what is left, and what nobody can vouch for from here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from diagnostic import wording
from diagnostic.closing.inventory import shown
from diagnostic.closing.leftovers import SURE
from diagnostic.disk import put
from diagnostic.errors import Verbatim
from diagnostic.papers.paper import Bullets, Heading, Paper, Paragraph, Part, Table, markdown
from diagnostic.papers.word_file import word
from diagnostic.wording import Day, Quantity

WIDTHS = (0.5, 0.2, 0.3)


def write(folder: Path, content: Mapping[str, Any], language: str) -> list[Path]:
    """Write the certificate in a language, as Markdown and as a Word file to sign; where they are."""
    made = paper(content, language)
    written = {"md": markdown(made).encode("utf-8"), "docx": word(made)}
    return [put(folder / f"certificate.{language}.{form}", whole) for form, whole in written.items()]


def paper(content: Mapping[str, Any], language: str) -> Paper:
    """The certificate that follows from what a closing did (`record`), what it left (`left`) and what is `kept`."""
    record, left = content["record"], content["left"]

    def said(key: str, **values: Any) -> str:
        return wording.text(f"closing.certificate.{key}", language, **values)

    def parts() -> Iterator[Part]:
        yield Paragraph(said("done", client=content["client"], day=Day(record["closed"][:10]), stamp=Verbatim(record["closed"])))
        yield Paragraph(said("by", version=Verbatim(record["kit"]), begun=Verbatim(record["begun"])))
        if any(kind in SURE for kind in left):
            yield Paragraph(said("incomplete"))
        yield Heading(said("destroyed"))
        yield Paragraph(said(f"key_{_key(record)}", name=Verbatim(str(record["key"]))))
        yield from _files(record, said)
        yield Heading(said("kept"))
        yield Paragraph(said("kept_note"))
        yield Bullets(tuple(content["kept"]))
        if left:
            yield Heading(said("left"))
            listed = {kind: [Verbatim(name) for name in shown(names)] for kind, names in left.items()}
            yield Bullets(tuple(wording.text(f"closing.left.{kind}", language, names=names) for kind, names in listed.items()))
        yield Heading(said("beyond"))
        yield Bullets(tuple(wording.text(f"closing.beyond.{one}", language) for one in wording.entry("closing.beyond", language)))
        yield Heading(said("signature"))
        yield Paragraph(said("sign"))

    return Paper(language, said("title", client=content["client"]), tuple(parts()))


def _key(record: Mapping[str, Any]) -> str:
    return "destroyed" if record["key_found"] else "elsewhere" if record["key"] else "unnamed"


def _files(record: Mapping[str, Any], said: Any) -> Iterator[Part]:
    """What `data/` held, file by file, and `work/`, by folder."""
    sources = [(one["file"], _count(one["bytes"]), one["sha256"] or said("short")) for one in record["data"]]
    made = [(one["file"], _count(one["bytes"]), str(one["files"])) for one in record["work"]]
    for name, third, rows in (("data", "fingerprint", sources), ("work", "number", made)):
        yield Paragraph(said(name) if rows else said(f"{name}_none"))
        if rows:
            written = tuple((file, said("bytes", bytes=size), last) for file, size, last in rows)
            yield Table((said("file"), said("size"), said(third)), written, WIDTHS)


def _count(size: int) -> Quantity:
    return Quantity(size, "count")
