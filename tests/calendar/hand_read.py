"""Sixty texts of France services sites, drawn at random among those that a plain `H:MM - H:MM` pattern cannot read, and read by hand.

Source: ANCT, France services, opening hours by weekday. Each line: the weekday of the column, the text, the hours open to all, those
kept for appointments (OSM rules), and the words that give no hours: appointments without hours, or what cannot be known.
"""

from __future__ import annotations

from typing import NamedTuple


class ByHand(NamedTuple):
    day: str
    text: str
    opens: str | None  # None: not known
    appointment: str = ""
    untimed: str = ""
    unread: str = ""


SAMPLE = [
    ByHand(
        "We",
        "1er mercredi du mois : 9:30 - 12:15 / 13:45 - 16:30 // 3ème mercredi du mois : 9:30 - 12:15 ",
        "We[1] 09:30-12:15,13:45-16:30; We[3] 09:30-12:15",
    ),
    ByHand("Mo", "8:30 - 12:00 / Sur RDV : 13:30 - 16:30", "Mo 08:30-12:00", "Mo 13:30-16:30"),
    ByHand("We", "09:00 - 12:30 (sur RDV 14:00 - 17:00)", "We 09:00-12:30", "We 14:00-17:00"),
    ByHand("Mo", "9:30 - 12:00 / Sur RDV : après-midi", "Mo 09:30-12:00", untimed="Sur RDV : après-midi"),
    ByHand("Tu", "8:30 - 12:30 / Sur RDV : après-midi", "Tu 08:30-12:30", untimed="Sur RDV : après-midi"),
    ByHand("Th", "8:45 - 12:00 / Semaines paires : 14:00 - 16:30", "week 1-53/2 Th 08:45-12:00; week 2-52/2 Th 08:45-12:00,14:00-16:30"),
    ByHand("We", "10:/12:", "We 10:00-12:00"),
    ByHand("Tu", "09:00 - 12:00 / 14:00/18:00", "Tu 09:00-12:00,14:00-18:00"),
    ByHand("Fr", "09:00 - 12:00 / 13:30 - 17 : 00", "Fr 09:00-12:00,13:30-17:00"),
    ByHand("Fr", "08:00 - 12:00 /12: 45 - 15:00", "Fr 08:00-12:00,12:45-15:00"),
    ByHand("Th", "8:30 - 12:30 et 13:30 - 17:30", "Th 08:30-12:30,13:30-17:30"),
    ByHand("Th", "9:00 - 12:00 / Sur RDV : 13:30 - 17:00", "Th 09:00-12:00", "Th 13:30-17:00"),
    ByHand("Fr", "8:30 - 12:00 / 13/30 - 17:00", "", unread="8:30 - 12:00 / 13/30 - 17:00"),
    ByHand("Sa", "Pendant les vacances scolaires : 9:00 - 12:00 / 13:00 - 17:00", "SH Sa 09:00-12:00,13:00-17:00"),
    ByHand("We", "Espace fermé ce jour", ""),
    ByHand("We", "09-12:30 / 13:30 - 17:00", "We 09:00-12:30,13:30-17:00"),
    ByHand("We", "14:00:16:00", "We 14:00-16:00"),
    ByHand("Mo", "9:00 - 12:00 / 13:30 - 17:00 // Sur RDV : 17:00 - 19:00", "Mo 09:00-12:00,13:30-17:00", "Mo 17:00-19:00"),
    ByHand("Th", "9:00 - 12:00 / 14:00– 17:00", "Th 09:00-12:00,14:00-17:00"),
    ByHand("Mo", "8:30 - 12:30 / Sur RDV : 13:30 - 16:30", "Mo 08:30-12:30", "Mo 13:30-16:30"),
    ByHand(
        "Mo",
        "8:00 - 12:15 / Sur RDV ou autonomie postes informatiques : 13:30 - 16:00",
        "Mo 08:00-12:15",
        unread="Sur RDV ou autonomie postes informatiques : 13:30 - 16:00",
    ),
    ByHand("Mo", "Horaires non communiqués", None),
    ByHand("Th", "10:00 -12: 14:00 - 18:00", "Th 10:00-12:00,14:00-18:00"),
    ByHand("Th", "Sur RDV : 9:00 - 12:30 / Sans RDV : 13:30 - 17:00", "Th 13:30-17:00", "Th 09:00-12:30"),
    ByHand("Tu", "8:00 - 12:00 / 13:30 16:00 -30", "", unread="8:00 - 12:00 / 13:30 16:00 -30"),
    ByHand("We", "14:00 - 18:", "We 14:00-18:00"),
    ByHand("Tu", "08:30 - 12:30 et sur RDV l'après-midi", "Tu 08:30-12:30", untimed="sur RDV l'après-midi"),
    ByHand("We", "9:00 - 12:30 / Sur RDV : 14:00 - 16:30", "We 09:00-12:30", "We 14:00-16:30"),
    ByHand("Sa", "Certains services : 9:00 - 12:00", "", unread="Certains services : 9:00 - 12:00"),
    ByHand("Tu", "8:00 - 12:00 / Sur RDV : 13:30 - 17:00", "Tu 08:00-12:00", "Tu 13:30-17:00"),
    ByHand("Fr", "13:30 - 17:", "Fr 13:30-17:00"),
    ByHand("Mo", "10:00 - 13:00 / Après-midi sur RDV", "Mo 10:00-13:00", untimed="Après-midi sur RDV"),
    ByHand("Fr", "8:30 - 12:00 / Sur RDV : 13:30 - 17:00", "Fr 08:30-12:00", "Fr 13:30-17:00"),
    ByHand(
        "Fr",
        "Sept. - Juin\u00a0: 14:00 - 17:30 // Été\u00a0: 10:00 - 12:30 / 13:30 - 18:00",
        "Jan-Jun Fr 14:00-17:30; Jul-Aug Fr 10:00-12:30,13:30-18:00; Sep-Dec Fr 14:00-17:30",
    ),
    ByHand("We", "9:00 - 12:30 / 14: - 16:30", "We 09:00-12:30,14:00-16:30"),
    ByHand("We", "8:30 - 12:30 / Sur RDV : 14:00 - 18:00", "We 08:30-12:30", "We 14:00-18:00"),
    ByHand("Th", "Sur RDV : 8:30 - 11:45 / Sans RDV : 13:30 - 17:15", "Th 13:30-17:15", "Th 08:30-11:45"),
    ByHand(
        "Mo",
        "9:00 - 12:00 // Sur RDV : 8:30 - 9:00 / 12:00 - 12:30 / 13:30 - 17:30",
        "Mo 09:00-12:00",
        "Mo 08:30-09:00,12:00-12:30,13:30-17:30",
    ),
    ByHand("Tu", "8:30 - 12:30 / 13:30 - 17:", "Tu 08:30-12:30,13:30-17:00"),
    ByHand("Tu", "8:30 - 12:30 / Sur RDV : 16:00 - 18:00", "Tu 08:30-12:30", "Tu 16:00-18:00"),
    ByHand("Tu", "9: 12:30 / 13:30 18:30", "Tu 09:00-12:30,13:30-18:30"),
    ByHand("Sa", "1er samedi du mois : 9:00 - 12:00", "Sa[1] 09:00-12:00"),
    ByHand("Sa", "Excepté dernier samedi du mois : 8:45 - 12:15", "Sa 08:45-12:15; Sa[-1] off"),
    ByHand("Tu", "9:00 - 12:30 / 13:30 - 17:", "Tu 09:00-12:30,13:30-17:00"),
    ByHand("Tu", "8:30/12:00 -14:/18:", "Tu 08:30-12:00,14:00-18:00"),
    ByHand("Sa", "Hors vacances scolaires : 9:00 - 12:00", "Sa 09:00-12:00; SH off"),
    ByHand("Tu", "9:00 - 12:30-14:00 - 17:00", "Tu 09:00-12:30,14:00-17:00"),
    ByHand(
        "Tu",
        "Sept. - Juin\u00a0: 9:00 - 12:00 / 14:00 - 17:30 // Été\u00a0: 10:00 - 12:30 / 13:30 - 18:00 ",
        "Jan-Jun Tu 09:00-12:00,14:00-17:30; Jul-Aug Tu 10:00-12:30,13:30-18:00; Sep-Dec Tu 09:00-12:00,14:00-17:30",
    ),
    ByHand("Mo", "Sur RDV : 9:00 - 12:30 / Sans RDV : 14:00 - 16:30", "Mo 14:00-16:30", "Mo 09:00-12:30"),
    ByHand("Th", "", None),
    ByHand("Tu", "9:00 - 14:00 / Sur RDV : 15:00 - 17:30", "Tu 09:00-14:00", "Tu 15:00-17:30"),
    ByHand("Tu", "9:00 - 16:30 // Sur RDV : 8:30 - 9:00 / 16:30 - 17:30", "Tu 09:00-16:30", "Tu 08:30-09:00,16:30-17:30"),
    ByHand(
        "Fr",
        "9:00 - 12:00 (semaines impaires) / 14:00 - 18:00",
        "week 1-53/2 Fr 09:00-12:00,14:00-18:00; week 2-52/2 Fr 14:00-18:00",
    ),
    ByHand("Tu", "9:00 -12: 13:00 -16:", "Tu 09:00-12:00,13:00-16:00"),
    ByHand("Fr", "8:30 - 12:30 et sur RDV l'après-midi", "Fr 08:30-12:30", untimed="sur RDV l'après-midi"),
    ByHand("Fr", "8:30 / 12:30", "Fr 08:30-12:30"),
    ByHand("Mo", "8:30 - 12:00 / 1 lundi par mois : 12:30 - 17:00 ", "Mo 08:30-12:00", unread="1 lundi par mois : 12:30 - 17:00"),
    ByHand("Tu", "8:30 : 12:00 / 13:30 - 18:00", "Tu 08:30-12:00,13:30-18:00"),
    ByHand("Sa", "Semaines paires : 10:00 - 12:00 //  Semaines impaires : fermé", "week 2-52/2 Sa 10:00-12:00"),
    ByHand("Tu", "09:00 - 12:00 / 14:00 - 18:", "Tu 09:00-12:00,14:00-18:00"),
]
