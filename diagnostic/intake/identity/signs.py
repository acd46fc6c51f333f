"""What a label tells of somebody: a name, an address, a number, or a sentence that somebody wrote."""

from __future__ import annotations

import re
from collections.abc import Set

from diagnostic.intake.cells.tokens import tokens
from diagnostic.intake.cells.words import EMAIL, PHONE
from diagnostic.intake.identity.people import Word, is_organisation, is_person, said_of

# a name, an address or a number is found at the beginning of a longer label; all of it is a sentence in any case
LONGEST = 300
_LETTER, _CAPITAL, _SMALL = r"[^\W\d_]", r"[^\W\d_a-zà-öø-ÿ]", r"[^\W\d_A-ZÀ-ÖØ-Þ]"
_TITLE = re.compile(
    r"(?i:\b(?:mmes?|mlles?|melle|mesdames|madame|mesdemoiselles|mademoiselle|monsieur|messieurs|mrs?|herr|frau|mevrouw|señora?|signora?|senhora?)\b\.?)"
    rf"|(?<![\w.])(?<!\d )M(?:M|r)?\.(?={_LETTER}| )|^m\. (?={_LETTER}{{2}})|^M (?={_CAPITAL})|(?<!\w)M (?={_CAPITAL}{{2}})"
    rf"|\b(?:Dr|DR|Docteur|Me|Ma[iî]tre|Pr|Professeur|Ms|Miss|Sra?|Dhr|Mevr|Sig|Dott|Pani)\b\.? (?={_CAPITAL})"
)
_ALWAYS = re.compile(r"(?i)m(?:me|lle|elle|adame|ademoiselle|onsieur|rs?)?s?\.?\s*")
_PIECE = re.compile(r"[^\W\d_]+")
# a separator between two things said in one label
_APART = re.compile(r"\s[-–—]+\s|\s?[:;/|]\s?|(?<=\w)[,.]\s(?=.* )")
_PARENTHESIS = re.compile(r"\(([^)]*)\)")

_WAY = (
    r"(?:rue|avenue|av|ave|boulevard|boul|bld|blvd|bd|chemin|che|impasse|imp|all[ée]es?|quai|route|rte|square|sq|faubourg|fbg|ruelle|venelle"
    r"|esplanade|promenade|hameau|lieu-?dit|r[ée]sidence)"
)
_BEFORE = r"(?<![\d/.-])\d{1,4}(?:[ -]?(?:bis|ter|quater|[a-dA-D]))?,? +"
_ADDRESS = (
    re.compile(rf"(?i:{_BEFORE}{_WAY}\b\.?) *{_LETTER}"),
    re.compile(rf"{_BEFORE}[Pp]l(?:ace|\.)? (?:d[eu]s? )?(?:la |l['’])?{_CAPITAL}"),
    re.compile(rf"{_LETTER}{{3,}}(?:stra(?:ß|ss)e|str\.|straat|laan|gasse|weg|platz) \d{{1,4}}\b"),
)
_MAY_BE_ADDRESS = (
    re.compile(r"(?i)\b\d{1,5}[a-d]? (?:[a-z'-]+\.? ){1,3}(?:street|st|road|rd|ave(?:nue)?|lane|ln|drive|crescent|terrace|blvd)\b"),
    re.compile(r"(?i:\b(?:rue|calle|carrer|via|rua|avenida|ulica|ul\.)) [^\d,;]{3,40},? (?:n[º°o]\.? ?)?\d{1,3}\b"),
    re.compile(r"(?i)\b(?:appartement|app?t|étage|etage|digicode)\b\.? ?(?:n°)? ?\d|\d ?(?:er|[eè]me?|e) ?étage"),
)
_NUMBER = (
    EMAIL,
    PHONE,
    re.compile(r"(?i)\w ?(?:@|\(at?\)|\[at?\]| arobase ) ?[\w-]+ ?(?:\.|\(dot\)| point ) ?[a-z]{2,}|\w{3}@\w{3}"),
    re.compile(
        r"(?<![\w+])\+\d(?:[ ().-]?\d){7,14}(?!\d)|(?<![\d(])\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?!\d)|(?<!\d)0\d(?:[ ./-]?\d{2}){4}(?!\d)"
    ),
    # social security, bank account, number plate
    re.compile(r"(?<!\d)[12] ?\d\d ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d\d|2[AB]) ?\d{3} ?\d{3}(?: ?\d\d)?(?!\d)"),
    re.compile(r"\b[A-Z]{2}\d\d(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b"),
    re.compile(r"(?i)(?<![\w-])(?!ss|ww)[a-hj-np-tv-z]{2}[ -]?\d{3}[ -]?[a-hj-np-tv-z]{2}(?![\w-])"),
    re.compile(r"(?<![\d-])\d{3}-\d\d-\d{4}(?![\d-])"),
    re.compile(r"(?i)\bn[ée]{1,2}(?:\(?e\)?)?s? le \d|\bborn (?:on )?\d"),
)
_MAY_BE_NUMBER = (
    re.compile(r"(?<!\d)\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d(?!\d)|(?<!\d)(?:19|20)\d\d-\d\d-\d\d(?!\d)"),
    re.compile(
        r"(?i)\b(?:dossier|demande|r[ée]f(?:[ée]rence)?|matricule|allocataire|ticket|case|account|compte|facture|contrat|num[ée]ro|badge)\b"
        r"\.? ?(?:n[°ºo]\.? ?|: ?|# ?)*(?=[a-z]{0,3}[-/]?\d)[\w/-]*\d{3}"
    ),
)
# with as many digits a label bears a number, whatever it counts
DIGITS = 6
# a sentence has as many words, fewer where it has the words of one
_SENTENCE, _SAYING = 13, 4
_ENDING = re.compile(rf"(?:{_LETTER}{{4}}|[)»]| )[.!?…]+(?:\s+{_CAPITAL}|\s*$)")
# signs that no name has; it has no more words
_NO_NAME = re.compile(r"[\d()/&_+:;,]")
_NAME = 5
# fewer capitals are an acronym as often as a surname
_SURNAME = 4


