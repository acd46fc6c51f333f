"""Small files that a mission writes itself beside its sources: topic groups, relays, coding sheets."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import xlsxwriter

from tests.hostile.mission import Input, file, replaced


def sheet(*rows: list[str], **parts: str) -> bytes:
    """A workbook of one page with these cells; parts of it, by their names, may be replaced."""
    made, changed = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    with zipfile.ZipFile(made) as archive, zipfile.ZipFile(changed, "w") as other:
        for name in archive.namelist():
            other.writestr(name, parts.get(name, archive.read(name)))
    return changed.getvalue()


def small_tables() -> Iterator[tuple[str, Input]]:
    """The files that the settings name beside the sources, and the coding sheet, which the kit finds by its name."""
    tables: dict[str, str | bytes] = {
        "empty": b"",
        "zeros": b"\0" * 1000,
        "noise": bytes(range(256)) * 40,
        "headers alone": "word;topic\n",
        "other headers": "a;b\n1;2\n",
        "a picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
        "HTML": "<!doctype html><table></table>",
        "a lone quote": 'word;topic\n"Motif 1;Voirie\n' + "x;y\n" * 1000,
        "a row that is a book": "word;topic\n" + "x" * 3_000_000 + ";y\n",
        "columns without end": "word;topic" + ";x" * 50_000 + "\n" + "a;b" + ";c" * 50_000 + "\n",
        "surrogates": "word;topic\nMotif \ud800;x\n",
        "escapes": "word;topic\nMotif 1;\x1b[31mrouge\x07\n",
        "contradictions": "word;topic\n" + "".join(f"Motif;t{n}\n" for n in range(5_000)),
        "half empty": "word;topic\n" + ";x\n" * 20_000,
        "formulas": 'word;topic\nMotif 1;=HYPERLINK("http://x")\n',
        "markup": 'word;topic\nMotif 1;<script>alert(1)</script> #read("/etc/passwd")\n',
    }
    for name, content in tables.items():
        yield f"topic groups: {name}", Input(file("data/motifs.csv", content))
        said = content.replace("word", "Téléphone") if isinstance(content, str) else content
        yield f"relays: {name}", Input(file("data/relais.csv", said))
    head, page = ["Référence", "Cause"], "xl/worksheets/sheet1.xml"
    coding: dict[str, bytes] = {
        "empty": b"",
        "no workbook": b"Reference;Cause\n",
        "a broken archive": b"PK\x03\x04" + b"\0" * 100,
        "an archive of nothing": sheet(head, **{"xl/workbook.xml": ""}),
        "a page that does not read": sheet(head, **{page: "<row><c></row>"}),
        "entities": sheet(head, **{page: '<!DOCTYPE a [<!ENTITY b "x">]><worksheet>&b;</worksheet>'}),
        "no header": sheet(["a", "b"]),
        "odd cells": sheet(head, ["x" * 30_000, "\x1b[31m"], ["", "Relance"], ["=1+1", "=A1"]),
        "thousands of references": sheet(head, *([f"R{n}", "Relance"] for n in range(5_000))),
    }
    for name, content in coding.items():
        yield f"coding sheet: {name}", Input(file("data/causes.xlsx", content), (("run", "DIR", "--only", "02"),))
    for path in ("data/absent.csv", "data", ".", "engagement.yml", "/dev/zero", "data/../../x", "work/intake.json"):
        yield f"topic groups in {path}", Input(file("engagement.yml", replaced(("topic_groups",), path)))
