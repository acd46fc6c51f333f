"""What reads as a person, an address, a number or a sentence in a label, and what a town says that does not."""

from __future__ import annotations

import pytest

from diagnostic.intake.identity import signs
from tests.disclosure.planted import PLANTED

NOBODY = frozenset[str]()
# for which one look is enough, however often they come
ALWAYS = """
Mme Quenouillard|mme quenouillard|MME QUENOUILLARD|M. Dupont Jean|M DUPONT|Monsieur X|suite appel Mme X|RDV M. Leroy
Mme de La Tour|Mme Le Goff|Dr Martin|Me Dupond-Moretti|Mrs Smith|Frau Müller|DUPONT Jean-Pierre|Dupont Jean|dupont jean
JEAN DUPONT|DUPONT, Jean|Nguyen Van An|Fatima Zahra El Amrani|Mohamed Ben Ali|Anne de La Tour|Maria da Silva Santos
12 rue des Lilas|12 bis, av. Foch 75011 Paris|3, place de Verdun|Lindenstraße 12|06 12 34 56 78|+33 6 12 34 56 78
(604) 555-0199 ext. 2|jean.dupont@example.org|jean . dupont @ gmail . com|zoe (at) orange.fr|1 84 03 75 112 345 67
2 92 05 2A 123 456 78|FR76 3000 6000 0112 3456 7890 189|AB-123-CD|née le 12/03/1954|né le 5 mai 1971
"""
# in a label that seldom comes
SELDOM = """
O'Brien|de La Tour|KOWALCZYK Zbigniew|Ségolène Quenouillard|Julie D.|van den Berg Pieter|Acte de naissance Jean Dupont
Voirie - Zénobie Quenouillard|rappeler Quenouillard|famille Quenouillard|dossier de la Vve Poignard|45 High Street
rue des Lilas 12|apt 4, 2e étage|dossier 2024-00123|12/03/1954|allocataire 7712|Bonjour, je voudrais un rendez-vous
attend depuis trois semaines|Elle a perdu son fils.|He was evicted last week
"""
TOWN = """
Mme le Maire|M. le Maire|Madame la Préfète|Monsieur l'adjoint|Mme la directrice des écoles|Madame, Monsieur
Monsieur ou Madame|Maître d'œuvre|Maison France Services|Espace Jean Moulin|Rue Victor Hugo|École Jules Ferry
Martin Luther King|Jean Moulin|Saint-Denis|Sainte Thérèse|St Jean|Paul Bert (piscine)|Acte de naissance|CCAS
Place Jean Jaurès|Collège Pierre et Marie Curie|Stade Jean Dupont|Rue du Dr Roux|Avenue du Docteur Schweitzer
Travaux rue Jean Dupont|Carte d'identité et passeport|Demande de carte nationale d'identité|RDV Passeport|PMI Consultation
Passeport Talent|Carte Grise|Accueil général|Mairie annexe|Direction de l'Eau|Service 2|Guichet n° 3|Cerfa 13406
Formulaire 2042|Bâtiment M Nord|3e âge|1 place en crèche|1 place de parking|Taxe foncière 2025|Permis B|État civil 1
Noël des enfants|Fête de la Musique|Espaces verts|Inscription scolaire|Livret de famille|Signalement nid de poule
Urbanisme : permis|Quai 3|Centre Social Simone Veil|Police municipale|Île-de-France|Pont de l'Alma|Street Light Out
DPW Ops Queue|Nid-de-poule, chaussée|Vélos abandonnés
"""


def listed(text: str) -> list[str]:
    return [label.strip() for line in text.strip().splitlines() for label in line.split("|")]


@pytest.mark.parametrize("label", listed(ALWAYS))
def test_what_is_somebody_s_however_often_it_comes(label):
    assert signs.sure(label)


@pytest.mark.parametrize("label", listed(SELDOM))
def test_what_is_somebody_s_where_it_seldom_comes(label):
    assert signs.sure(label) is None and signs.likely(label, NOBODY)


@pytest.mark.parametrize("label", listed(TOWN))
def test_what_a_town_deals_with_is_nobody(label):
    assert (signs.sure(label), signs.likely(label, NOBODY)) == (None, None)


@pytest.mark.parametrize("one", PLANTED, ids=lambda one: one.text)
def test_what_is_planted_reads_as_what_it_is(one):
    read = signs.sure(one.text) or signs.likely(one.text, NOBODY)
    assert read == {"title": "person", "name": "person"}.get(one.kind.removesuffix(" in a phrase"), one.kind)


def test_a_place_is_called_by_a_name_or_an_address_as_often_as_not():
    assert signs.sure("Louis Quenouillard", place=True) is signs.sure("12 rue des Lilas", place=True) is None
    assert signs.likely("Mairie (1 place de la République, 49000 Ville 2)", NOBODY, place=True) is None
    assert signs.likely("12 rue des Lilas", NOBODY, place=True) == "address"
    assert signs.sure("chez Mme Roy", place=True) == "person"


def test_words_that_come_back_in_other_labels_are_no_names():
    assert signs.likely("Ducasse Braderie", NOBODY) == "person"
    assert signs.likely("Ducasse Braderie", {"braderie"}) is None
    assert signs.likely("Ducasse Braderie", NOBODY, titles=True) is None
