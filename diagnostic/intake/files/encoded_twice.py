"""Text encoded twice: UTF-8 that a program took for another encoding, and saved again. `Ã©` is é, and nothing else."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from functools import cache

# what UTF-8 is taken for: Windows and the web, a Mac, a DOS window
PAGES = ("cp1252", "mac_roman", "cp850")
WRITTEN = (*map(chr, range(0xA0, 0x180)), *"€’‘“”–—…•‚„‹›™\u202f\u2009\ufeff")
BEYOND = range(0x80, 0x100)
# so many of the characters beyond ASCII are doubled where the text is
DOUBLED = 0.25
NAME = "utf-8-as-"
# how Ã, Â, √, ¬, ├ and ┬, one of which is in every such text, are written: looked for first, which is quick
MARKS = tuple(character.encode() for character in "ÃÂ√¬├┬")


def page_of(chunks: Iterable[bytes]) -> str | None:
    """What a text in UTF-8 was taken for before it was saved again, None where it was not."""
    doubled, sound = dict.fromkeys(PAGES, 0), 0
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    for chunk in chunks:
        text = decoder.decode(chunk)
        sound += 0 if text.isascii() else len(text) - len(text.encode("ascii", "ignore"))
        for page in PAGES if any(mark in chunk for mark in MARKS) else ():
            doubled[page] += sum(map(len, _sequences(page).findall(text)))
    page = max(PAGES, key=lambda page: doubled[page])
    return page if doubled[page] and doubled[page] >= DOUBLED * sound else None


def repaired(text: str, page: str) -> str:
    """The text as it was first written."""
    meant = _meant(page)
    return _sequences(page).sub(lambda found: meant[found[0]], text)


@cache
def _meant(page: str) -> dict[str, str]:
    """What each sequence of characters stands for; a byte that the page has not is kept as a control."""
    forms: dict[str, str] = {}
    for form in (page, "latin-1") if page == "cp1252" else (page,):
        shown = {byte: bytes([byte]).decode(form, "ignore") or chr(byte) for byte in BEYOND}
        forms |= {"".join(shown[byte] for byte in character.encode("utf-8")): character for character in WRITTEN}
    return forms


@cache
def _sequences(page: str) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(_meant(page), key=lambda sequence: (-len(sequence), sequence)))))


class _Decoder(codecs.IncrementalDecoder):
    """UTF-8, and what stands for something else put right; no sequence is cut, for all its characters are beyond ASCII."""

    page: str

    def __init__(self, errors: str = "strict"):
        super().__init__(errors)
        self.first = codecs.getincrementaldecoder("utf-8-sig")(errors)
        self.held = ""

    def decode(self, given: bytes, final: bool = False) -> str:  # type: ignore[override]
        text = self.held + self.first.decode(given, final)
        whole = len(text) if final else next((place for place in range(len(text), 0, -1) if text[place - 1].isascii()), 0)
        self.held = text[whole:]
        return repaired(text[:whole], self.page).removeprefix("\ufeff")

    def reset(self) -> None:
        self.first.reset()
        self.held = ""


def _codec(name: str) -> codecs.CodecInfo | None:
    """The codec of a text encoded twice, under a name such as `utf-8-as-cp1252`."""
    page = name.replace("-", "_").removeprefix(NAME.replace("-", "_"))
    if page == name.replace("-", "_") or page not in PAGES:
        return None
    decoder = type("Twice", (_Decoder,), {"page": page})

    def decode(given: bytes, errors: str = "strict") -> tuple[str, int]:
        return decoder(errors).decode(bytes(given), True), len(given)

    def encode(text: str, errors: str = "strict") -> tuple[bytes, int]:
        return text.encode("utf-8", errors).decode("latin-1").encode("utf-8"), len(text)

    return codecs.CodecInfo(encode, decode, incrementaldecoder=decoder, name=f"{NAME}{page}")  # type: ignore[arg-type]


codecs.register(_codec)
