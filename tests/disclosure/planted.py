"""Names, addresses, numbers and sentences as agents type them where a word was asked, planted in the exports of a sample town."""

from __future__ import annotations

import csv
import io
import re
import shutil
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import openpyxl

from diagnostic import schema
from diagnostic.engagement import Engagement, Source
from diagnostic.intake.files.readers import open_source
from diagnostic.resources import shipped
from tests.opened import content

# kept for the consultant alone, who has to see what could not be read
PRIVATE = {"rejects_values.csv", "doubts_values.csv", "labels_values.csv"}
# cells of these kinds are words; what is no number or date is refused elsewhere, with its row
WORDS = ("text", "choice", "boolean", "choices")
# of so many rows of a file one at most is changed
SPACING = 3
APART = re.compile(r"[ .,/-]+")
ACCENTS = re.compile("[\u0300-\u036f]+")


@dataclass(frozen=True)
class Planted:
    """What is typed, of what `kind`, and a part of it (`mark`) that is nowhere else, to look for."""

    kind: str
    text: str
    mark: str

    def within(self, text: str, bare: str) -> bool:
        """Whether a folded text tells it; `bare` is the text without what sets digits apart."""
        mark = folded(self.mark)
        return APART.sub("", mark) in bare if any(map(str.isdigit, mark)) else mark in text


PLANTED = (
    Planted("title", "Mme Quenouillard", "Quenouillard"),
    Planted("title", "mme truchemol", "truchemol"),
    Planted("title", "MME BOURBAKIAN", "BOURBAKIAN"),
    Planted("title", "M. Zygmontov Jean", "Zygmontov"),
    Planted("title", "Monsieur Pétrucianov", "Pétrucianov"),
    Planted("title", "Mlle de La Tourette-Bize", "Tourette"),
    Planted("title", "Mme Le Goffinec", "Goffinec"),
    Planted("title", "M ABRAMOVICZ", "ABRAMOVICZ"),
    Planted("title", "Mrs Featherstonehaugh", "Featherstonehaugh"),
    Planted("title", "Mr. Seamus O'Bannon", "O'Bannon"),
    Planted("title", "Dr Knockovic", "Knockovic"),
    Planted("title", "Me Maîtrejeannot", "Maîtrejeannot"),
    Planted("title in a phrase", "suite appel Mme Vermicellon", "Vermicellon"),
    Planted("title in a phrase", "CNI M. Oustalinet (urgent)", "Oustalinet"),
    Planted("name", "WOJTKOWIACZ Jean-Pierre", "WOJTKOWIACZ"),
    Planted("name", "Jean-Pierre WALIGURSKY", "WALIGURSKY"),
    Planted("name", "Hélène Paulstrovna", "Paulstrovna"),
    Planted("name", "bizouarnec jean", "bizouarnec"),
    Planted("name", "THERESE MIRONTONNE", "MIRONTONNE"),
    Planted("name", "Nguyen Van Anhkiet", "Anhkiet"),
    Planted("name", "Fatima Zahra El Amranizi", "Amranizi"),
    Planted("name", "Mohamed Ben Alioukine", "Alioukine"),
    Planted("name", "Diallo Mamadou Saliou", "Saliou"),
    Planted("name", "Maria da Silva Pontevedrina", "Pontevedrina"),
    Planted("name", "Lévy-Strausskind, Simone", "Strausskind"),
    Planted("name", "O'Shaughnassy", "Shaughnassy"),
    Planted("name", "Anne de La Tourniquette", "Tourniquette"),
    Planted("name", "KRZYZEWSKY Zdzislaw", "KRZYZEWSKY"),
    Planted("name", "Zénobie Pipistrelline", "Pipistrelline"),
    Planted("name in a phrase", "Acte de naissance Michel Cornichonet", "Cornichonet"),
    Planted("name in a phrase", "rappeler Bidulovitch", "Bidulovitch"),
    Planted("name in a phrase", "dossier Mirabellion", "Mirabellion"),
    Planted("name in a phrase", "Voirie - Yannick Kerdreuzec", "Kerdreuzec"),
    Planted("address", "12 rue des Liserons", "rue des Liserons"),
    Planted("address", "3 bis, av. Pompidourin 75011 Paris", "Pompidourin"),
    Planted("address", "habite 7 impasse du Grillonet", "impasse du Grillonet"),
    Planted("address", "45 Honeysuckleby Road", "Honeysuckleby"),
    Planted("number", "2 84 03 75 112 345 67", "2 84 03 75 112 345 67"),
    Planted("number", "sécu 184037511276543", "184037511276543"),
    Planted("number", "FR76 3000 6000 0112 3456 7890 189", "FR76 3000 6000 0112 3456 7890 189"),
    Planted("number", "véhicule GZ-718-QX", "GZ-718-QX"),
    Planted("number", "tél 06 71 93 84 02", "06 71 93 84 02"),
    Planted("number", "+44 20 7946 0958", "44 20 7946 0958"),
    Planted("number", "dossier 2019-QZ-7741", "QZ-7741"),
    Planted("number", "née le 17/03/1931", "17/03/1931"),
    Planted("number", "z.quibblefort @ posteo . net", "quibblefort"),
    Planted("number", "zoe.papillotard@example.org", "papillotard"),
    Planted("sentence", "Madame demande si son fils hospitalisé peut signer", "fils hospitalisé"),
    Planted("sentence", "Bonjour, je suis enceinte de huit mois", "enceinte"),
    Planted("sentence", "attend le versement depuis la mort de son mari", "mort de son mari"),
    Planted("sentence", "Son voisin du deuxième la menace toujours.", "voisin du deuxième"),
    Planted("sentence", "She was evicted and sleeps in her car", "evicted"),
)
# somebody who comes back often, and whose name stands for the topic each time
FREQUENT, TIMES = PLANTED[0], 40


