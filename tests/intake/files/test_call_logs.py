"""Logs of telephone systems: one call per row, whatever the telephones it rang and the queues it crossed."""

import datetime as dt

from tests.intake.exports import QUEUE_LOG, leg, taken
from tests.intake.mission import counts

LOCAL = dt.datetime


def test_asterisk_queue_log(mission):
    ledger = taken(mission, "queue_log", QUEUE_LOG, "asterisk_queue_log")
    assert counts(ledger) == (5, 5, 0, 0)
    assert (ledger.aside["folded"], ledger.aside["unrelated"]) == (9, 1)
    assert mission.rows("contacts", "occurred_local, outcome, wait_s, handle_s, transferred, queue") == [
        (LOCAL(2025, 1, 6, 10), "answered", 25, 120, False, "accueil"),
        (LOCAL(2025, 1, 6, 10, 0, 30), "abandoned", 60, None, False, "accueil"),
        (LOCAL(2025, 1, 6, 10, 3, 20), "answered", 65, 35, True, "accueil"),
        (LOCAL(2025, 1, 6, 10, 6, 40), "abandoned", 5, None, False, "accueil"),
        (LOCAL(2025, 1, 6, 10, 8, 20), None, None, None, None, "accueil"),
    ]
    assert ledger.identifiers["phone"] == {"hidden": 1, "known": 4}


def test_asterisk_master_csv(mission):
    text = (
        leg("2025-01-06 10:00:00", "", "2025-01-06 10:00:10", "BUSY", ("1.1", "1.1", 1))
        + leg("2025-01-06 10:00:00", "2025-01-06 10:00:20", "2025-01-06 10:01:50", "ANSWERED", ("1.2", "1.1", 2), billsec=90)
        + leg("2025-01-06 10:05:00", "2025-01-06 10:05:01", "2025-01-06 10:05:30", "ANSWERED", ("2.1", "2.1", 3), "", "VoiceMail", 29)
        + leg("2025-01-06 10:06:00", "", "2025-01-06 10:06:30", "NO ANSWER", ("3.1", "3.1", 4))
        + leg("2025-01-06 10:06:00", "", "2025-01-06 10:06:30", "NO ANSWER", ("3.2", "3.1", 5), "SIP/102-1")
    )
    ledger = taken(mission, "Master.csv", text, "asterisk_cdr")
    assert (counts(ledger), ledger.aside["folded"]) == ((3, 3, 0, 0), 2)
    assert mission.rows("contacts", "occurred_local, outcome, wait_s, handle_s, channel") == [
        (LOCAL(2025, 1, 6, 10), "answered", 20, 90, "phone"),
        (LOCAL(2025, 1, 6, 10, 5), "voice_server", None, None, "phone"),
        (LOCAL(2025, 1, 6, 10, 6), "unanswered", None, None, "phone"),
    ]


def test_asterisk_cdr_of_the_database_has_headers_and_no_linkedid(mission):
    text = (
        "calldate,clid,src,dst,dcontext,channel,dstchannel,lastapp,lastdata,duration,billsec,disposition,amaflags,accountcode,uniqueid,userfield\n"
        "2025-01-06 10:00:00,A,0612345678,200,in,SIP/t,SIP/101,Queue,q,30,0,NO ANSWER,3,,9.1,\n"
        "2025-01-06 10:00:00,A,0612345678,200,in,SIP/t,SIP/102,Queue,q,30,25,ANSWERED,3,,9.1,\n"
        "2025-01-07 11:00:00,B,0612345679,200,in,SIP/t,,Playback,q,30,25,ANSWERED,3,,9.2,\n"
    )
    ledger = taken(mission, "cdr.csv", text, "asterisk_cdr")
    assert counts(ledger) == (2, 2, 0, 0)
    assert mission.rows("contacts", "outcome, wait_s") == [("answered", None), ("voice_server", None)]
    assert (ledger.columns["outcome"], ledger.columns["handle_s"]) == ("disposition", "billsec")


def test_three_cx_with_the_order_of_its_columns(mission):
    headers = (
        *("historyid", "callid", "duration", "time-start", "time-answered", "time-end", "reason-terminated", "from-no", "to-no", "from-dn"),
        *("to-dn", "dial-no", "reason-changed", "final-number", "final-dn", "chain", "from-dispname", "missed-queue-calls"),
    )
    text = (
        "Call 1,0A1,00:02:00,2025/01/06 10:00:00,2025/01/06 10:00:15,2025/01/06 10:02:00,TerminatedBySrc,0612345678,800,,800,,,100,100,"
        "Chain: 0612345678;800;,MARTIN Anne,\n"
        "Call 2,0A2,00:00:20,2025/01/13 11:00:00,,2025/01/13 11:00:20,TerminatedBySrc,0612345679,800,,800,,,800,800,Chain: x;,,1\n"
    )
    ledger = taken(mission, "cdr.log", text, "three_cx", headers=headers)
    assert counts(ledger) == (2, 2, 0, 0)
    assert mission.rows("contacts", "occurred_local, outcome, channel") == [
        (LOCAL(2025, 1, 6, 10), "answered", "phone"),
        (LOCAL(2025, 1, 13, 11), "unanswered", "phone"),
    ]
    assert "from-dispname" in ledger.dropped
