"""The report as one HTML file that asks nothing of the network."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from functools import cache
from typing import Any

from diagnostic.report.fonts import FACES, path
from diagnostic.report.model import Document, Figure
from diagnostic.resources import shipped


def html(document: Document) -> str:
    """The whole page, its style sheet, typeface and charts inside."""
    style = _style(document)
    return _environment().get_template("report.html.j2").render(doc=document, style=style, policy=_policy(style), kind=_kind)


@cache
def _environment() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(shipped("templates") / "report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["inline"] = _inline
    return environment


def _inline(figure: Figure) -> Any:
    from markupsafe import Markup

    return Markup(figure.picture.inline(figure.id, figure.alt))


def _kind(source: str) -> str:
    """Which element a sourced run is: a date is no figure."""
    return "time" if source.startswith("day:") else "data"


def _policy(style: str) -> str:
    """What the page lets a browser do: show its own style sheet, typeface and images. No script, no request, no other sheet."""
    sheet = b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    # the browsers that know no `style-src-elem` go by `style-src`; the widths of columns and the strokes of charts are attributes
    styles = f"style-src 'unsafe-inline'; style-src-elem 'sha256-{sheet}'; style-src-attr 'unsafe-inline'"
    return f"default-src 'none'; {styles}; img-src data:; font-src data:; base-uri 'none'; form-action 'none'"


def _style(document: Document) -> Any:
    from markupsafe import Markup

    colours = f":root{{--primary:{document.theme.primary};--accent:{document.theme.accent}}}\n"
    sheet = (shipped("templates") / "report" / "report.css").read_text(encoding="utf-8")
    return Markup("".join(_face(*face) for face in FACES) + colours + sheet)


@cache
def _face(name: str, weight: int, style: str) -> str:
    # Embedded whole: the typeface's licence reserves its name for unmodified files.
    data = b64encode(path(name).read_bytes()).decode("ascii")
    return (
        f'@font-face{{font-family:"Source Sans Pro";font-weight:{weight};font-style:{style};'
        f'src:url(data:font/otf;base64,{data}) format("opentype")}}\n'
    )