def sure(label: str, place: bool = False) -> str | None:
    """What a label is whatever else is written: `person`, `address`, `number`; else None. A `place` is called by an address or by a
    name as often as not."""
    text = label[:LONGEST]
    if any(form.search(text) for form in _NUMBER):
        return "number"
    if _is_titled(text):
        return "person"
    if place:
        return None
    if any(form.search(text) for form in _ADDRESS):
        return "address"
    return "person" if _is_name(text) else None


def likely(label: str, familiar: Set[str], place: bool = False, titles: bool = False) -> str | None:
    """What a label that seldom comes reads as, `sentence` too; else None. `familiar` are the words that come back in other labels; not
    an address where a `place` is a town's, not a name by its capitals where all words have one (`titles`)."""
    text = label[:LONGEST]
    if not (place and _is_public(text)):
        if any(form.search(text) for form in (*_ADDRESS, *_MAY_BE_ADDRESS)):
            return "address"
        if sum(character.isdigit() for character in text) >= DIGITS or any(form.search(text) for form in _MAY_BE_NUMBER):
            return "number"
    if _is_name(text) or _bears_name(text, familiar) or _is_written_as_name(text, familiar, titles):
        return "person"
    return "sentence" if _is_sentence(label) else None


def _is_titled(text: str) -> bool:
    """ "Mme Roy", "suite appel M. DE LA TOUR"; not "Mme le Maire", "Madame, Monsieur", nor "rue du Dr Roux"."""
    for title in _TITLE.finditer(text):
        following = [word for piece in _PIECE.findall(text[title.end() : title.end() + 60]) for word in tokens(piece)]
        name = following
        while name and said_of("particles", name[0]):
            name = name[1:]
        if not name or said_of("unnamed", following[0]) or said_of("offices", name[0]):
            continue
        if _ALWAYS.fullmatch(title[0]) or not _after_place(text[: title.start()]):
            return True
    return False


def _is_name(text: str) -> bool:
    """Whether all of a label is a name of which a part is known: "DUPONT Jean-Pierre", "Fatima Zahra El Amrani", "jean dupont"."""
    pieces = _PIECE.findall(text)
    said = [word for piece in pieces for word in tokens(piece)]
    if not 2 <= len(said) <= _NAME or _NO_NAME.search(text.replace(",", "")) or _is_honoured(said) or is_organisation(text):
        return False
    own = [word for word in said if not said_of("particles", word)]
    if len(own) < 2 or any(said_of("places", word) or said_of("offices", word) or said_of("about", word) for word in said):
        return False
    capitals = all(piece[0].isupper() or said_of("particles", piece.lower()) for piece in pieces)
    return (capitals or text.islower()) and any(map(_is_known, own))


