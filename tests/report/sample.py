"""An invented mission with executed notebooks, rich enough to show every part of a report."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from diagnostic.blocks import Block, Chart, Decision, Essential, Finding, Indicator, Message, Note, Table
from diagnostic.engagement import Brand, Client, Engagement, Period, Source
from diagnostic.report.assemble import compose
from diagnostic.report.executed import Notebook
from diagnostic.report.model import Document
from diagnostic.wording import Day, Quantity

WORDS: dict[str, dict[str, Any]] = {
    "fr": {
        "closed": {
            "title": {
                "one": "{Part} appel sur {whole} arrive quand l'accueil est fermé",
                "other": "{share} des appels arrivent quand l'accueil est fermé",
            },
            "reading": "À midi et en fin de journée, personne ne répond : {share:range} des appels, selon la période. "
            "Ce n'est pas un choix des agents ; c'est l'horaire affiché. "
            "Un appel reçu pendant la fermeture ne dit pas que l'usager n'a pas été joint ensuite.",
        },
        "late": {
            "title": "Acte de naissance avec mention marginale : une demande sur dix attend plus de {days}",
            "reading": "La moitié des demandes reçoit une réponse bien plus tôt. Les plus longues sont celles à qui il manque une pièce.",
        },
        "good": {"title": "{share} des courriers reçoivent une réponse dans le délai annoncé", "reading": "Le délai annoncé est tenu."},
        "source": "{n:exact} appels, du {start} au {end}. Fiabilité : solide.",
        "caption": "Appels par demi-heure, {n:exact} appels.",
        "alt": "Barres : les appels culminent le matin et restent nombreux à midi.",
        "answer": "On joint la collectivité le matin ; à midi et le soir, {share} des appels tombent dans le vide.",
        "unknown": "Combien d'usagers renoncent sans laisser de trace ; une enquête le dirait.",
        "decision": "Ouvrir l'accueil téléphonique de 12 h à 14 h pendant trois mois, à volume d'heures constant.".replace(
            "12 h à 14 h", "midi à deux heures"
        ),
        "caveat": "Les appels masqués ne sont pas reliés à une personne.",
        "missing": "« Attente au guichet » : non mesurable avec les fichiers reçus. Il manque l'heure d'appel du ticket.",
        "method": "Une sollicitation est une prise de contact entrante ; les transferts d'un même appel n'en font qu'une.",
        "table": {
            "title": "Délais par démarche",
            "columns": {
                "procedure": "Démarche",
                "median": "La moitié en",
                "ninth": "Neuf sur dix en",
                "cases": "Dossiers",
                "share": "Dans le délai",
            },
        },
    },
    "en": {
        "closed": {
            "title": {
                "one": "{Part} call in {whole} arrives while the desk is closed",
                "other": "{share} of calls arrive while the desk is closed",
            },
            "reading": "At lunch and after five, nobody answers: {share:range} of calls.",
        },
        "late": {"title": "Birth certificate: one request in ten waits more than {days}", "reading": "Half are answered much sooner."},
        "good": {"title": "{share} of letters are answered in time", "reading": "The announced time is kept."},
        "source": "{n:exact} calls, {start} to {end}. Reliability: solid.",
        "caption": "Calls by half-hour, {n:exact} calls.",
        "alt": "Bars: calls peak in the morning and stay high at noon.",
        "answer": "People get through in the morning; at lunch and in the evening {share} of calls are lost.",
        "unknown": "How many people give up without a trace; a survey would tell.",
        "decision": "Open the phone desk at lunchtime for three months.",
        "caveat": "Withheld numbers are not linked to a person.",
        "missing": "Waiting at the counter: not measurable.",
        "method": "A contact is one inbound attempt; the transfers of a call make one.",
        "table": {
            "title": "Times by procedure",
            "columns": {
                "procedure": "Procedure",
                "median": "Half within",
                "ninth": "Nine in ten within",
                "cases": "Cases",
                "share": "In time",
            },
        },
    },
}
INDICATORS: dict[str, dict[str, Any]] = {
    "fr": {
        "opening": {
            "out_of_hours_share": {
                "label": "des appels arrivent quand l'accueil est fermé",
                "definition": "Appels reçus pendant la fermeture, sur ceux dont l'heure est connue.",
            }
        },
        "processing": {
            "p90": {
                "label": "pour que neuf demandes sur dix soient closes",
                "definition": "Durée avant laquelle neuf demandes sur dix sont closes, demandes encore ouvertes comprises.",
            }
        },
        "handling": {
            "answered_share": {
                "label": "des courriers ont reçu une réponse",
                "definition": "Courriers répondus, sur ceux qui attendent depuis plus que le délai annoncé.",
            }
        },
        "repeat": {
            "hours": {"label": "passées à des réitérations", "definition": "Temps passé par les agents à traiter des réitérations."}
        },
        "counter": {"wait_p50": {"label": "Attente au guichet", "definition": "Du ticket pris à l'appel, la moitié des usagers."}},
    },
    "en": {
        "opening": {
            "out_of_hours_share": {"label": "of calls arrive while the desk is closed", "definition": "Calls received while closed."}
        },
        "processing": {"p90": {"label": "for nine requests in ten to be closed", "definition": "Open requests included."}},
        "handling": {"answered_share": {"label": "of letters were answered", "definition": "Letters answered."}},
        "repeat": {"hours": {"label": "spent on repeats", "definition": "Time spent on repeats."}},
        "counter": {"wait_p50": {"label": "Waiting at the counter", "definition": "Ticket taken to called."}},
    },
}
SHARE = Quantity(0.2512, "share", 0.23, 0.272, "opening.out_of_hours_share[all]")
CALLS = Quantity(4512, "count", source="opening.out_of_hours_share[all]:denominator")
DAYS = Quantity(31.4, "day", 28.0, 35.2, "processing.p90[all]")
LETTERS = Quantity(0.914, "share", 0.89, 0.93, "handling.answered_share[all]")


def engagement(folder: Path, **settings: Any) -> Engagement:
    made = {
        "folder": folder,
        "client": Client(name="Saint-Exemple-sur-Loire", population=75_342, languages=("fr", "en")),
        "period": Period(start=dt.date(2025, 1, 1), end=dt.date(2025, 12, 31), extract_date=dt.date(2026, 1, 10)),
        "sources": (Source(file="data/appels.csv", table="contacts", columns={}),),
        "brand": Brand(consultant="Cabinet Exemple"),
    }
    return Engagement(**(made | settings))


def row(quantity: Quantity, **more: Any) -> dict[str, Any]:
    """The indicator row that a quantity comes from."""
    name, scope = quantity.source.rstrip("]").split("[")
    blank = dict.fromkeys(
        ("numerator", "denominator", "confidence", "low_definition", "high_definition", "target", "target_source", "note"),
    )
    return (
        blank
        | {
            "indicator": name,
            "scope": scope,
            "value": quantity.value,
            "unit": quantity.unit,
            "low": quantity.low,
            "high": quantity.high,
            "origin": "measured",
            "period_start": "2025-01-01",
            "period_end": "2025-12-31",
            "status": "measured",
        }
        | more
    )


def indicators() -> list[Indicator]:
    return [
        Indicator("opening.out_of_hours_share", [row(SHARE, numerator=1133, denominator=4512)], headline="all"),
        Indicator("processing.p90", [row(DAYS, denominator=812)], headline="all"),
        Indicator("handling.answered_share", [row(LETTERS, denominator=930, numerator=850)], headline="all"),
        Indicator(
            "repeat.hours", [row(Quantity(1840.0, "hour_year", 1500.0, 2300.0, "repeat.hours[all]"), denominator=21000)], headline="all"
        ),
        Indicator(
            "counter.wait_p50",
            [row(Quantity(None, "minute", source="counter.wait_p50[all]"), status="not_measurable", note="missing: tickets.called_at")],
        ),
    ]


def svg(height: float = 2.6) -> str:
    import matplotlib

    matplotlib.use("agg")
    import font_source_sans_pro
    import matplotlib.pyplot as plt
    from matplotlib import font_manager

    font_manager.fontManager.addfont(font_source_sans_pro.font_files_ttf["SourceSansPro"])
    with plt.rc_context({"svg.fonttype": "none", "svg.hashsalt": "sample", "font.family": ["Source Sans Pro"], "font.size": 9}):
        figure, axes = plt.subplots(figsize=(6.5, height), layout="constrained")
        hours = list(range(8, 19))
        bars = axes.bar(hours, [20, 60, 85, 90, 70, 40, 35, 55, 60, 45, 30], color="#062A43", width=0.6)
        for closed in (4, 5, 10):
            bars[closed].set_color("#AF4411")
        axes.set_xticks(hours, [f"{hour} h" for hour in hours])
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None})
        plt.close(figure)
    return buffer.getvalue()


def catalogue(real: Any) -> Any:
    """The catalogue of the kit with the words of the sample."""
    rooms = {"sample": WORDS, "indicators": INDICATORS}
    return lambda room, language: rooms[room][language] if room in rooms else real(room, language)


_PICTURES: dict[float, str] = {}


def chart(name: str = "week", annex: bool = False, height: float = 2.6) -> Chart:
    picture = _PICTURES.setdefault(height, svg(height))
    return Chart(
        name=name,
        images={"fr": picture, "en": picture},
        alt=Message("sample.alt"),
        caption=Message("sample.caption", {"n": CALLS}),
        data=table(3),
        annex=annex,
    )


def table(length: int = 6, annex: bool = False) -> Table:
    names = (
        "Acte de naissance",
        "Carte nationale d'identité et passeport",
        "Inscription scolaire",
        "Permis de construire valant division",
        "Attestation d'accueil",
        "Signalement de voirie",
        "Inscription sur les listes électorales",
        "Concession funéraire",
    )
    rows = [[names[at % len(names)], 2.0 + at, 9.5 + 4 * at, 1200 - 133 * at, 0.92 - 0.07 * at] for at in range(length)]
    rows[-1][-1] = None
    return Table(
        "sample.table", {"procedure": "text", "median": "day", "ninth": "day", "cases": "count", "share": "share"}, rows, annex=annex
    )


def finding(key: str = "closed", **more: Any) -> Finding:
    values = {"closed": {"share": SHARE}, "late": {"days": DAYS}, "good": {"share": LETTERS}}[key]
    made: dict[str, Any] = {
        "key": f"sample.{key}",
        "values": values,
        "reliability": "solid",
        "users": 4512.0,
        "gap": 0.25,
        "source": Message("sample.source", {"n": CALLS, "start": Day("2025-01-01"), "end": Day("2025-12-31")}),
    }
    return Finding(**(made | more))


def essential() -> Essential:
    return Essential(
        answer=Message("sample.answer", {"share": SHARE}),
        figures=indicators()[:4],
        messages=[finding(chart=chart()), finding("late", table=table(), reliability="to_confirm"), finding(), finding("late"), finding()],
        strengths=[finding("good", strength=True)],
        unknowns=[Message("sample.unknown"), Message("sample.missing")],
        decisions=[Decision(Message("sample.decision"), owner=Message("sample.unknown")), Decision(Message("sample.decision"))],
    )


def shown(*blocks: Block, tags: tuple[str, ...] = ()) -> Any:
    """A code cell as papermill leaves it, with the blocks that it displayed."""
    cell = new_code_cell("secret_code = 1 / 3", metadata={"tags": list(tags)})
    cell["outputs"] = [new_output("display_data", data=block.bundle()) for block in blocks]
    return cell


def error(name: str, value: str) -> Any:
    """A code cell that ended in an error."""
    return new_code_cell("secret_code", outputs=[new_output("error", ename=name, evalue=value, traceback=[f"Traceback: {value}"])])


def prose(markdown: str, *tags: str) -> Any:
    return new_markdown_cell(markdown, metadata={"tags": list(tags)})


def write(folder: Path, name: str, *cells: Any, section: str | None = None, **metadata: Any) -> Path:
    """An executed notebook in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    notebook = new_notebook(cells=list(cells), metadata=metadata)
    if section:
        notebook["metadata"]["diagnostic"] = {"section": section}
    path = folder / f"{name}.ipynb"
    nbformat.write(notebook, path)
    return path


