"""What of a notebook reaches the client, and where."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

from diagnostic.blocks import Message, Note, saved
from diagnostic.engagement import Client, Engagement
from diagnostic.indicators.catalogue import catalogue
from diagnostic.report.annex import _indicator_row, _indicators
from diagnostic.report.executed import Notebook
from diagnostic.report.model import (
    Bullets,
    Document,
    Figure,
    FindingItem,
    Heading,
    KeyFigures,
    NoteItem,
    Paragraph,
    Section,
    TableItem,
    plain,
)
from diagnostic.report.parts import Parts
from diagnostic.wording import Quantity, Word
from tests.report import sample


def figures_of(section: Section) -> list[Figure]:
    shown = [item.figure if isinstance(item, FindingItem) else item for item in section.items]
    return [item for item in shown if isinstance(item, Figure)]


def words(document: Document) -> str:
    return str(asdict(document))


def one(town: Engagement, *cells, section: str | None = "who", language: str = "fr", **metadata) -> Document:
    return sample.composed([sample.write(town.executed, "01_one", *cells, section=section, **metadata)], town, language)


def test_prose_of_another_language_internal_untagged_and_code_stay_out(town: Engagement) -> None:
    cells = [
        sample.prose("Bonjour.", "fr"),
        sample.prose("Hello.", "en"),
        sample.prose("Brouillon.", "internal"),
        sample.prose("Sans langue."),
        sample.prose("Interne et français.", "fr", "internal"),
        sample.shown(sample.finding()),
    ]
    told = words(one(town, *cells))
    assert "Bonjour." in told
    assert not any(hidden in told for hidden in ("Hello", "Brouillon", "Sans langue", "Interne", "secret_code"))


def test_the_annex_prints_a_parameter_as_the_run_of_a_notebook_replaced_it(town: Engagement) -> None:
    run = {"parameters": {"engagement": "x", "repeat_window_days": 21, "small_group": town.parameters.small_group}}
    annex = one(town, sample.prose("Bonjour.", "fr"), sample.shown(sample.finding()), papermill=run).annex
    (grid,) = [item.grid for item in annex.items if isinstance(item, TableItem) and item.grid.source == "parameters"]
    shown = [(row[0].text, row[1].text) for row in grid.rows if "réitération (jours)" in row[0].text]
    assert [text for _, text in shown] == ["7", "21"] and shown[1][0].startswith(shown[0][0])


def test_the_annex_names_the_topics_that_no_profile_is_crossed_with(town: Engagement) -> None:
    said = []
    for sensitive in ((), ("Aide sociale", "Logement")):
        told = town.model_copy(update={"perimeter": town.perimeter.model_copy(update={"sensitive": sensitive})})
        annex = one(told, sample.prose("Bonjour.", "fr"), sample.shown(sample.finding())).annex
        said.append([plain(line) for item in annex.items if isinstance(item, Bullets) for line in item.lines])
    (more,) = [line for line in said[1] if line not in said[0]]
    assert "Aide sociale et Logement" in more and len(said[1]) == len(said[0]) + 1


def test_blocks_of_an_internal_cell_stay_out(town: Engagement) -> None:
    document = one(town, sample.prose("Bonjour.", "fr"), sample.shown(sample.finding(), tags=("internal",)))
    assert [item.kind for item in document.sections[0].items] == ["paragraph"]


def test_sections_follow_the_users_path_whatever_the_order_of_the_notebooks(french: Document) -> None:
    assert [section.id for section in french.sections] == [
        "who",
        "access",
        "times",
        "repeats",
        "agents",
        "gaps",
        "section-07_local",
        "data",
    ]


def test_numbering_closes_up_over_sections_without_content(town: Engagement) -> None:
    names = (("01", "who"), ("02", "access"), ("03", "repeats"), ("08", "data"))
    cells = {"access": [sample.prose("Only English.", "en")]}
    paths = [sample.write(town.executed, name, *cells.get(part, [sample.prose("Bonjour.", "fr")]), section=part) for name, part in names]
    document = sample.composed(paths, town, "fr")
    assert [(section.id, section.number) for section in document.sections] == [("who", "1"), ("repeats", "2"), ("data", "")]


def test_a_failed_notebook_gives_a_notice_and_nothing_of_its_error(town: Engagement) -> None:
    stopped = sample.prose("<span>Execution using papermill encountered an exception here</span>", "fr", "papermill-error-cell-tag")
    broken = [sample.shown(sample.finding()), sample.error("ZeroDivisionError", "division by zero")]
    for cells, metadata in (([stopped, *broken], {}), (broken, {"papermill": {"exception": True}})):
        document = one(town, *cells, **metadata)
        (notice,) = document.sections[0].items
        assert isinstance(notice, NoteItem) and notice.note == "failed"
        assert not any(hidden in words(document) for hidden in ("Traceback", "ZeroDivision", "papermill", "sample.closed"))


def test_a_cell_broken_by_an_edit_keeps_the_rest_and_says_so(town: Engagement) -> None:
    items = one(town, sample.shown(sample.finding()), sample.error("NameError", "x")).sections[0].items
    assert [item.kind for item in items] == ["finding", "note"]


def test_an_edited_notebook_stands_for_the_one_it_was_made_from(town: Engagement) -> None:
    for name in ("02_b", "01_a", "02_b.edited"):
        sample.write(town.executed, name)
    assert [path.name for path in saved(town.executed).values()] == ["01_a.ipynb", "02_b.edited.ipynb"]
    assert Notebook.open(town.executed / "02_b.edited.ipynb").name == "02_b"


def test_an_analysts_notebook_is_titled_by_its_first_heading(town: Engagement) -> None:
    document = one(town, sample.prose("# Les marchés\n\nTexte.", "fr"), section=None)
    assert (document.sections[0].title, document.sections[0].number) == ("Les marchés", "1")
    assert [item.kind for item in document.sections[0].items] == ["paragraph"]


def test_headings_that_nothing_follows_are_left_out(town: Engagement) -> None:
    told = "## Vide\n\n## Plein\n\nTexte.\n\n### Sous-titre vide\n\n## Vide aussi"
    items = one(town, sample.prose(told, "fr")).sections[0].items
    assert [plain(item.runs) for item in items] == ["Plein", "Texte."]


def test_no_heading_skips_a_level_and_findings_stand_below_theirs(town: Engagement) -> None:
    cells = [
        sample.prose("### Sous-titre sans titre", "fr"),
        sample.shown(sample.finding()),
        sample.prose("## A\n\n### B", "fr"),
        sample.shown(sample.finding()),
    ]
    items = one(town, *cells).sections[0].items
    assert [item.level for item in items if isinstance(item, Heading | FindingItem)] == [2, 3, 2, 3, 4]


def test_key_figures_are_gathered_in_even_rows_of_at_most_four(town: Engagement) -> None:
    five = [*sample.indicators()[:4], sample.indicators()[0]]
    items = one(town, *(sample.shown(indicator) for indicator in five), sample.shown(sample.finding())).sections[0].items
    assert [len(item.figures) for item in items if isinstance(item, KeyFigures)] == [3, 2]


def test_a_key_figure_has_its_value_its_label_and_its_range(town: Engagement) -> None:
    (figures,) = one(town, sample.shown(sample.indicators()[0])).sections[0].items
    (figure,) = figures.figures
    assert (figure.value.text, figure.value.value, figure.value.source) == ("25\u00a0%", 0.2512, "opening.out_of_hours_share[all]")
    assert figure.range.text == "entre 23 et 27\u00a0%"
    assert figure.label == "des appels arrivent quand l’accueil est fermé"


def test_an_indicator_without_a_value_is_no_key_figure(town: Engagement) -> None:
    unmeasured = replace(sample.indicators()[4], headline="all")
    sections = one(town, sample.shown(unmeasured)).sections
    assert [item.kind for section in sections for item in section.items] == ["heading", "table"]


def test_missing_data_are_said_in_their_section(town: Engagement) -> None:
    (note,) = one(town, sample.shown(Note(Message("sample.missing"), "missing"))).sections[0].items
    assert note.note == "missing" and "Il manque" in plain(note.runs)


def test_what_is_not_measured_is_told_once_in_the_table_of_the_data_and_other_lacks_beside_it(town: Engagement) -> None:
    about = Note(Message("sample.missing"), "missing", ["counter.wait_p50"])
    apart, hidden = Note(Message("sample.caveat"), "missing"), Note(Message("sample.method"), "hidden", ["counter.wait_p50"])
    cells = [sample.shown(sample.finding(), sample.indicators()[4], about, apart, hidden)]
    who, data = one(town, *cells).sections
    assert [item.kind for item in who.items] == ["finding"]
    assert [item.kind for item in data.items] == ["heading", "note", "table"]
    assert plain(data.items[1].runs) == "Les appels masqués ne sont pas reliés à une personne."


def test_a_section_that_measures_nothing_points_to_the_table_in_one_line_and_keeps_its_prose(town: Engagement) -> None:
    about, other = Note(Message("sample.missing"), "missing", ["counter.wait_p50"]), Note(Message("sample.caveat"), "missing")
    who, data = one(town, sample.prose("Bonjour.", "fr"), sample.shown(sample.indicators()[4], about, other)).sections
    assert [item.kind for item in who.items] == ["paragraph", "note", "note"]
    assert plain(who.items[1].runs) == "Les appels masqués ne sont pas reliés à une personne."
    assert "La qualité des données" in plain(who.items[2].runs) and "Il manque" not in plain(who.items[2].runs)
    assert [item.kind for item in data.items] == ["heading", "table"]


def test_what_no_row_says_is_not_measured_keeps_its_sentence(town: Engagement) -> None:
    about = Note(Message("sample.missing"), "missing", ["counter.wait_p50"])
    (who,) = one(town, sample.shown(about)).sections
    assert [item.about for item in who.items] == [("counter.wait_p50",)] and "Il manque" in plain(who.items[0].runs)


def test_method_notes_and_annex_figures_go_to_the_annex_alone(french: Document) -> None:
    body = [item for section in french.sections for item in section.items]
    assert not any(isinstance(item, NoteItem) and item.note == "method" for item in body)
    assert not any(getattr(item, "id", "") == "figure-survival" for item in body)
    figures = [item.id for item in french.annex.items if item.kind == "figure"]
    methods = [line for item in french.annex.items if isinstance(item, Bullets) for line in item.lines]
    assert figures == ["figure-survival"]
    assert any("transferts" in plain(line) for line in methods)


def test_figures_are_numbered_in_reading_order_and_apart_in_the_annex(french: Document) -> None:
    body = [figure.number for section in french.sections for figure in figures_of(section)]
    assert body == [str(number) for number in range(1, len(body) + 1)] and len(body) > 8
    assert [figure.number for figure in figures_of(french.annex)] == ["A1"]


def test_a_chart_that_stands_alone_is_titled_and_one_under_the_title_of_a_finding_is_not(town: Engagement) -> None:
    finding, figure = one(town, sample.shown(sample.finding(chart=sample.chart()), sample.chart("market"))).sections[0].items
    assert finding.figure.title == ""
    assert figure.title == sample.WORDS["fr"]["table"]["title"]


def test_the_annex_defines_every_indicator_once_and_says_what_is_missing(french: Document) -> None:
    tables = [item.grid for item in french.annex.items if isinstance(item, TableItem) and item.grid.source.startswith("indicators:")]
    names = [row[0] for table in tables for row in table.rows]
    assert len(names) == len({name.text for name in names}) == 5
    waiting = next(row for table in tables for row in table.rows if row[0].text == "Attente au guichet")
    assert waiting[1].text == "non mesuré"
    assert "Il manque l’heure d’appel du ticket" in waiting[0].note


def test_the_annex_gives_a_base_only_where_the_denominator_counts_what_was_observed(monkeypatch) -> None:
    monkeypatch.setattr(Parts, "label", lambda parts, name: name)  # the sample has words for few indicators
    counted = sample.row(Quantity(0.3, "share", source="repeat.rate[all]"), denominator=400)
    spread = [
        sample.row(Quantity(1.2, unit, source=f"{name}[all]"), denominator=250.4)
        for name, unit in (("repeat.chaser_rate", "per_100_case_months"), ("repeat.fte", "fte"), ("opening.shoulder_load", "ratio"))
    ]
    bases = [_indicator_row(row, Parts("fr"), brief=True)[3].text for row in (counted, *spread)]
    assert bases == ["400", "", "", ""]
    assert {name for name, definition in catalogue().items() if not definition.base} > {"repeat.fte", "opening.weekly_hours"}


def test_a_small_towns_list_leaves_out_figures_that_tell_nothing_and_no_list_tells_the_whole_of_shares(monkeypatch) -> None:
    monkeypatch.setattr(Parts, "label", lambda parts, name: name)
    figures = {
        "channel.share": Quantity(1.0, "share"),
        "opening.swap_gain": Quantity(-3.0, "points", -13.0, 8.0),
        "repeat.fte": Quantity(0.02, "fte"),
        "processing.open_stock": Quantity(0.0, "count"),
        "repeat.rate": Quantity(0.2, "share", 0.1, 0.3),
    }
    rows = [sample.row(replace(figure, source=f"{name}[all]")) for name, figure in figures.items()]
    listed = {brief: [row[0].text for item in _indicators(rows, Parts("fr"), brief) for row in rows_in(item)] for brief in (True, False)}
    assert sorted(listed[True]) == ["processing.open_stock", "repeat.rate"]
    assert sorted(listed[False]) == sorted(figures)
    assert "100" not in _indicator_row(rows[0], Parts("fr"), brief=False)[1].text
    gained = sample.row(Quantity(3.0, "points", 1.0, 8.0, "opening.swap_gain[all]"))
    assert [row[0].text for item in _indicators([gained], Parts("fr"), True) for row in rows_in(item)] == ["opening.swap_gain"]


def rows_in(item) -> tuple:
    return item.grid.rows if isinstance(item, TableItem) else ()


def test_the_annex_gives_the_bounds_of_a_hidden_share_that_has_some(monkeypatch) -> None:
    monkeypatch.setattr(Parts, "label", lambda parts, name: name)
    hidden = sample.row(Quantity(None, "share", source="repeat.rate[all]"), status="suppressed", note="")
    bounded = hidden | {"note": "bounded", "low_definition": 0.99, "high_definition": 1.0}
    told = [[cell.text for cell in _indicator_row(row, Parts("fr"), brief=True)[1:]] for row in (hidden, bounded)]
    assert told == [["masqué", "", ""], ["masqué", "entre 99 et 100\u00a0%", ""]]


def test_page_one_points_to_the_findings_of_the_body(french: Document) -> None:
    ids = {item.id for section in french.sections for item in section.items if isinstance(item, FindingItem)}
    first = french.essential.messages[0]
    assert first.target in ids
    assert first.range.text == "entre 23 et 27\u00a0%"
    assert first.reliability == "solide"


def test_a_sentence_that_gives_its_range_is_not_given_it_twice(town: Engagement) -> None:
    from diagnostic.report.parts import Parts

    parts = Parts("fr")
    quantities = {"share": sample.SHARE}
    runs = parts._runs(Message("sample.closed.reading", quantities))
    assert parts._range_in(runs, quantities) is None


def test_a_sentence_with_two_ranges_is_given_none(town: Engagement) -> None:
    from diagnostic.report.model import Run
    from diagnostic.report.parts import Parts

    quantities = {"share": sample.SHARE, "letters": sample.LETTERS}
    both = tuple(Run("x", quantity.value, quantity.source) for quantity in quantities.values())
    parts = Parts("fr")
    assert parts._range_in(both, quantities) is None
    assert parts._range_in(both[:1], quantities).text == "entre 23 et 27\u00a0%"


def test_ids_are_unique(french: Document) -> None:
    items = [item for part in french.parts for item in part.items]
    ids = [item.id for item in items if item.kind in ("finding", "figure")]
    ids += [item.figure.id for item in items if item.kind == "finding" and item.figure]
    assert len(ids) == len(set(ids)) > 10


def test_the_cover_says_whose_over_what_and_from_when(french: Document) -> None:
    assert (french.client, french.day) == ("Saint-Exemple-sur-Loire", "2026-01-10")
    assert plain(french.period) == "Période étudiée\u00a0: du 1er\u00a0janvier\u00a02025 au 31\u00a0décembre\u00a02025"
    assert plain(french.population) == "75\u202f342 habitants"


def test_an_extract_date_that_nobody_gave_is_said_to_be_assumed(tmp_path: Path, french: Document) -> None:
    period = sample.engagement(tmp_path).period.model_copy(update={"extract_date": None})
    document = sample.composed([], sample.engagement(tmp_path, period=period, client=Client(name="Ville")), "fr")
    assert "présumée" in plain(document.date) and "présumée" not in plain(french.date)
    assert document.day == "2025-12-31"


def test_the_other_language_has_the_same_shape(rich) -> None:
    french, english = (rich[1][language] for language in ("fr", "en"))
    shapes = [[section.id for section in document.sections if section.id != "section-07_local"] for document in (french, english)]
    assert shapes[0] == shapes[1]
    assert plain(english.essential.messages[0].runs) == "One call in four arrives while the desk is closed"


def test_columns_keep_their_order_through_a_saved_notebook(town: Engagement) -> None:
    (item,) = one(town, sample.shown(sample.table())).sections[0].items
    assert [column.label for column in item.grid.columns] == ["Démarche", "La moitié en", "Neuf sur dix en", "Dossiers", "Dans le délai"]
    assert item.grid.rows[0][0].text == "Acte de naissance"


def test_markdown_keeps_its_emphasis_its_lists_and_its_links(town: Engagement) -> None:
    told = "Un *mot* et un **autre**, [ici](https://exemple.fr) ; pas [là](javascript:alert).\n\n1. un\n2. deux\n\n`code` <b>brut</b>"
    paragraph, listing, _ = one(town, sample.prose(told, "fr")).sections[0].items
    styles = {run.text: (run.style, run.href) for run in paragraph.runs}
    assert styles["mot"] == ("emphasis", "") and styles["autre"] == ("strong", "")
    assert styles["ici"] == ("", "https://exemple.fr")
    assert not any(run.href.startswith("javascript") for run in paragraph.runs)
    assert isinstance(paragraph, Paragraph) and isinstance(listing, Bullets) and listing.ordered and len(listing.lines) == 2
    assert "\u202f;" in plain(paragraph.runs)


def test_the_line_under_a_finding_leaves_out_the_count_that_its_caption_gives() -> None:
    counted = Message(
        "findings.source", {"n": sample.CALLS, "what": Word("words.counted.calls"), "reliability": Word("words.reliability.solid")}
    )
    other = Message(counted.key, {**counted.values, "n": replace(sample.CALLS, value=sample.CALLS.value + 1)})
    for source, chart, told in ((counted, sample.chart(), False), (counted, None, True), (other, sample.chart(), True)):
        line = plain(Parts("fr").finding(sample.finding(source=source, chart=chart), 2).source)
        assert ("appels" in line) == told and "solide" in line
