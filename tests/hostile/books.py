"""Hostile workbooks: folders of XML written by hand, for no program would write them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator

from tests.hostile.texts import HEADER, ROWS, Input

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
XML = '<?xml version="1.0" encoding="UTF-8"?>'
ODS = 'xmlns:office="urn:o" xmlns:table="urn:t" xmlns:text="urn:x"'.replace("urn:o", "urn:oasis:names:tc:opendocument:xmlns:office:1.0")
ODS = ODS.replace("urn:t", "urn:oasis:names:tc:opendocument:xmlns:table:1.0").replace(
    "urn:x", "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
)
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1 or str()};" * 10}">' for n in range(1, 12)) + "]>"
ELSEWHERE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def text(cell: str) -> str:
    return cell.replace("&", "&amp;").replace("<", "&lt;")


def row(number: int, cells: list[str]) -> str:
    told = "".join(f'<c r="{chr(65 + at)}{number}" t="inlineStr"><is><t>{text(cell)}</t></is></c>' for at, cell in enumerate(cells))
    return f'<row r="{number}">{told}</row>'


GOOD = "".join(row(number, cells.split(";")) for number, cells in enumerate([HEADER, *ROWS], 1))


def xlsx(
    rows: str = "", before: str = "", after: str = "", head: str = XML, parts: dict[str, str | bytes] | None = None, sheets: int = 1
) -> bytes:
    names = "".join(f'<sheet name="Feuille {n}" sheetId="{n}" r:id="r{n}"/>' for n in range(1, sheets + 1))
    links = "".join(f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in range(1, sheets + 1))
    links += f'<Relationship Id="s" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    links += f'<Relationship Id="y" Type="{OFFICE}/styles" Target="styles.xml"/>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/></Types>',
        "_rels/.rels": f'{XML}<Relationships xmlns="{PACKAGE}">'
        f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{XML}<Relationships xmlns="{PACKAGE}">{links}</Relationships>',
        "xl/styles.xml": f'{XML}<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>',
    }
    for n in range(1, sheets + 1):
        made[f"xl/worksheets/sheet{n}.xml"] = (
            f'{head}<worksheet xmlns="{MAIN}">{before}<sheetData>{GOOD}{rows}</sheetData>{after}</worksheet>'
        )
    return folder(made | (parts or {}))


def folder(parts: dict[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return made.getvalue()


def strings(listed: list[str]) -> str:
    return f'{XML}<sst xmlns="{MAIN}">' + "".join(f"<si><t>{text(one)}</t></si>" for one in listed) + "</sst>"


def shared(rows: int, index: str = "0") -> str:
    return "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>{index}</v></c></row>' for n in range(100, 100 + rows))


def number(value: str, place: str = "D99", more: str = "") -> str:
    return f'<row r="99"><c r="{place}"{more}><v>{value}</v></c></row>'


def lying() -> bytes:
    """A folder that tells a part to be smaller than it is."""
    made = bytearray(xlsx("".join(row(n, ["x" * 50]) for n in range(100, 2000))))
    at = made.rindex(b"xl/worksheets/sheet1.xml") - 46
    made[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(made)


def xlsx_inputs() -> Iterator[tuple[str, Callable[[], bytes]]]:
    merged = [f"A{n}:A1048576" for n in range(2, 20_000)]
    yield from {
        "good": lambda: xlsx(),
        "a declared span without end": lambda: xlsx(before='<dimension ref="A1:XFD1048576"/>'),
        "a declared span of no cells": lambda: xlsx(before='<dimension ref="ZZZZZZ99999999999:A0"/>'),
        "a cell in the last corner": lambda: xlsx(number("1", "XFD1048576")),
        "a cell in the last row": lambda: xlsx(number("1", "A1048576")),
        "a cell in the last column": lambda: xlsx(number("1", "XFD99")),
        "a cell beyond all": lambda: xlsx(number("1", "ZZZZ99999999")),
        "a cell in no place": lambda: xlsx(number("1", "")),
        "a cell in row 0": lambda: xlsx(number("1", "A0")),
        "small letters": lambda: xlsx(number("1", "xfd1048576")),
        "quotes of the other kind": lambda: xlsx("<row r='99'><c r='XFD1048576'><v>1</v></c></row>"),
        "merged cells without end": lambda: xlsx(
            after="<mergeCells>" + "".join(f'<mergeCell ref="{one}"/>' for one in merged) + "</mergeCells>"
        ),
        "merged over all": lambda: xlsx(after='<mergeCells><mergeCell ref="A2:XFD1048576"/></mergeCells>'),
        "merged over nothing": lambda: xlsx(after='<mergeCells><mergeCell ref="B9:A2"/><mergeCell ref="x"/></mergeCells>'),
        "a string that is not there": lambda: xlsx(shared(9, "99999999"), parts={"xl/sharedStrings.xml": strings(["a"])}),
        "a string of a negative number": lambda: xlsx(shared(9, "-1"), parts={"xl/sharedStrings.xml": strings(["a"])}),
        "a long string again and again": lambda: xlsx(shared(200_000), parts={"xl/sharedStrings.xml": strings(["x" * 32_000])}),
        "a string of 300,000 characters": lambda: xlsx(shared(9), parts={"xl/sharedStrings.xml": strings(["x" * 300_000])}),
        "300,000 strings": lambda: xlsx(shared(9), parts={"xl/sharedStrings.xml": strings(["x"] * 300_000)}),
        "laughs": lambda: xlsx('<row r="99"><c r="A99" t="str"><v>&a11;</v></c></row>', head=XML + LAUGHS),
        "a file from elsewhere": lambda: xlsx('<row r="99"><c r="A99" t="str"><v>&a;</v></c></row>', head=XML + ELSEWHERE),
        "a bomb": lambda: xlsx(parts={"xl/worksheets/sheet1.xml": b" " * 500_000_000}),
        "a bomb beside": lambda: xlsx(parts={"xl/media/image1.png": b"\0" * 300_000_000}),
        "a size that is a lie": lying,
        "names that climb": lambda: xlsx(parts={"../../../evil.txt": "x", "/tmp/evil.txt": "x", "C:\\evil.txt": "x"}),
        "ten thousand parts": lambda: xlsx(parts={f"xl/x{n}.xml": "" for n in range(10_000)}),
        "three hundred sheets": lambda: xlsx(sheets=300),
        "no workbook": lambda: folder({"a.txt": "x"}),
        "no sheet": lambda: xlsx(sheets=0),
        "no XML": lambda: xlsx(parts={"xl/workbook.xml": "<<<"}),
        "XML without end": lambda: xlsx(parts={"xl/worksheets/sheet1.xml": "<a>" * 200_000}),
        "XML in UTF-16": lambda: xlsx(parts={"xl/worksheets/sheet1.xml": XML.encode("utf-16")}),
        "numbers of no size": lambda: xlsx(number("1e308") + number("1e309") + number("-1e308") + number("NaN") + number("9" * 5000)),
        "dates of no time": lambda: xlsx("".join(number(one, "A99", ' s="1"') for one in ("1e308", "-5", "2958466", "NaN", "1e15"))),
        "ISO dates": lambda: xlsx("".join(number(one, "A99", ' t="d"') for one in ("9999-99-99", "x" * 9999, "2025-02-30T99:99"))),
        "errors": lambda: xlsx(number("#DIV/0!", "A99", ' t="e"') + number("7", "B99", ' t="b"') + number("x", "C99", ' t="zzz"')),
        "a style that is not there": lambda: xlsx(number("45000", "A99", ' s="99999999999"')),
        "formulas": lambda: xlsx(
            '<row r="99"><c r="A99"><f>HYPERLINK("http://x")</f><v>1</v></c><c r="B99"><f t="shared" si="9"/></c></row>'
        ),
        "rows out of order": lambda: xlsx(row(7, ["x"]) + row(3, ["y"]) + row(3, ["z"])),
        "a cell of 300,000 characters": lambda: xlsx(row(99, ["x" * 300_000])),
        "characters of no XML": lambda: xlsx(row(99, ["\x01\x0b_x0000_&#0;&#xD800;"])),
        "cut": lambda: xlsx()[:-200],
        "cut in the middle": lambda: xlsx()[:900],
        "something before it": lambda: b"PK\x03\x04" + b"a" * 99 + xlsx(),
        "something after it": lambda: xlsx() + b"a" * 99_999,
        "flipped": lambda: (lambda made: made[:400] + bytes([made[400] ^ 255]) + made[401:])(xlsx()),
        "protected": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000,
        "an old workbook of noise": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 200,
        "an old workbook of ones": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 50_000,
        "a binary workbook of noise": lambda: folder({"xl/workbook.bin": bytes(range(256)) * 99, "[Content_Types].xml": ""}),
    }.items()


def ods(rows: str, head: str = XML, parts: dict[str, str | bytes] | None = None) -> bytes:
    good = "".join("<table:table-row>" + "".join(map(filled, one.split(";"))) + "</table:table-row>" for one in [HEADER, *ROWS])
    content = f'{head}<office:document-content {ODS}><office:body><office:spreadsheet><table:table table:name="Feuille">{good}{rows}'
    content += "</table:table></office:spreadsheet></office:body></office:document-content>"
    manifest = f'{XML}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"></manifest:manifest>'
    made: dict[str, str | bytes] = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content}
    return folder(made | {"META-INF/manifest.xml": manifest} | (parts or {}))


def filled(cell: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{more}><text:p>{text(cell)}</text:p></table:table-cell>'


def repeated(rows: object, cells: str) -> str:
    return f'<table:table-row table:number-rows-repeated="{rows}">{cells}</table:table-row>'


def across(columns: object) -> str:
    return f' table:number-columns-repeated="{columns}"'


def ods_inputs() -> Iterator[tuple[str, Callable[[], bytes]]]:
    empty = f"<table:table-cell{across(16_384)}/>"
    yield from {
        "good": lambda: ods(""),
        "an empty end, as programs write it": lambda: ods(repeated(1_048_000, empty)),
        "a cell that is all cells": lambda: ods(repeated(1_048_000, filled("x", across(16_384)))),
        "a cell that is a row": lambda: ods(repeated(1, filled("x", across(16_384)))),
        "a row that is all rows": lambda: ods(repeated(1_048_000, filled("x"))),
        "a cell behind empty ones": lambda: ods(repeated(1, f"<table:table-cell{across(900_000_000)}/>" + filled("x"))),
        "a row behind empty ones": lambda: ods(repeated(900_000_000, empty) + repeated(1, filled("x"))),
        "rows again and again": lambda: ods(repeated(100_000, filled("x")) * 100),
        "repeats of no number": lambda: ods(repeated("-1", filled("x", across("NaN"))) + repeated("9" * 30, filled("x", across("9" * 30)))),
        "repeats of nothing": lambda: ods(repeated(0, filled("x", across(0)))),
        "empty repeats of no size": lambda: ods(repeated("9" * 18, f"<table:table-cell{across('9' * 18)}/>")),
        "tables in tables": lambda: ods("<table:table-row>" + ("<table:table-cell><table:table><table:table-row>" * 2000)),
        "laughs": lambda: ods(repeated(1, filled("y").replace("y", "&a11;")), XML + LAUGHS),
        "a file from elsewhere": lambda: ods(repeated(1, filled("y").replace("y", "&a;")), XML + ELSEWHERE),
        "values of no kind": lambda: ods(
            "".join(
                f'<table:table-row><table:table-cell office:value-type="{kind}" office:value="{value}" office:date-value="{value}"'
                f' office:time-value="{value}" office:boolean-value="{value}"/></table:table-row>'
                for kind in ("float", "date", "time", "boolean", "percentage", "zzz")
                for value in ("1e308", "NaN", "-1", "9999-99-99", "P9999999999Y", "PT" + "9" * 400 + "H", "x" * 9999)
            )
        ),
        "a bomb": lambda: ods("", parts={"content.xml": b" " * 500_000_000}),
        "a part that is no XML": lambda: ods("", parts={"content.xml": "<<<"}),
        "XML without end": lambda: ods("<table:table-row>" * 200_000),
        "cut": lambda: ods("")[:-100],
        "no content": lambda: folder({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
        "a cell of 300,000 characters": lambda: ods(repeated(1, filled("x" * 300_000))),
        "protected": lambda: ods(
            "", parts={"META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="x"><manifest:encryption-data/></manifest:manifest>'}
        ),
    }.items()


def inputs() -> Iterator[Input]:
    for kind, family in (("xlsx", xlsx_inputs), ("ods", ods_inputs)):
        for what, made in family():
            yield f"{kind} {what}", lambda kind=kind, made=made: (f"appels.{kind}", made())