def composed(paths: list[Path], engagement: Engagement, language: str) -> Document:
    """The report of these saved notebooks."""
    return compose([Notebook.open(path) for path in paths], engagement, language)


def rich(folder: Path) -> list[Path]:
    """Notebooks that fill every part of a report."""
    intro = prose(
        "## Ce qui a été observé\n\nLes appels sont ceux du *standard* ; les **renvois** n'y figurent pas.\n\n- une ligne\n- une autre",
        "fr",
    )
    hidden = prose("Note de travail : 42 lignes à revoir.", "internal")
    three = [finding(chart=chart()), finding("late", table=table()), finding("good", strength=True, chart=chart("kept"))]
    return [
        write(folder, "01_who", intro, hidden, shown(*indicators()), shown(*three), section="who"),
        write(
            folder,
            "02_access",
            shown(*three, Note(Message("sample.caveat"))),
            prose("## Le téléphone", "fr"),
            shown(*three),
            section="access",
        ),
        write(folder, "03_times", shown(*three, chart("survival", annex=True), table(8, annex=True)), section="times"),
        write(
            folder,
            "04_repeats",
            shown(finding(chart=chart("tall", height=3.5)), finding(chart=chart("tall", height=3.5)), finding("late")),
            section="repeats",
        ),
        write(folder, "05_agents", shown(Note(Message("sample.missing"), "missing")), section="agents"),
        write(folder, "06_gaps", shown(table(8)), section="gaps"),
        write(folder, "07_local", prose("# Les jours de marché\n\nUn sujet propre à la commune.", "fr"), shown(chart("market"))),
        write(
            folder, "08_quality", shown(Note(Message("sample.caveat")), Note(Message("sample.method"), "method"), table(4)), section="data"
        ),
        write(folder, "90_essential", shown(essential()), section="essential"),
    ]
