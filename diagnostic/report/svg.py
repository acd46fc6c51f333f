"""Charts as SVG, made fit to stand inside a page: what a chart is drawn with and nothing else, names of their own."""

from __future__ import annotations

import base64
import binascii
import copy
import io
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from functools import lru_cache

from defusedxml.ElementTree import fromstring

_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_HREF = f"{{{_XLINK}}}href"
_G, _DEFS, _PATH, _TEXT, _TSPAN, _USE, _IMAGE, _CLIP, _PATTERN, _RECT, _ROOT, _LINK = (
    f"{{{_SVG}}}{name}" for name in ("g", "defs", "path", "text", "tspan", "use", "image", "clipPath", "pattern", "rect", "svg", "a")
)
# what matplotlib draws with
_DRAWN = {_ROOT, _G, _DEFS, _PATH, _RECT, _TEXT, _TSPAN, _USE, _IMAGE, _CLIP, _PATTERN}
_REFERRED = {_DEFS, _CLIP, _PATTERN}
_PLACES = {"d", "height", "patternUnits", "preserveAspectRatio", "transform", "viewBox", "width", "x", "y"}
_PAINTED = {
    *("clip-path", "clip-rule", "fill", "fill-opacity", "fill-rule", "opacity", "stroke", "stroke-dasharray", "stroke-dashoffset"),
    *("stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-opacity", "stroke-width"),
}
_STYLED = _PAINTED | {
    *("font", "font-family", "font-size", "font-stretch", "font-style", "font-variant", "font-weight", "image-rendering", "text-anchor"),
}
_NAME = re.compile(r"[\w.:-]{1,200}")
_PLACE = re.compile(r"[\w\s.,%()+-]*", re.ASCII)
_REFERENCE = re.compile(r"url\(#([\w.:-]+)\)")
# words, numbers, colours, quoted names of typefaces and references to the picture itself: no other address, comment or escape
_VALUE = re.compile(rf"""(?:rgba?\([\d.,%\s]*\)|{_REFERENCE.pattern}|'[\w., -]*'|"[\w., -]*"|[\w\s.,%#+-])*""")
_IMAGE_DATA = "data:image/png;base64,"
_LINES = "stroke-linejoin:round;stroke-linecap:butt"
_POINTS = {"pt": 1.0, "px": 0.75, "": 0.75, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4}
# several times the largest chart of the kit; beyond, a page or a PDF takes minutes to be shown
CHARACTERS, ELEMENTS, DEPTH, PIXELS, LONGEST_SIDE = 8_000_000, 50_000, 32, 16_000_000, 14_400
# what markers come to: the length of their outlines, as often as they are used
OUTLINES, LETTERS = 20_000_000, 20_000
# characters of a colour, a dash or the names of typefaces
LONGEST = 2_000
# pictures read and kept: those of a report in two languages
KEPT = 256

ElementTree.register_namespace("", _SVG)
ElementTree.register_namespace("xlink", _XLINK)


class Unfit(ValueError):
    """The reason, among `report.unfit`, for which a picture cannot be shown."""


@dataclass(frozen=True, eq=False)
class Picture:
    """What a chart is drawn with, and nothing else; its sides in points."""

    root: ElementTree.Element
    width: float
    height: float

    def inline(self, name: str, alt: str) -> str:
        """An element of a page: named by its alternative text, its ids prefixed by `name`."""
        root = copy.deepcopy(self.root)
        for attribute in ("width", "height"):
            root.attrib.pop(attribute, None)
        root.set("role", "img")
        root.set("aria-label", alt)
        # What matplotlib says in a style sheet of its own, which would reach the whole page.
        root.set("style", f"{_LINES};max-width:{self.width:.0f}pt")
        for element in root.iter():
            _own(element, name)
        return ElementTree.tostring(root, encoding="unicode")

    def standalone(self) -> str:
        """A file of its own, in a form that does not depend on who drew it."""
        root = copy.copy(self.root)
        root.set("style", _LINES)
        return ElementTree.tostring(root, encoding="unicode")


@lru_cache(KEPT)
def drawn(svg: str) -> Picture:
    """The picture with what a chart is drawn with alone: no script, no style sheet, no reference outside. Unfit where it is none."""
    if len(svg) > CHARACTERS:
        raise Unfit("heavy")
    try:
        # what stands before the picture, a document type among it, is not read
        root: ElementTree.Element = fromstring(svg[svg.find("<svg") :], forbid_dtd=True)
    except (ElementTree.ParseError, ValueError) as error:
        raise Unfit("picture") from error
    if root.tag != _ROOT:
        raise Unfit("picture")
    _reduce(root)
    _weigh(root)
    return Picture(root, *_sides(root))


