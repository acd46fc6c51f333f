"""The commands: what they print where, how they end, and that nothing a user does gives a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from diagnostic import cli, open_engagement, report, steps, wording
from diagnostic import run as runs
from diagnostic.cli import samples
from diagnostic.engagement import Client, Engagement
from diagnostic.errors import Problem, UserError
from diagnostic.intake import inputs
from diagnostic.questions.promises import measures as promises

RIGHT = """\
client: {name: Ville, languages: [fr]}
period: {start: 2025-01-01, end: 2025-03-31, extract_date: 2025-04-10}
sources:
  - {file: data/appels.csv, table: contacts, channel: phone, columns: {occurred_at: Date}, dates: "%d/%m/%Y %H:%M"}
"""


@pytest.fixture(autouse=True)
def french(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIAGNOSTIC_LANG", "fr")


@pytest.fixture
def mission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    folder = tmp_path / "mission"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "appels.csv").write_text("Date\n06/01/2025 09:00\n07/01/2025 10:30\npas une date\n", encoding="utf-8")
    (folder / "engagement.yml").write_text(RIGHT, encoding="utf-8")
    return folder


class Spoken:
    """What a command printed and its exit code."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *arguments: str | Path):
        with pytest.raises(SystemExit) as ended:
            cli.main([str(argument) for argument in arguments])
        self.code = ended.value.code
        self.out, self.err = capsys.readouterr()
        assert "Traceback" not in self.out + self.err


@pytest.mark.parametrize(
    "language, words",
    [
        ("fr", ["Usage : ", "Commandes", "Affiche cette aide", "ville d’exemple"]),
        ("en", ["Usage: ", "Commands", "Show this help", "sample town"]),
    ],
)
def test_help_is_in_the_users_language(language: str, words: list[str]) -> None:
    command = [sys.executable, "-X", "utf8", "-m", "diagnostic", "--help"]
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("DIAGNOSTIC_LANG", language)
        told = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    assert all(word in told.stdout for word in words) and not told.stderr


@pytest.mark.parametrize(
    "arguments, word",
    [
        (["rum", "x"], "« run »"),
        (["zzzz"], "check, close, demo"),
        (["run"], "DIR"),
        (["run", "x", "--job", "2"], "--job"),
        (["run", "x", "--jobs", "0"], "entier"),
        (["run", "x", "--jobs", "two"], "entier"),
        (["run", "x", "y"], "diagnostic run --help"),
        (["--nope"], "--nope"),
        (["run", "nowhere-at-all"], "nowhere-at-all"),
        (["check", "nowhere-at-all"], "nowhere-at-all"),
        (["report", "nowhere-at-all"], "nowhere-at-all"),
    ],
)
def test_a_wrong_command_line_is_answered_in_words_with_exit_code_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str], word: str
) -> None:
    told = Spoken(capsys, *arguments)
    assert told.code == 2 and told.out == ""
    assert word in told.err.replace("\n", " ")


def test_no_argument_shows_the_help_and_version_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Commandes" in Spoken(capsys).out
    told = Spoken(capsys, "--version")
    assert told.code == 0 and told.out.split() == ["diagnostic", cli.__version__]


def test_what_is_printed_has_ordinary_spaces(capsys: pytest.CaptureFixture[str]) -> None:
    told = Spoken(capsys, "rum")
    assert "« run » ?" in told.err


def test_check_gives_the_account_of_each_file_and_what_is_missing(capsys: pytest.CaptureFixture[str], mission: Path) -> None:
    told = Spoken(capsys, "check", mission)
    assert told.code == 0
    assert "data/appels.csv : lu comme le journal des sollicitations, 3 lignes lues, 2 retenues, 1 écartées, 0 doublons" in told.out
    (processing,) = (line for line in told.out.splitlines() if line.strip().startswith("Délais de traitement"))
    assert " : non ; il manque la date de dépôt et la date de clôture dans l’export des demandes" in processing
    assert "cases." not in told.out and "contacts." not in told.out
    assert told.out.splitlines()[-3:] == [
        str(mission / "work" / name) for name in ("readiness.fr.md", "readiness.fr.docx", "removed.fr.md")
    ]
    assert Spoken(capsys, "check", mission).out == told.out  # from the account kept, without another reading


def test_check_ends_with_1_when_a_file_cannot_be_read_and_2_when_none_can(capsys: pytest.CaptureFixture[str], mission: Path) -> None:
    (mission / "data" / "vide.csv").write_bytes(b"")
    more = "  - {file: data/vide.csv, table: contacts, channel: email, columns: {occurred_at: Date}}\n"
    (mission / "engagement.yml").write_text(RIGHT + more, encoding="utf-8")
    told = Spoken(capsys, "check", mission)
    assert told.code == 1 and "vide.csv" in told.out
    (mission / "data" / "appels.csv").write_bytes(b"")
    told = Spoken(capsys, "check", mission)
    assert told.code == 2 and "appels.csv" in told.err and "vide.csv" in told.err


