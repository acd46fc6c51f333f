"""Which columns say who people are: by what their header announces, and by what stands in their cells."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from diagnostic.intake.identity.people import announces, is_organisation, is_person
from diagnostic.intake.identity.personal_columns import kind, names_people

SAID = YAML(typ="safe", pure=True).load(Path(__file__).with_name("people_said.yml").read_text(encoding="utf-8"))
AGENCIES = {"PUC Sewer Ops": 121, "DPW Ops Queue": 119, "Recology": 40}


@pytest.mark.parametrize("header", SAID["people"])
def test_a_header_that_announces_people_is_believed_where_its_cells_are_not_known(header):
    assert names_people(header)


@pytest.mark.parametrize("header", SAID["nobody"])
def test_a_header_about_something_else_announces_nobody(header):
    assert not names_people(header)
    assert not names_people(header, AGENCIES)


def test_the_name_of_something_is_judged_by_its_cells():
    assert not names_people("workflow_owner_name", {"Service urbanisme": 80, "Mairie annexe": 40})
    assert not names_people("responder_name", AGENCIES)
    assert names_people("responder_name", {"Marie Dupont": 30, "Luc Morel": 50})
    assert not names_people("endorsement name", {"Active": 90, "Closed": 60})
    surnames = [f"{first}{second}" for first in "BDFGL" for second in ("ARON", "EROY", "UPIN", "OREL", "IMON", "ANUE", "ELAN")]
    assert names_people("Nom tiers", dict.fromkeys(surnames, 1))


def test_a_column_of_people_that_holds_services_or_kinds_of_users_is_none():
    assert not names_people("Demandeur", {"Particulier": 120, "Entreprise": 30, "Association": 8})
    assert not names_people("pris par", {"Agent": 50, "Usager": 70})
    assert not names_people("Nom", {"Mairie centrale": 80, "Maison de quartier": 60})
    assert names_people("Demandeur", {"École Jaurès": 3, "M. Petit": 40, "Mme Roy": 12})
    assert names_people("Agent", {"jdupont": 400, "mroy": 300})


def test_a_header_that_surely_names_people_is_believed_whatever_its_cells():
    assert names_people("Prénom", {"Service": 300})


def test_people_under_a_header_that_does_not_say_so_are_seen():
    several = {f"M. Durand{'abcdefghijklmnopqrstuvwxyz'[number]}": 1 for number in range(26)}
    surnames = [f"{first}{second}" for first in "BDFGL" for second in ("ARON", "EROY", "UPIN", "OREL", "IMON", "ANUE", "ELAN")]
    assert names_people("X1", several)
    assert names_people("colonne 7", {f"{surname} Jean": 1 for surname in surnames})
    assert names_people("Agent / groupe", {"DUPONT Jean": 40, "ROY Luc": 30})
    assert names_people("Service / personne visitée", {"Urbanisme": 50, "M. LEROY": 20})


def test_titles_of_things_that_come_back_are_no_people():
    assert not names_people("REASON", {"Street Cleaning": 117, "Sewer Issues": 123})
    assert not names_people("Motif", {"Consultation PMI": 40, "Suivi social": 60})
    assert not names_people("X2", {"Street Cleaning": 117, "Graffiti Removal": 90})
    assert not names_people("Type", {"SR Created": 20, "SR Closed": 30})


@pytest.mark.parametrize("cell", SAID["persons"])
def test_what_people_write_of_somebody(cell):
    assert is_person(cell) and not is_organisation(cell)


@pytest.mark.parametrize("cell", SAID["organisations"])
def test_what_people_write_of_an_organisation(cell):
    assert is_organisation(cell) and not is_person(cell)


def test_what_a_header_announces():
    said = {
        header: announces(header) for header in ("Prénom", "Agent", "Nom", "Nom tiers", "Groupe d’agents", "Nom du site", "Rue", "Motif X")
    }
    assert list(said.values()) == ["surely", "role", "name", "named", "group", "thing", "street", "thing"]


def test_what_is_personal_in_a_column_has_one_name():
    sentences = {f"Bonjour, il manque la pièce numéro {number} de mon dossier": 1 for number in range(60)}
    assert kind("Telefoonnummer", {"0612345678": 1}) == "key"
    assert kind("Sachbearbeiter", {}) == "people"
    assert kind("Omschrijving", {}) == kind("X4", sentences) == "free_text"
    assert kind("Objet", {"Passeport": 40, "Carte d’identité": 60}) is None
    assert kind("agency_name", AGENCIES) is None


def test_a_choice_between_telephone_and_others_is_no_number():
    assert kind("TEL/PHYS/MEL", {"TEL": 80, "PHYS": 40, "MEL": 20}) is None
    assert kind("Tél.", {"401": 80, "402": 40}) == kind("Courriel", {"a@b.fr": 90}) == kind("Tél.", {"": 90, "0612345678": 20}) == "key"