def _reduce(root: ElementTree.Element) -> None:
    """Take out of a picture all that it is not drawn with. What is referred to refers to nothing, so that no chain of references grows."""
    level = [(root, False)]
    for _ in range(DEPTH):
        inner = []
        for element, referred in level:
            element.attrib = {name: kept for name, value in element.attrib.items() if (kept := _kept(element.tag, name, value, referred))}
            for child in list(element):
                if child.tag == _LINK:
                    child.tag = _G
                if child.tag in _DRAWN - {_ROOT} and not (referred and child.tag in (_USE, _IMAGE)):
                    inner.append((child, referred or child.tag in _REFERRED))
                else:
                    element.remove(child)
        level = inner
    if level:
        raise Unfit("heavy")


def _kept(tag: str, name: str, value: str, referred: bool) -> str:
    """What is left of an attribute, empty where nothing is."""
    if name in ("href", _HREF):
        if tag == _USE:
            return value if value.startswith("#") and _NAME.fullmatch(value[1:]) else ""
        return value if tag == _IMAGE and value.startswith(_IMAGE_DATA) else ""
    if name == "style":
        return _style(value, referred)
    if name == "id":
        fit = _NAME.fullmatch(value) is not None
    elif name in _PLACES:
        fit = _PLACE.fullmatch(value) is not None
    else:
        fit = name in _PAINTED and _safe(value, referred)
    return value if fit else ""


@lru_cache(1_000)  # a chart says the same of many elements
def _style(value: str, referred: bool) -> str:
    declared = (declaration.partition(":") for declaration in value.split(";"))
    kept = [(each.strip(), said.strip()) for each, _, said in declared if each.strip() in _STYLED and _safe(said, referred)]
    return "; ".join(f"{each}: {said}" for each, said in kept)


def _safe(value: str, referred: bool) -> bool:
    return len(value) <= LONGEST and _VALUE.fullmatch(value) is not None and not (referred and "url" in value)


def _weigh(root: ElementTree.Element) -> None:
    """Unfit for a picture that would take minutes to be drawn, or whose images are not what they say."""
    elements = list(root.iter())
    outlines = {element.get("id"): len(element.get("d", "")) for element in elements if element.tag == _PATH}
    used = [_target(element) for element in elements if element.tag == _USE]
    if not all(name in outlines for name in used):
        raise Unfit("picture")
    letters = sum(len(text) for element in elements for text in (element.text, element.tail) if text and not text.isspace())
    if len(elements) > ELEMENTS or letters > LETTERS or sum(outlines[name] for name in used) > OUTLINES:
        raise Unfit("heavy")
    if sum(_pixels(_address(element)) for element in elements if element.tag == _IMAGE) > PIXELS:
        raise Unfit("heavy")


def _address(element: ElementTree.Element) -> str:
    return element.get(_HREF) or element.get("href") or ""


def _target(use: ElementTree.Element) -> str:
    return _address(use)[1:]


def _pixels(address: str) -> int:
    """How many pixels an image has that is PNG from its first byte to its last; Unfit for any other."""
    from PIL import Image

    try:
        data = base64.b64decode("".join(address.removeprefix(_IMAGE_DATA).split()), validate=True)
        with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
            pixels = image.width * image.height
            if pixels > PIXELS:
                return pixels
            image.verify()
        with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
            image.load()
        return pixels
    except (Image.DecompressionBombError, binascii.Error, OSError, SyntaxError, ValueError) as error:
        raise Unfit("image") from error


def _sides(root: ElementTree.Element) -> tuple[float, float]:
    sides = [re.fullmatch(r"(\d+(?:\.\d+)?)(pt|px|in|cm|mm|)", root.get(side, ""), re.ASCII) for side in ("width", "height")]
    box = root.get("viewBox", "0 0 468 200").replace(",", " ").split()
    try:
        width, height = (
            float(side[1]) * _POINTS[side[2]] if all(sides) and side else float(box[at]) for at, side in enumerate(sides, start=2)
        )
    except (IndexError, ValueError) as error:
        raise Unfit("picture") from error
    if not (0 < width <= LONGEST_SIDE and 0 < height <= LONGEST_SIDE):
        raise Unfit("picture")
    return width, height


def _own(element: ElementTree.Element, name: str) -> None:
    for attribute, value in list(element.attrib.items()):
        if attribute == "id":
            element.set(attribute, f"{name}-{value}")
        elif attribute in ("href", _HREF) and element.tag == _USE:
            element.set(attribute, f"#{name}-{value[1:]}")
        elif attribute != "href" and "url(" in value:
            element.set(attribute, _REFERENCE.sub(rf"url(#{name}-\1)", value))