def test_check_refuses_a_period_of_which_the_files_say_nothing(capsys: pytest.CaptureFixture[str], mission: Path) -> None:
    (mission / "engagement.yml").write_text(RIGHT.replace("start: 2025", "start: 2023").replace("end: 2025", "end: 2023"), encoding="utf-8")
    told = Spoken(capsys, "check", mission)
    assert (told.code, told.out) == (2, "")
    assert "2023-01-01" in told.err and "2025-01-06" in told.err


@pytest.mark.parametrize("command", ["check", "run"])
def test_wrong_hours_are_told_with_the_other_mistakes_and_with_their_line(
    capsys: pytest.CaptureFixture[str], mission: Path, command: str
) -> None:
    hours = 'hours:\n  - {site: Mairie, rules: "Mo 09:00-12:00"}\n  - site: Annexe\n    rules: "Lu 9h"\n'
    for wrong in ("", "couleur: rouge\n"):
        (mission / "engagement.yml").write_text(RIGHT + hours + wrong, encoding="utf-8")
        told = Spoken(capsys, command, mission)
        assert told.code == 2 and "ligne 8, hours (2) > rules (Annexe)" in told.err
        assert ("couleur" in told.err) == bool(wrong)


def test_a_promise_that_no_procedure_answers_to_is_told(capsys: pytest.CaptureFixture[str], mission: Path) -> None:
    (mission / "data" / "demandes.csv").write_text("Ouverte;Motif\n02/01/2025;Acte d'état civil\n03/01/2025;Voirie\n", encoding="utf-8")
    cases = "  - {file: data/demandes.csv, table: cases, columns: {opened_at: Ouverte, procedure: Motif}, dates: '%d/%m/%Y'}\n"
    announced = 'promises: [{procedure: "VOIRIE", days: 5}, {procedure: "Acte détat civil", days: 10}]\n'
    (mission / "engagement.yml").write_text(RIGHT + cases + announced, encoding="utf-8")
    told = Spoken(capsys, "check", mission)
    assert told.code == 0 and "VOIRIE" not in told.err
    (line,) = (line for line in told.err.splitlines() if "Acte détat civil" in line)
    assert "promises (2)" in line and "« Acte d'état civil »" in line


def test_check_says_of_promises_what_a_run_measures(capsys: pytest.CaptureFixture[str], mission: Path) -> None:
    (mission / "data" / "demandes.csv").write_text("Ouverte;Close;Motif\n02/01/2025;03/01/2025;Voirie\n", encoding="utf-8")
    columns = "{opened_at: Ouverte, closed_at: Close, procedure: Motif}"
    cases = f"  - {{file: data/demandes.csv, table: cases, columns: {columns}, dates: '%d/%m/%Y'}}\n"
    for procedure, lacks in (("Cantine", ["promises"]), ("voirie", [])):
        (mission / "engagement.yml").write_text(RIGHT + cases + f"promises: [{{procedure: {procedure}, days: 5}}]\n", encoding="utf-8")
        assert Spoken(capsys, "check", mission).code == 0
        ready = {row["indicator"]: row["missing"] for row in inputs.ledger(Engagement.load(mission))["readiness"]}
        (note,) = promises.within_announced(open_engagement(mission).store).query("scope == 'all'")["note"]
        assert ready["processing.within_announced"] == lacks
        assert (note == "missing: promises") == bool(lacks)