def folded(text: str) -> str:
    """Without accents nor case, apostrophes and spaces as a keyboard writes them."""
    return re.sub(r"\s+", " ", ACCENTS.sub("", unicodedata.normalize("NFKD", text.replace("’", "'"))).casefold())


def plant(town: str, folder: Path, planted: Sequence[Planted] = PLANTED, rows: int | None = None) -> Engagement:
    """A sample town in `folder` with each text in every column of words of every export, in one row; `rows` keeps the first of each CSV
    file, and no workbook."""
    shutil.copytree(shipped("data_samples") / town, folder, ignore=shutil.ignore_patterns("work", "output"))
    engagement = Engagement.load(folder)
    books: dict[Path, openpyxl.Workbook] = {}
    for source in engagement.sources:
        path = folder / source.file
        header = open_source(folder, source).sheet.header
        spread = list(_columns(source, header.names))
        if path.suffix == ".xlsx":
            if rows is None:
                book = books.setdefault(path, openpyxl.load_workbook(path)) if path not in books else books[path]
                _in_sheet(book[str(source.sheet)], header.line, spread, planted)
        else:
            _in_csv(path, source, spread, planted, rows)
    for path, book in books.items():
        book.save(path)
    if rows is None:
        return engagement
    kept = tuple(source for source in engagement.sources if not source.file.endswith(".xlsx"))
    return engagement.model_copy(update={"sources": kept})


def found(paths: Iterable[Path], planted: Sequence[Planted] = PLANTED) -> dict[Planted, list[str]]:
    """Of what is planted, what files tell, and which."""
    told: dict[Planted, list[str]] = {}
    for path in paths:
        text = folded(f"{path.name}\n{_stored(path) if path.suffix == '.parquet' else content(path)}")
        bare = APART.sub("", text)
        for one in planted:
            if one.within(text, bare):
                told.setdefault(one, []).append(path.name)
    return told


def table(told: dict[str, dict[Planted, list[str]]], planted: Sequence[Planted] = PLANTED) -> str:
    """By kind: how many are planted, and how many are found in each of the places."""
    kinds = list(dict.fromkeys(one.kind for one in planted))
    lines = [["", "planted", *told]]
    for kind in [*kinds, "all"]:
        there = [one for one in planted if kind in (one.kind, "all")]
        lines.append([kind, str(len(there)), *(str(sum(one in names for one in there)) for names in told.values())])
    return "\n".join("  ".join(cell.ljust(18) for cell in line) for line in lines)


def _columns(source: Source, names: Sequence[str]) -> Iterator[int]:
    """The places of the columns of words, and of those that no canonical column reads."""
    kinds = schema.TABLES[source.table]
    read = {header: kinds[column].kind for column, header in source.columns.items()}
    yield from (place for place, name in enumerate(names) if read.get(name, "text") in WORDS)


def _placed(rows: int, spread: Sequence[int], planted: Sequence[Planted]) -> Iterator[tuple[int, int, Planted]]:
    """Row, column and text: each text once in each column, one in a row; in a short file some of them, others in each column. The
    frequent one comes back in many rows of the last column."""
    texts = min(len(planted), rows // SPACING // max(1, len(spread)))
    places = [(column, planted[(number * texts + at) % len(planted)]) for number, column in enumerate(spread) for at in range(texts)]
    yield from (((number * rows) // len(places), column, text) for number, (column, text) in enumerate(places))
    if spread and rows > SPACING * TIMES:
        yield from ((rows * number // TIMES + 1, spread[-1], FREQUENT) for number in range(TIMES))


def _in_csv(path: Path, source: Source, spread: Sequence[int], planted: Sequence[Planted], rows: int | None) -> None:
    encoding = source.encoding or "utf-8-sig"
    with path.open(encoding=encoding, newline="") as file:
        header, *lines = list(csv.reader(file, delimiter=";"))
    lines = lines[:rows]
    for row, column, one in _placed(len(lines), spread, planted):
        lines[row] += [""] * (len(header) - len(lines[row]))
        lines[row][column] = one.text
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows([header, *lines])
    path.write_bytes(text.getvalue().encode(encoding))


def _in_sheet(sheet: openpyxl.worksheet.worksheet.Worksheet, header: int, spread: Sequence[int], planted: Sequence[Planted]) -> None:
    for row, column, one in _placed(sheet.max_row - header, spread, planted):
        sheet.cell(header + 1 + row, column + 1).value = one.text


def _stored(path: Path) -> str:
    """The different texts of a Parquet file."""
    with duckdb.connect() as connection:
        kinds = connection.execute("describe select * from read_parquet(?)", [path.as_posix()]).fetchall()
        texts = [name for name, kind, *_ in kinds if kind == "VARCHAR"]
        words = [connection.execute(f'select distinct "{name}" from read_parquet(?)', [path.as_posix()]).fetchall() for name in texts]
    return "\n".join(str(word) for column in words for (word,) in column)
