"""What the made-up town's figures are, counted from its own records row by row."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from statistics import median, median_low
from zoneinfo import ZoneInfo

from tests.proposal.made_up.town import DEFLECTED, EXTRACT, LAST, LEFT, SERVED, SWITCHBOARD, TOWN_HALL, Hours, Town, is_open

CHANNELS = {"Portail citoyen": "web_form", "Courriel": "email", "Téléphone": "phone", "Guichet": "counter", "Courrier": "letter"}
PARIS = ZoneInfo("Europe/Paris")
WINDOW = dt.timedelta(days=7)

Truths = dict[tuple[str, str], float]  # by (indicator, scope)


def truths(town: Town) -> Truths:
    """Every planted figure by indicator and scope, in the unit of `indicators.csv`."""
    return _telephone(town) | _counter(town) | _requests(town) | _channels(town) | _repeats(town) | _survey(town) | _opening(town)


def _telephone(town: Town) -> Truths:
    outcomes = Counter(call.outcome for call in town.calls)
    missed = outcomes[LEFT] + outcomes[DEFLECTED]
    return {
        ("reach.answer_rate_agent", "all"): outcomes[SERVED] / (outcomes[SERVED] + missed),
        ("reach.answer_rate_all", "all"): outcomes[SERVED] / len(town.calls),
        ("reach.abandon_rate", "all"): outcomes[LEFT] / (outcomes[SERVED] + outcomes[LEFT]),
        ("reach.wait_p50", "all"): median(call.wait for call in town.calls if call.outcome == SERVED),
    }


def _counter(town: Town) -> Truths:
    served = [ticket for ticket in town.tickets if ticket.called]
    return {
        ("counter.wait_p50", "all"): median((ticket.called - ticket.taken).total_seconds() / 60 for ticket in served),
        ("counter.service_p50", "all"): median((ticket.done - ticket.called).total_seconds() / 60 for ticket in served),
        ("counter.left_share", "all"): 1 - len(served) / len(town.tickets),
    }


def _requests(town: Town) -> Truths:
    closed = [request for request in town.requests if request.closed]
    in_period = [request for request in closed if request.closed.date() <= LAST]
    on_time = [request for request in in_period if request.closed.date() <= request.due]
    return {
        ("processing.closed_only_p50", "all"): median_low(_days(request.at, request.closed) for request in closed),
        ("processing.p50", "all"): _median_with_open_cases(town),
        ("processing.within_announced", "all"): len(on_time) / len(in_period),
        ("processing.open_stock", "all"): len(town.requests) - len(in_period),
        ("processing.net_flow", "all"): len(town.requests) / len(in_period),
    }


def _median_with_open_cases(town: Town) -> float:
    """The day by which half of the requests are closed, an open one counting until the extract (Kaplan and Meier)."""
    end = dt.datetime.combine(EXTRACT + dt.timedelta(days=1), dt.time())
    followed = sorted((_days(request.at, request.closed or end), request.closed is None) for request in town.requests)
    still_open = 1.0
    for rank, (wait, censored) in enumerate(followed):
        if not censored:
            still_open *= 1 - 1 / (len(followed) - rank)
            if still_open <= 0.5:
                return wait
    raise AssertionError("the median is not reached")


def _days(start: dt.datetime, end: dt.datetime) -> float:
    """Days elapsed between two local times, the hours of summer time counted as they pass."""
    return (end.replace(tzinfo=PARIS).timestamp() - start.replace(tzinfo=PARIS).timestamp()) / 86400


def _handled(town: Town) -> Counter[str]:
    contacts = Counter(CHANNELS[request.origin] for request in town.requests)
    contacts["phone"] += sum(call.outcome == SERVED for call in town.calls)
    contacts["counter"] += len(town.tickets)
    return contacts


def _channels(town: Town) -> Truths:
    contacts = _handled(town)
    return {("channel.share", f"channel={channel}"): number / contacts.total() for channel, number in contacts.items()}


def _repeats(town: Town) -> Truths:
    """A channel under a tenth of whose contacts are of a known user has no part in the rate, but as what came before."""
    about: dict[tuple[str, str], list[tuple[dt.datetime, str]]] = {}
    for call in town.calls:
        if call.outcome == SERVED and call.number:
            about.setdefault((call.number, call.subject), []).append((call.at, "phone"))
    for request in town.requests:
        about.setdefault((request.mail, request.procedure), []).append((request.at, CHANNELS[request.origin]))
    begins = min(min(call.at for call in town.calls), min(request.at for request in town.requests), town.tickets[0].taken)
    known, every = Counter(channel for moments in about.values() for _, channel in moments), _handled(town)
    eligible = repeated = 0
    for moments in about.values():
        moments.sort()
        for rank, (at, channel) in enumerate(moments):
            if at >= begins + WINDOW and 10 * known[channel] >= every[channel]:
                eligible += 1
                repeated += rank > 0 and at - moments[rank - 1][0] <= WINDOW
    identified = sum(map(len, about.values()))
    handled = sum(call.outcome == SERVED for call in town.calls) + len(town.requests) + len(town.tickets)
    return {("repeat.rate", "all"): repeated / eligible, ("repeat.identified_share", "all"): identified / handled}


def _survey(town: Town) -> Truths:
    number = len(town.answers)
    return {
        ("opening.users_satisfied_share", "all"): sum(answer.hours in ("Très satisfait", "Satisfait") for answer in town.answers) / number,
    }


def _opening(town: Town) -> Truths:
    calls = [call.at for call in town.calls]  # what agents write down of calls, they do while they are there

    def weekly(hours: Hours) -> float:
        return sum(end - start for slots in hours.values() for start, end in slots) / 60

    return {
        ("opening.out_of_hours_share", "channel=phone"): sum(not is_open(SWITCHBOARD, at) for at in calls) / len(calls),
        ("opening.weekly_hours", "all"): weekly(TOWN_HALL),
    }