def test_a_store_is_made_again_only_when_its_inputs_or_the_kit_change(mission: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from diagnostic import town

    def taken() -> list[str]:
        heard: list[str] = []
        town.take_in(Engagement.load(mission), heard.append)
        return heard

    assert taken() == ["intake"]
    assert taken() == []
    data = mission / "data" / "appels.csv"
    data.write_bytes(data.read_bytes())  # touched, not changed
    assert taken() == []
    data.write_text("Date\n06/01/2025 09:00\n", encoding="utf-8")
    assert taken() == ["intake"]
    (mission / "engagement.yml").write_text(RIGHT + "# a remark\n", encoding="utf-8")
    assert taken() == []
    (mission / "engagement.yml").write_text(RIGHT + "perimeter: {sensitive: [Action sociale]}\n", encoding="utf-8")
    assert taken() == ["intake"]
    monkeypatch.setattr(steps, "code", lambda *rooms: "of another kit")
    assert taken() == ["intake"]
    steps.forget(inputs.step(Engagement.load(mission)))  # as when an intake stops half-way
    assert taken() == ["intake"]


def _stubbed(monkeypatch: pytest.MonkeyPatch, mission: Path, **found: Any) -> dict[str, Any]:
    """Replace the run and the writers: only what the command makes of their answers is at stake."""
    asked: dict[str, Any] = {}
    step = runs.Execution("01_a", mission / "01_a.ipynb", 1.0, found.pop("error", ""))
    problems = found.pop("problems", [])

    def run(engagement: Engagement, progress: runs.Progress, **options: Any) -> runs.Outcome:
        asked.update(options)
        return runs.Outcome(engagement, (step,), strict=options.get("strict", False), **{"unmeasured": (), **found})

    def write(engagement: Engagement, languages: Any = None) -> report.Written:
        written = report.Written()
        written += [engagement.output / "report.fr.html", engagement.output / "indicators.csv"]
        written.problems += problems
        return written

    monkeypatch.setattr(runs, "run", run)
    monkeypatch.setattr(report, "write", write)
    return asked


def test_the_last_lines_are_the_absolute_paths_written(
    capsys: pytest.CaptureFixture[str], mission: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = _stubbed(monkeypatch, mission)
    monkeypatch.chdir(mission.parent)
    told = Spoken(capsys, "run", "mission", "--only", "01", "--only", "02", "-p", "window=3=4", "--jobs", "2")
    assert told.code == 0
    assert told.out.splitlines() == [str(mission / "output" / name) for name in ("report.fr.html", "indicators.csv")]
    assert asked == {"only": ("01", "02"), "parameters": {"window": "3=4"}, "jobs": 2, "strict": False, "fresh": False}


def test_a_confidential_note_is_told_and_is_not_among_what_may_be_sent(
    capsys: pytest.CaptureFixture[str], mission: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = mission / "work" / "alert.fr.md"
    _stubbed(monkeypatch, mission, alerts=(note,))
    told = Spoken(capsys, "run", mission)
    assert told.code == 0 and str(note) in told.err and str(note) not in told.out


@pytest.mark.parametrize(
    "found, options, code, word",
    [
        ({}, [], 0, ""),
        ({"error": "NameError: x"}, [], 1, "01_a"),
        ({"untaken": ("data/b.csv : vide",)}, [], 1, "data/b.csv"),
        ({"unmeasured": ("03_b",)}, [], 0, ""),
        ({"unmeasured": ("03_b",)}, ["--strict"], 1, "03_b"),
        ({"problems": [Problem("yaml.encoding", {"file": "report.fr.pdf"})]}, [], 1, "report.fr.pdf"),
    ],
)
def test_the_exit_code_says_whether_something_lacks(
    capsys: pytest.CaptureFixture[str],
    mission: Path,
    monkeypatch: pytest.MonkeyPatch,
    found: dict[str, Any],
    options: list[str],
    code: int,
    word: str,
) -> None:
    _stubbed(monkeypatch, mission, **found)
    told = Spoken(capsys, "run", mission, *options)
    assert told.code == code and word in told.err
    assert len(told.out.splitlines()) == 2  # the report is written all the same


def test_a_parameter_without_a_value_is_told(capsys: pytest.CaptureFixture[str], mission: Path) -> None:
    told = Spoken(capsys, "run", mission, "-p", "window", "-p", "=3")
    assert told.code == 2 and told.err.count("nom=valeur") == 2


def test_report_without_a_run_says_what_to_do(capsys: pytest.CaptureFixture[str], mission: Path) -> None:
    told = Spoken(capsys, "report", mission)
    assert told.code == 2 and "diagnostic run" in told.err and told.out == ""


@pytest.mark.parametrize("placeholder", ["À compléter", "To be completed", "à compléter "])
def test_no_report_goes_out_without_the_clients_name_and_a_run_says_so_before_it_begins(
    capsys: pytest.CaptureFixture[str], mission: Path, monkeypatch: pytest.MonkeyPatch, placeholder: str
) -> None:
    (mission / "engagement.yml").write_text(RIGHT.replace("client: {name: Ville", f'client:\n  {{name: "{placeholder}"'), encoding="utf-8")
    ran: list[str] = []

    def run(engagement: Engagement, progress: runs.Progress, **options: Any) -> runs.Outcome:
        ran.append(capsys.readouterr().err)
        return runs.Outcome(engagement, (), (), (), False)

    monkeypatch.setattr(runs, "run", run)
    reported = Spoken(capsys, "report", mission)
    told = Spoken(capsys, "run", mission)
    for said in (reported.err, told.err, *ran):
        assert "engagement.yml, ligne 2, client > name" in said and "diagnostic report" in said
    assert (reported.code, told.code, len(ran)) == (2, 2, 1) and not reported.out + told.out
    assert not (mission / "output").exists()
    assert Engagement.load(mission).unnamed and not Engagement.load(mission).model_copy(update={"client": Client(name="Ville")}).unnamed


def test_what_is_interrupted_within_the_engine_is_no_fault(
    capsys: pytest.CaptureFixture[str], mission: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise RuntimeError("Query interrupted")

    monkeypatch.setattr(runs, "run", stopped)
    told = Spoken(capsys, "run", mission)
    assert told.code == 130 and told.err.splitlines()[-1] == "Interrompu."
    assert not list((mission / "work").glob("*.log"))


def test_quiet_says_nothing_where_all_is_well_and_verbose_notes_the_seconds(capsys: pytest.CaptureFixture[str], mission: Path) -> None:
    (mission / "data" / "appels.csv").write_text("Date\n06/01/2025 09:00\n07/01/2025 10:30\n", encoding="utf-8")
    (mission / "engagement.yml").write_text(f"retain_until: 2099-01-01\nretention: {{calls_months: 600}}\n{RIGHT}", encoding="utf-8")
    loud = Spoken(capsys, "check", mission)
    quiet = Spoken(capsys, "check", mission, "--quiet")
    assert "Lecture des fichiers" in loud.err and quiet.err == "" and quiet.code == 0
    assert quiet.out == loud.out
    assert all(sign.isprintable() or sign == "\n" for sign in loud.err + loud.out)  # piped: no line that is drawn anew
    (mission / "data" / "appels.csv").write_text("Date\n06/01/2025 09:00\n", encoding="utf-8")
    noted = Spoken(capsys, "check", mission, "--verbose")
    log = mission / "work" / "check.log"
    assert str(log.resolve()) in noted.err
    head, *lines = [line.split("\t") for line in log.read_text(encoding="utf-8").splitlines()]
    assert head == ["seconds", "step", "what", "cell", "rows"]
    assert [line[4] for line in lines if line[1:3] == ["intake", "data/appels.csv"]] == ["1"]
    steps_done = [float(line[0]) for line in lines if not line[2]]
    assert sum(steps_done[:-1]) == pytest.approx(steps_done[-1], abs=0.01)


def test_an_unexpected_error_leaves_a_log_and_no_traceback(
    capsys: pytest.CaptureFixture[str], mission: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of the kit on 06 71 93 84 02")

    monkeypatch.setattr(runs, "run", broken)
    told = Spoken(capsys, "run", mission)
    (log,) = (mission / "work").glob("diagnostic-error-*.log")
    assert told.code == 2 and str(log) in told.err and "a fault of the kit" not in told.err
    noted = log.read_text(encoding="utf-8")
    assert "builtins.RuntimeError" in noted and "diagnostic.cli:" in noted and "06 71" not in noted


def test_an_interruption_is_said_in_a_word(capsys: pytest.CaptureFixture[str], mission: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(runs, "run", stopped)
    told = Spoken(capsys, "run", mission)
    assert told.code == 130 and "Interrompu" in told.err


def test_the_demo_copies_the_sample_and_keeps_what_is_there(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _stubbed(monkeypatch, tmp_path)
    folder = tmp_path / "essai"
    assert Spoken(capsys, "demo", folder).code == 0
    source = samples.shipped("data_samples") / samples.TOWN
    sent = {path.name: path.read_bytes() for path in (source / "data").iterdir()}
    assert {path.name: path.read_bytes() for path in (folder / "data").iterdir()} == sent
    assert not (folder / "work" / "store").exists()
    (folder / "engagement.yml").write_text((folder / "engagement.yml").read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    (folder / "data" / "appels.csv").unlink()
    assert Spoken(capsys, "demo", folder).code == 0
    assert "# mine" in (folder / "engagement.yml").read_text(encoding="utf-8")
    assert (folder / "data" / "appels.csv").read_bytes() == sent["appels.csv"]


def test_the_demo_never_writes_into_a_folder_of_the_users(capsys: pytest.CaptureFixture[str], mission: Path) -> None:
    before = sorted(mission.rglob("*"))
    told = Spoken(capsys, "demo", mission)
    assert told.code == 2 and str(mission) in told.err and sorted(mission.rglob("*")) == before
    file = mission / "data" / "appels.csv"
    assert Spoken(capsys, "demo", file).code == 2 and Spoken(capsys, "demo", file / "inside").code == 2


def test_a_user_error_in_a_notebook_shows_its_words_alone() -> None:
    token = wording.display_language.set("fr")
    try:
        shown = UserError([Problem("yaml.encoding", {"file": "a.yml"}), Problem("yaml.encoding", {"file": "b.yml"})])._render_traceback_()
    finally:
        wording.display_language.reset(token)
    assert [line.split("\u00a0")[0] for line in shown] == ["a.yml", "b.yml"]
