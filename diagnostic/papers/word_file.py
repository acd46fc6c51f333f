"""A working paper as a Word file that its reader may edit."""

from __future__ import annotations

import io
from typing import Any

from diagnostic.papers.paper import Bullets, Heading, Paper, Part, Table

LOCALES = {"fr": "fr-FR", "en": "en-GB"}
INK, RULE, SHADE = "1F2A44", "C9CFDA", "EEF1F6"
FONT = "Calibri"
TEXT_CM = 16.0


def word(paper: Paper) -> bytes:
    """The content of the .docx file."""
    import docx
    from docx.shared import Cm

    document = docx.Document()
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm((21 - TEXT_CM) / 2)
        section.top_margin = section.bottom_margin = Cm(2.2)
    _dress(document, LOCALES[paper.language])
    document.core_properties.title = paper.title
    document.core_properties.author = ""
    document.core_properties.language = LOCALES[paper.language]
    document.add_heading(paper.title, 0)
    for part in paper.parts:
        _add(document, part)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _dress(document: Any, locale: str) -> None:
    """One typeface, one ink, the document's language; headings keep with what follows."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    sizes = {"Normal": 10.5, "Title": 20, "Heading 1": 15, "Heading 2": 12, "Heading 3": 11, "List Bullet": 10.5}
    for name, size in sizes.items():
        style = document.styles[name]
        style.font.size = Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
        style.font.name = FONT
        if name not in ("Normal", "List Bullet"):
            style.font.color.rgb = RGBColor.from_string(INK)
            style.paragraph_format.keep_with_next = True
    document.styles["Normal"].paragraph_format.space_after = Pt(6)
    language = _element("w:lang", val=locale, eastAsia=locale)
    properties = document.styles["Normal"].element.get_or_add_rPr()
    properties.append(language)


def _add(document: Any, part: Part) -> None:
    if isinstance(part, Heading):
        document.add_heading(part.text, part.level).paragraph_format.page_break_before = part.fresh
    elif isinstance(part, Bullets):
        for item in part.items:
            document.add_paragraph(item, style="List Bullet")
    elif isinstance(part, Table):
        _table(document, part)
    else:
        document.add_paragraph(part.text)


def _table(document: Any, part: Table) -> None:
    """Thin rules, a shaded header that each page repeats, rows that no page cuts."""
    from docx.shared import Cm, Pt

    table = document.add_table(rows=0, cols=len(part.headers))
    table.style = "Table Grid"
    table.autofit = False
    rule, nothing = {"val": "single", "sz": "4", "color": RULE}, {"val": "nil"}
    # in the one order that Word's schema accepts
    sides = {"top": rule, "left": nothing, "bottom": rule, "right": nothing, "insideH": rule, "insideV": nothing}
    table._tbl.tblPr.append(_element("w:tblBorders", *(_element(f"w:{side}", **drawn) for side, drawn in sides.items())))
    for number, cells in enumerate((part.headers, *part.rows)):
        row = table.add_row()
        properties = row._tr.get_or_add_trPr()
        properties.append(_element("w:cantSplit"))
        if number == 0:
            properties.append(_element("w:tblHeader"))
        for cell, text, width in zip(row.cells, cells, part.widths, strict=True):
            cell.width = Cm(TEXT_CM * width)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(2)
            run = paragraph.add_run(text)
            run.font.size = Pt(9.5)
            if number == 0:
                run.bold = True
                cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=SHADE))
    document.add_paragraph().paragraph_format.space_after = Pt(4)


def _element(tag: str, *children: Any, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    for child in children:
        element.append(child)
    return element
