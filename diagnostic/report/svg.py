"""Charts as SVG, made fit to stand inside a page: no outside reference, no script, names of their own."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_DROPPED = {f"{{{_SVG}}}{tag}" for tag in ("metadata", "title", "desc", "script", "foreignObject", "style")}
_OWN_REFERENCE = re.compile(r"url\(\s*['\"]?#([^'\")]+)['\"]?\s*\)")
_OUTSIDE_REFERENCE = re.compile(r"url\(\s*['\"]?(?!#)[^)]*\)")
_POINTS = {"pt": 1.0, "px": 0.75, "": 0.75, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4}

ElementTree.register_namespace("", _SVG)
ElementTree.register_namespace("xlink", _XLINK)


def inline(svg: str, name: str, alt: str) -> str:
    """The picture as an element of a page: named by its alternative text, its ids prefixed by `name`."""
    root = _parsed(svg)
    width, _ = size(svg)
    for attribute in ("width", "height"):
        root.attrib.pop(attribute, None)
    root.set("role", "img")
    root.set("aria-label", alt)
    # What matplotlib says in a style sheet of its own, which would reach the whole page.
    root.set("style", f"stroke-linejoin:round;stroke-linecap:butt;max-width:{width:.0f}pt")
    for element in root.iter():
        _own(element, name)
    return ElementTree.tostring(root, encoding="unicode")


def standalone(svg: str) -> str:
    """The picture as a file of its own, in a form that does not depend on who drew it."""
    root = _parsed(svg)
    root.set("style", "stroke-linejoin:round;stroke-linecap:butt")
    return ElementTree.tostring(root, encoding="unicode")


def size(svg: str) -> tuple[float, float]:
    """Width and height in points."""
    root = ElementTree.fromstring(svg)
    sides = [re.fullmatch(r"([\d.]+)(pt|px|in|cm|mm|)", root.get(side, "")) for side in ("width", "height")]
    if all(sides):
        return tuple(float(side[1]) * _POINTS[side[2]] for side in sides if side)  # type: ignore[return-value]
    box = root.get("viewBox", "0 0 468 200").replace(",", " ").split()
    return float(box[2]), float(box[3])


def _parsed(svg: str) -> ElementTree.Element:
    root = ElementTree.fromstring(svg)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in _DROPPED:
                parent.remove(child)
    return root


def _own(element: ElementTree.Element, name: str) -> None:
    for attribute, value in list(element.attrib.items()):
        local = attribute.rsplit("}", 1)[-1]
        if local == "id":
            element.set(attribute, f"{name}-{value}")
        elif local == "href":
            if value.startswith("#"):
                element.set(attribute, f"#{name}-{value[1:]}")
            elif not value.startswith("data:image/"):
                del element.attrib[attribute]
        elif local.startswith("on"):
            del element.attrib[attribute]
        elif "url(" in value:
            element.set(attribute, _OUTSIDE_REFERENCE.sub("none", _OWN_REFERENCE.sub(rf"url(#{name}-\1)", value)))