def _bears_name(text: str, familiar: Set[str]) -> bool:
    """Whether a name that no other label says stands in one: "Acte de naissance Jean Dupont", "rappeler Quenouillard"."""
    for part in _parts(text):
        pieces = _PIECE.findall(part)
        said = [tokens(piece) for piece in pieces]
        for at, piece in enumerate(pieces):
            before = [word for words in said[:at] for word in words]
            if any(said_of("places", word) for word in before) or _is_honoured([word for words in said[at:] for word in words]):
                break
            if at and _is_known(*said[at]) and _is_known(*said[at - 1]):
                return True
            if not piece[0].isupper():
                continue
            around = [other for other in (at - 1, at + 1) if 0 <= other < len(pieces) and pieces[other][0].isupper()]
            if _is_known(*said[at]) and any(_is_new(said[other], familiar) for other in around):
                return True
            if _is_proper(piece) and _is_new(said[at], familiar) and _is_about(before):
                return True
    return False


def _is_written_as_name(text: str, familiar: Set[str], titles: bool) -> bool:
    """Whether a label of words that nothing else says is written as a name: "KOWALCZYK Zbigniew", "O'Brien", "Ségolène Quenouillard"."""
    pieces = [piece for piece in _PIECE.findall(text) if not said_of("particles", piece.lower())]
    said = [word for piece in pieces for word in tokens(piece)]
    if not said or len(said) > _NAME or _is_honoured(said) or any(said_of("places", word) for word in said):
        return False
    if not all(_is_new((word,), familiar) for word in said) or is_organisation(text) or _TITLE.search(text):
        return False
    if re.match(r"(?:O['’]|Mc|Ben |El |Al |Ould |[Dd]e [Ll]a |[Dd]['’])[A-ZÀ-Þ]", text):
        return True
    written = is_person(text) and not any(piece.isupper() and 1 < len(piece) < _SURNAME for piece in pieces)
    return written or (not titles and len(pieces) >= 2 and not _NO_NAME.search(text) and all(map(_is_proper, pieces)))


def _is_sentence(label: str) -> bool:
    words = tokens(label)
    if len(words) >= _SENTENCE:
        return True
    return len(words) >= _SAYING and (any(said_of("saying", word) for word in words) or bool(_ENDING.search(label)))


def _parts(text: str) -> list[str]:
    """The things said in a label; none in one whose parenthesis says that it is a place: "Paul Bert (piscine)"."""
    aside = [word for inside in _PARENTHESIS.findall(text) for word in tokens(inside)]
    return [] if any(said_of("places", word) for word in aside) else _APART.split(text)


def _is_public(text: str) -> bool:
    """ "Mairie annexe, 1 place de la République": whose address is no secret."""
    return is_organisation(text) or any(said_of("places", word) for word in tokens(re.split(r"\d", text)[0]))


def _after_place(before: str) -> bool:
    return any(said_of("places", word) for word in tokens(_APART.split(before)[-1]))


def _is_about(before: list[str]) -> bool:
    """ "rappeler", "suite appel", "dossier de la"."""
    while before and said_of("particles", before[-1]):
        before = before[:-1]
    return bool(before) and said_of("about", before[-1])


def _is_honoured(said: list[str]) -> bool:
    return said_of("honoured", *said)


def _is_known(*word: str) -> bool:
    return said_of("given", *word) or said_of("surnames", *word)


def _is_new(words: Word, familiar: Set[str]) -> bool:
    """Whether a word is one that no label which comes back has, and that is no function of a town."""
    known = ("organisations", "ways", "kinds", "ordinary", "places")
    return bool(words) and not any(word in familiar or any(said_of(name, word) for name in known) for word in words)


def _is_proper(piece: str) -> bool:
    return len(piece) > 2 and piece[0].isupper() and (piece[1:].islower() or len(piece) > _SURNAME)


def is_titled_case(label: str) -> bool | None:
    """Whether all words of a label of several have a capital; None of one word."""
    pieces = [piece for piece in _PIECE.findall(label) if len(piece) > 3]
    return all(piece[0].isupper() for piece in pieces) if len(pieces) > 1 else None
