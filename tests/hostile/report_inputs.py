"""Saved notebooks as an attacker, or an accident, would leave them: made when asked for, so that no bomb is kept in a file."""

from __future__ import annotations

import base64
import copy
import json
import struct
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from diagnostic.blocks import MIME, Block, Finding, Indicator, Message, Note, Table
from tests.report import sample

# a sentence that is a value and nothing else, for the catalogue of the tests
WORDS = {"value": "{value}"}
# what a script that runs would do: seen in the title of the page
TITLE = "a-script-ran"
RUN = f"document.title='{TITLE}'"
SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"


def bundle(block: Block) -> dict[str, Any]:
    """The bundle of a block as a saved notebook holds it."""
    return json.loads(json.dumps(block.bundle()[MIME]))


def output(content: Any, mime: str = MIME) -> Any:
    return {"output_type": "display_data", "data": {mime: content}, "metadata": {}}


def cell(*outputs: Any) -> Any:
    return {"cell_type": "code", "execution_count": 1, "metadata": {}, "source": "show()", "outputs": list(outputs)}


def save(folder: Path, name: str, *cells: Any, section: str = "") -> Path:
    """A notebook as a hand may write it: nothing of it is checked."""
    named = [{"id": f"c{at}", **each} for at, each in enumerate(cells)]
    content = {"cells": named, "metadata": {"diagnostic": {"section": section}}, "nbformat": 4, "nbformat_minor": 5}
    path = folder / f"{name}.ipynb"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def png(width: int = 2, height: int = 2, declared: tuple[int, int] | None = None) -> bytes:
    """A grey PNG; `declared` is what its head says, where that is not what follows."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", *(declared or (width, height)), 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\x80" * width for _ in range(height)), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def data(content: bytes, kind: str = "image/png") -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


def drawn(inside: str = "", attributes: str = "", before: str = "") -> str:
    """A picture that shows a rectangle, and what an attacker put into it."""
    return (
        f'{before}<svg xmlns="{SVG}" xmlns:xlink="{XLINK}" width="468pt" height="100pt" viewBox="0 0 468 100" {attributes}>'
        f'<path id="m" d="M 0 0 L 9 9"/><rect x="1" y="1" width="9" height="9" style="fill: #062a43"/>{inside}</svg>'
    )


def image(content: bytes) -> str:
    return f'<image width="9" height="9" xlink:href="{data(content)}"/>'


SCRIPT_PICTURE = data(f'<svg xmlns="{SVG}" onload="top.{RUN}"><script>top.{RUN}</script></svg>'.encode(), "image/svg+xml")
# what is taken out of a picture, of which the rest is shown
SCRUBBED = {
    "script_without_namespace": drawn(f'<script xmlns="">{RUN}</script>'),
    "script": drawn(f"<script>{RUN}</script>"),
    "script_of_html": drawn(f'<h:script xmlns:h="http://www.w3.org/1999/xhtml">{RUN}</h:script>'),
    "script_by_reference": drawn(f'<script xlink:href="data:text/javascript,{RUN}"/>'),
    "onload_of_root": drawn(attributes=f'onload="{RUN}"'),
    "onload_in_capitals": drawn(attributes=f'ONLOAD="{RUN}"'),
    "onload_of_group": drawn(f'<g onload="{RUN}" onclick="{RUN}"><rect width="9" height="9" onmouseover="{RUN}"/></g>'),
    "set_href": drawn(f'<a id="l"><set attributeName="href" to="javascript:{RUN}"/><text>x</text></a>'),
    "set_without_namespace": drawn(f'<set xmlns="" attributeName="href" to="javascript:{RUN}"/>'),
    "animate_href": drawn(f'<animate href="#m" attributeName="href" values="javascript:{RUN}"/>'),
    "animate_onbegin": drawn(f'<animate attributeName="x" dur="1s" onbegin="{RUN}"/>'),
    "animate_transform": drawn(f'<animateTransform attributeName="transform" onend="{RUN}" dur="1s"/>'),
    "foreign_object": drawn(
        f'<foreignObject><body xmlns="http://www.w3.org/1999/xhtml" onload="{RUN}"><img src="x" onerror="{RUN}"/></body></foreignObject>'
    ),
    "iframe": drawn(f'<iframe xmlns="http://www.w3.org/1999/xhtml" srcdoc="&lt;script>top.{RUN}&lt;/script>"/>'),
    "embed_without_namespace": drawn(f'<embed xmlns="" src="{SCRIPT_PICTURE}"/>'),
    "handler": drawn(f'<handler xmlns:ev="http://www.w3.org/2001/xml-events" ev:event="load">{RUN}</handler>'),
    "link_to_script": drawn(f'<a xlink:href="javascript:{RUN}" href="javascript:{RUN}"><text x="5" y="5">click</text></a>'),
    "link_outside": drawn('<a xlink:href="https://evil.example/"><rect width="9" height="9"/></a>'),
    "title_and_desc": drawn(f"<title><script>{RUN}</script></title><desc>&lt;script>{RUN}&lt;/script></desc>"),
    "metadata": drawn(f"<metadata><script>{RUN}</script></metadata>"),
    "style_sheet": drawn("<style>@import url(https://evil.example/a.css); * { display: none }</style>"),
    "style_sheet_broken_out_of": drawn(f"<style><![CDATA[</style><script>{RUN}</script>]]></style>"),
    "style_outside": drawn('<rect style="fill: url(https://evil.example/a#b); background: url(//evil.example/c)" width="9" height="9"/>'),
    "style_escaped": drawn(r'<rect style="fill: u\72l(https://evil.example/d); fill: expression(alert(1))" width="9" height="9"/>'),
    "style_over_the_page": drawn('<rect style="position: fixed; top: 0; z-index: 99; fill: red" width="9" height="9"/>'),
    "style_of_comments": drawn('<rect style="fill:/*;*/url(/**/https://evil.example/e)" width="9" height="9"/>'),
    "style_without_end": drawn(f'<rect style="fill: {"a" * 1_000_000}" fill="{"b" * 1_000_000}" width="9" height="9"/>'),
    "class_of_the_page": drawn('<text class="skip note" x="1" y="1">x</text>'),
    "fill_outside": drawn('<rect fill="url(https://evil.example/f#g)" width="9" height="9"/>'),
    "clip_outside": drawn('<g clip-path="url(https://evil.example/h#i)"/>'),
    "filter_and_mask": drawn('<filter id="f"><feImage href="https://evil.example/j"/></filter><g filter="url(#f)" mask="url(#f)"/>'),
    "cursor_and_marker": drawn(
        '<path d="M 0 0" style="cursor: url(https://evil.example/k); marker-start: url(https://evil.example/l#m)"/>'
    ),
    "base": drawn('<g xml:base="https://evil.example/"/>'),
    "inclusion": drawn('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>'),
    "text_of_script": drawn(f"<text x='1' y='1'>&lt;script>{RUN}&lt;/script></text>"),
    "cdata_of_script": drawn(f"<text x='1' y='1'><![CDATA[</text></svg><script>{RUN}</script>]]></text>"),
    "comment_broken_out_of": drawn(f"<!--> <script>{RUN}</script> -->"),
    "instruction": drawn('<?xml-stylesheet href="https://evil.example/a.xsl"?>'),
    "name_broken_out_of": drawn(f'<path id="&quot;>&lt;script>{RUN}&lt;/script>" d="M 0 0"/>'),
    "outline_broken_out_of": drawn(f'<path d="M 0 0&quot; onload=&quot;{RUN}"/>'),
    "unknown_namespace": drawn(f'<x:script xmlns:x="urn:x">{RUN}</x:script>'),
    "plain_document_type": drawn(
        before='<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://evil.example/svg.dtd">'
    ),
    "references_of_what_is_referred_to": drawn(
        '<pattern id="p0" width="1" height="1"><rect width="9" height="9" fill="url(#p1)"/><use xlink:href="#m"/></pattern>'
        '<pattern id="p1" width="1" height="1"><rect width="9" height="9" fill="url(#p0)"/></pattern>'
        '<rect fill="url(#p0)" width="9" height="9"/>'
    ),
}


def refused_pictures() -> Iterator[tuple[str, str, str]]:
    """Pictures of which nothing is shown, and the reason that is given."""
    yield "nothing", "", "picture"
    yield "no_xml", "<svg", "picture"
    yield "html", f"<html><body onload='{RUN}'></body></html>", "picture"
    yield "html_in_a_picture", f"<svg><script>{RUN}</script></svg>", "picture"
    yield "capitals", drawn().replace("<svg", "<SVG").replace("</svg", "</SVG"), "picture"
    yield "other_namespace", drawn().replace(SVG, "urn:other"), "picture"
    yield "half_a_character", drawn("<text>\ud800</text>"), "picture"
    yield "control_character", drawn("<text>\x00\x0b</text>"), "picture"
    yield "two_roots", drawn() + f"<script>{RUN}</script>", "picture"
    laughs = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10 if at else "ha"}">' for at in range(12))
    yield "billion_laughs", drawn("<text>&l11;</text>", before=f"<!DOCTYPE svg [{laughs}]>"), "picture"
    yield "outside_entity", drawn("<text>&x;</text>", before='<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), "picture"
    yield "entity_that_is_a_picture", drawn("&x;", before=f"<!DOCTYPE svg [<!ENTITY x '<svg/><script>{RUN}</script>'>]>"), "picture"
    yield "parameter_entity", drawn(before='<!DOCTYPE svg [<!ENTITY % x SYSTEM "<svg"> %x;]>'), "picture"
    yield "document_type_inside", drawn("<!DOCTYPE x [<!ENTITY y 'z'>]>"), "picture"
    yield "no_height", drawn().replace('height="100pt"', 'height="0pt"'), "picture"
    yield "endless", drawn().replace('height="100pt"', 'height="99999999pt"'), "picture"
    yield "no_size", drawn().replace('width="468pt" height="100pt" viewBox="0 0 468 100"', 'viewBox="0 0 nan inf"'), "picture"
    yield "size_in_words", drawn().replace('width="468pt" height="100pt" viewBox="0 0 468 100"', 'viewBox="wide high"'), "picture"
    yield "use_of_itself", drawn('<g id="a"><use xlink:href="#a"/></g>'), "picture"
    doubled = "".join(f'<g id="u{at}"><use xlink:href="#u{at - 1}"/><use xlink:href="#u{at - 1}"/></g>' for at in range(1, 40))
    yield "uses_of_uses", drawn(f'<g id="u0"/>{doubled}<use xlink:href="#u39"/>'), "picture"
    yield "use_outside", drawn('<use xlink:href="https://evil.example/a.svg#b"/>'), "picture"
    yield "use_of_data", drawn(f'<use href="{SCRIPT_PICTURE}#x"/>'), "picture"
    yield "marker_used_without_end", drawn(f'<path id="big" d="{"M 0 0 " * 30_000}"/>' + '<use xlink:href="#big"/>' * 1_000), "heavy"
    yield "nested", drawn("<g>" * 5_000 + "</g>" * 5_000), "heavy"
    yield "nested_without_end", drawn("<g>" * 200_000 + "</g>" * 200_000), "heavy"
    yield "elements", drawn("<g/>" * 60_000), "heavy"
    yield "letters", drawn(f"<text>{'é' * 30_000}</text>"), "heavy"
    yield "characters", drawn(f'<path d="{"M 0 0 " * 1_400_000}"/>'), "heavy"
    yield "image_of_script", drawn(f'<image xlink:href="{SCRIPT_PICTURE}"/>'), "image"
    yield "image_outside", drawn('<image xlink:href="https://evil.example/a.png"/>'), "image"
    yield "image_of_a_file", drawn('<image href="file:///etc/passwd"/>'), "image"
    yield "image_of_another_kind", drawn(image(b"GIF89a" + b"\0" * 40)), "image"
    yield "image_of_a_page", drawn(image(f"<script>{RUN}</script>".encode())), "image"
    yield "image_cut_short", drawn(image(png(200, 200)[:60])), "image"
    yield "image_of_a_wrong_sum", drawn(image(png().replace(b"IEND", b"IENX"))), "image"
    yield "image_larger_than_itself", drawn(image(png(declared=(30, 30)))), "image"
    yield "image_that_is_a_bomb", drawn(image(png(declared=(65_000, 65_000)))), "image"
    yield "image_of_many_pixels", drawn(image(png(declared=(20_000, 2_000)))), "heavy"
    yield "images_of_many_pixels", drawn(image(png(4_000, 1_000)) * 5), "heavy"
    yield "image_in_no_base64", drawn('<image xlink:href="data:image/png;base64,%%%"/>'), "image"


@cache
def _chart() -> dict[str, Any]:
    return bundle(sample.chart("hostile"))


def charts() -> Iterator[tuple[str, Any, str]]:
    """The bundle of a chart with each hostile picture, in one language or in both, and the reason for which it is refused, if it is."""
    for name, picture in SCRUBBED.items():
        yield name, _pictured(picture), ""
    for name, picture, reason in refused_pictures():
        yield name, _pictured(picture), reason


def _pictured(picture: str) -> dict[str, Any]:
    return _chart() | {"images": {"fr": picture, "en": drawn()}}


def _changed(made: dict[str, Any], **members: Any) -> dict[str, Any]:
    return {name: value for name, value in {**made, **members}.items() if value is not ABSENT}


ABSENT = object()


def kinds() -> dict[str, dict[str, Any]]:
    """A bundle in order of each kind."""
    blocks: dict[str, Block] = {
        "indicator": sample.indicators()[0],
        "table": sample.table(2),
        "chart": sample.chart(),
        "finding": sample.finding(table=sample.table(2)),
        "note": Note(Message("report.title")),
        "essential": sample.essential(),
    }
    return {name: bundle(block) for name, block in blocks.items()}


def shapes() -> Iterator[tuple[str, Any, str]]:
    """Bundles of a wrong shape, and the reason for which each is refused."""
    made = kinds()
    note, table, chart, finding, indicator = (made[name] for name in ("note", "table", "chart", "finding", "indicator"))
    for name, other in {"a_list": [note], "a_text": "note", "nothing": None, "a_number": 7, "empty": {}}.items():
        yield name, other, "kind"
    yield "unknown_type", _changed(note, type="script", **{"$": "Script"}), "kind"
    yield "type_of_a_list", _changed(note, type=["note"], **{"$": ["Note"]}), "kind"
    yield "a_quantity_alone", {"$": "Quantity", "type": "quantity", "value": 1.0, "unit": "day"}, "kind"
    yield "a_class_of_python", {"$": "builtins.eval", "type": "os.system", "key": RUN}, "kind"
    yield "no_message", _changed(note, message=ABSENT), "shape"
    yield "message_of_a_text", _changed(note, message="hello"), "shape"
    yield "message_of_a_table", _changed(note, message=table), "shape"
    yield "kind_of_a_number", _changed(note, kind=7), "shape"
    yield "rows_of_a_text", _changed(table, rows="rows"), "shape"
    yield "columns_of_a_list", _changed(table, columns=["a"]), "shape"
    yield "images_of_a_text", _changed(chart, images="<svg/>"), "shape"
    yield "images_of_numbers", _changed(chart, images={"fr": 7}), "shape"
    yield "chart_without_data", _changed(chart, data=ABSENT), "shape"
    yield "finding_of_words", _changed(finding, users="many"), "shape"
    yield "finding_of_digits", _changed(finding, users="7"), "words"
    yield "finding_with_a_note_as_chart", _changed(finding, chart=note), "shape"
    yield "indicator_rows_of_numbers", _changed(indicator, rows=[1, 2]), "shape"
    yield "order_of_absent_names", _changed(table, columns={"a": "text", "$order": ["a", "b"]}), "words"
    yield "rows_of_unequal_length", _changed(table, rows=[[1], [1, 2, 3]]), "words"
    yield "unknown_words", _changed(table, key="nowhere.at.all"), "words"
    yield "words_of_a_file", _changed(table, key="/etc/hosts.name"), "words"
    yield "words_of_a_neighbour", _changed(note, message={"$": "Message", "key": "../../../pyproject.toml", "values": {}}), "words"
    yield "words_that_are_a_group", _changed(note, message={"$": "Message", "key": "report.labels", "values": {}}), "words"
    yield "sentence_without_its_values", _changed(finding, values={}), "words"
    yield "sentence_with_a_key_for_value", _changed(finding, values={"key": "x", "language": "y"}), "words"
    yield "finding_of_no_title", _changed(finding, key="report.labels"), "words"
    yield "reliability_unheard_of", _changed(finding, reliability="certain"), "words"
    yield "day_that_is_none", _changed(table, columns={"procedure": "date"}, rows=[["2025-02-31"]]), "words"
    yield "cell_of_objects", _changed(table, columns={"procedure": "day"}, rows=[[{"a": [1]}]]), "words"
    yield "picture_in_no_language", _changed(chart, images={}), "words"
    yield "picture_without_words", _changed(chart, alt={"$": "Message", "key": "hostile.value", "values": {"value": " "}}), "mute"
    yield "table_of_no_column", _changed(table, columns={}, rows=[]), "table"
    yield "table_of_many_columns", _changed(table, columns={f"c{at}": "text" for at in range(60)}, rows=[]), "words"
    yield "table_of_many_rows", _changed(table, rows=table["rows"] * 2_000), "table"
    for name, row in {
        "row_of_nothing": {},
        "row_of_lists": {"indicator": ["a"], "scope": "all", "unit": "day", "status": "measured", "value": 1},
        "row_of_no_scope": {"indicator": "a.b", "scope": "channel", "unit": "day", "status": "measured", "value": 1},
        "row_counted_in_words": {"indicator": "a.b", "scope": "all", "unit": "day", "status": "measured", "value": 1, "denominator": "9"},
    }.items():
        yield name, _changed(indicator, rows=[row]), "words"
    yield "not_a_number", _changed(finding, users=float("nan")), "number"
    yield "infinite", _changed(finding, gap=float("-inf")), "number"
    yield "larger_than_any_file", _changed(finding, users=10**400), "number"
    yield "not_a_number_deep_inside", _changed(table, rows=[["a", 1.0, float("nan"), 3.0, 0.5]]), "number"
    yield "long_text", _changed(note, message={"$": "Message", "key": "report.title", "values": {"x": "a" * 21_000_000}}), "size"
    yield "long_sentence", _changed(note, message={"$": "Message", "key": "hostile.value", "values": {"value": "ab " * 20_000}}), "size"
    yield "many_values", _changed(table, rows=[[0] * 1_000 for _ in range(1_100)]), "size"
    yield "nested", _changed(table, rows=[_nested(200)]), "depth"
    yield "nested_without_end", _changed(note, message={"$": "Message", "key": "report.title", "values": {"x": _nested(900)}}), "depth"


def _nested(depth: int) -> Any:
    value: Any = "deep"
    for _ in range(depth):
        value = [value]
    return value


def mutations() -> Iterator[tuple[str, Any]]:
    """Every member of every kind of block, at any depth, absent or of another type: what comes of each is not foretold."""
    for kind, made in kinds().items():
        for path in _paths(made):
            for value in (ABSENT, None, 7, -1e300, True, "", f"<script>{RUN}</script>", [], ["x"], {}, {"$": "Finding"}):
                yield f"{kind} {'.'.join(map(str, path))} {value!r:.20}", _with(made, path, value)


def _paths(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    members = value.items() if isinstance(value, dict) else enumerate(value[:1]) if isinstance(value, list) else ()
    for name, inner in members:
        yield (*here, name)
        yield from _paths(inner, (*here, name))


def _with(made: Any, path: tuple[Any, ...], value: Any) -> Any:
    changed = copy.deepcopy(made)
    holder = changed
    for name in path[:-1]:
        holder = holder[name]
    if value is ABSENT:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return changed


# raw HTML, links and images, as Markdown lets one write them; none of them may be more than words
MARKDOWN = (
    f"<script>{RUN}</script>",
    f'Avant <script>{RUN}</script> après <img src=x onerror="{RUN}"> et <svg onload="{RUN}">',
    f"<div><iframe srcdoc='<script>top.{RUN}</script>'></iframe></div>",
    "<style>@import 'https://evil.example/a.css'; * { display: none }</style>",
    f"<!-- --><script>{RUN}</script>",
    f"[lien](javascript:{RUN})",
    f"[lien](JaVaScRiPt:{RUN})",
    f"[lien](&#106;avascript:{RUN})",
    f"[lien](java&#10;script:{RUN})",
    f"[lien](<javascript:{RUN}>)",
    f"[lien]( \x01javascript:{RUN})",
    f"[lien](vbscript:{RUN})",
    f"[lien](data:text/html;base64,{base64.b64encode(f'<script>{RUN}</script>'.encode()).decode()})",
    "[lien](file:///etc/passwd)",
    "[lien](//evil.example)",
    f"<javascript:{RUN}>",
    f"[lien][1]\n\n[1]: javascript:{RUN}",
    f'[lien](https://exemple.fr "x" onmouseover="{RUN}")',
    f'[lien](https://exemple.fr/"onmouseover="{RUN}")',
    f"![image](javascript:{RUN})",
    f"![image]({SCRIPT_PICTURE})",
    "![image](https://evil.example/pixel.png)",
    f"# Titre <script>{RUN}</script>",
    f"| <script>{RUN}</script> | b |\n|---|---|\n| <img src=x onerror={RUN}> | [x](javascript:{RUN}) |",
    f"```html\n<script>{RUN}</script>\n```",
    f"`<script>{RUN}</script>`",
    '#panic("typst") #eval("1") #include "/etc/passwd" $x$ @ref <label> \\u{41}',
    "[long](https://exemple.fr/" + "a" * 9_000 + ")",
    "[](https://exemple.fr)",
    "[vide](https:// )",
    "[courriel](mailto:)",
    "# ",
    "#",
    "# \u200b\u200d",
    "# " + "titre " * 8_000,
    "a" * 40_000,
    "- \n- \n\n1. ",
    "| | |\n|---|---|\n| | |",
    "moitié \ud800 de caractère, nul \x00, retour \x0b, sens \u202e inverse",
    ">" * 5_000 + " profond",
    "- " * 3_000 + "profond",
    "[" * 20_000,
    "*a " * 15_000,
    "![" * 5_000 + "](" * 5_000,
)

# what a cell of an analyst may show beside blocks
OUTPUTS = {
    "text/html": f'<script>{RUN}</script><img src=x onerror="{RUN}">',
    "text/markdown": f"<script>{RUN}</script>",
    "text/latex": f"\\href{{javascript:{RUN}}}{{x}}",
    "application/javascript": RUN,
    "image/svg+xml": drawn(f"<script>{RUN}</script>"),
    "image/png": base64.b64encode(f"<script>{RUN}</script>".encode()).decode(),
    "application/vnd.jupyter.widget-view+json": {"model_id": RUN},
}

# what would run if it got into a page as it is
RAW = (
    f"<script>{RUN}</script>",
    f'<img src="x" onerror="{RUN}">',
    f'<svg onload="{RUN}"><script>{RUN}</script><set attributeName="href" to="javascript:{RUN}"/></svg>',
    f'<details open ontoggle="{RUN}"></details>',
    f'<iframe srcdoc="<script>parent.{RUN};top.{RUN}</script>"></iframe>',
    f'<iframe src="javascript:parent.{RUN}"></iframe>',
    f'<object data="{SCRIPT_PICTURE}"></object><embed src="{SCRIPT_PICTURE}">',
    f'<meta http-equiv="refresh" content="0; url=javascript:{RUN}">',
    f'<script src="data:text/javascript,{RUN}"></script><link rel="stylesheet" href="data:text/css,body{{display:none}}">',
    "<style>body { display: none !important }</style>",
    f'<input autofocus onfocus="{RUN}"><base href="https://evil.example/">',
)

# what a name, a cell or an alternative text may hold
NAMES = (
    f"<script>{RUN}</script>",
    f'"><img src=x onerror="{RUN}">',
    f"</style><script>{RUN}</script>",
    f"</title><script>{RUN}</script>",
    f"' onmouseover='{RUN}",
    f"javascript:{RUN}",
    f"{{{{ ''.__class__ }}}}{{% for x in (1,) %}}{RUN}{{% endfor %}}",
    "#panic() *gras* $x$ @a <b> [c] \\ `#eval`",
    '=HYPERLINK("https://evil.example")',
    "\ud800\x00\u202e\u2028",
    "n" * 5_000,
)


def named(name: str) -> list[Block]:
    """Blocks that bear a name everywhere where a name may stand."""
    row = sample.row(sample.SHARE)
    cells = Table("sample.table", {"procedure": "text", "median": "day"}, [[name, 1.0]], source=name)
    return [
        Indicator("opening.out_of_hours_share", [row | {"scope": f"channel={name.replace(';', ',')}", "note": name, "origin": name}], None),
        cells,
        Note(Message("hostile.value", {"value": name})),
        Finding("sample.good", {"share": sample.LETTERS}, "solid", 1.0, 0.5, table=cells, id=name, scope=name),
    ]
