-- One row per contact: a logged contact, a ticket at a counter, the opening of a case.
-- A contact belongs to the same matter as an earlier one when it is about the same case, or of the same person on the same topic.
with recorded as (
    select
        'contact' as kind, id as row_id, source, occurred_at, occurred_local, occurred_precision as precision,
        month as given_month, weekday as given_weekday, hour as given_hour,
        channel, outcome, topic, service, site, team, party, person, case_id, wait_s, handle_s, transferred, is_complaint,
        coalesce(direction, 'in') = 'in' as inbound
    from contacts
    union all
    select
        'ticket', tickets.id, tickets.source, tickets.taken_at, tickets.taken_local, tickets.taken_precision,
        null, null, null,
        'counter', null, tickets.topic, tickets.service, tickets.site, null, null, null, null,
        cast((called_day.day_number - taken_day.day_number) * 86400
            + hour(called_at) * 3600 + minute(called_at) * 60 + cast(second(called_at) as int)
            - hour(taken_at) * 3600 - minute(taken_at) * 60 - cast(second(taken_at) as int) as double),
        cast((done_day.day_number - called_day.day_number) * 86400
            + hour(done_at) * 3600 + minute(done_at) * 60 + cast(second(done_at) as int)
            - hour(called_at) * 3600 - minute(called_at) * 60 - cast(second(called_at) as int) as double),
        null, null, true
    from tickets
    left join days as taken_day on taken_day.day = cast(tickets.taken_at as date) and tickets.taken_precision <> 'day'
    left join days as called_day on called_day.day = cast(tickets.called_at as date) and tickets.called_precision <> 'day'
    left join days as done_day on done_day.day = cast(tickets.done_at as date) and tickets.done_precision <> 'day'
    union all
    select
        'case', cases.id, cases.source, opened_at, opened_local, opened_precision,
        null, null, null,
        channel, null, procedure, service, null, team, party, person, case_id, null, null, null, null, true
    from cases
    left join (select distinct source from sources where feeds = 'cases' and counts_as = 'cases') as not_contacts on not_contacts.source = cases.source
    where not_contacts.source is null
),

-- at_s counts seconds since 1970: one subtraction gives an elapsed time
stamped as (
    select
        recorded.*,
        utc.day_number * 86400 + hour(occurred_at) * 3600 + minute(occurred_at) * 60 + cast(second(occurred_at) as int) as at_s,
        cast(occurred_local as date) as day,
        hour(occurred_local) * 3600 + minute(occurred_local) * 60 + cast(second(occurred_local) as int) as local_s
    from recorded
    left join days as utc on utc.day = cast(recorded.occurred_at as date)
),

-- Openings that a contact about the same case already tells: within the hour, or on the day where no hour is known
told as (
    select distinct opening.row_id
    from stamped as opening
    join stamped as contact on contact.case_id = opening.case_id
    where opening.kind = 'case' and contact.kind = 'contact' and contact.inbound
        and (abs(contact.at_s - opening.at_s) <= 3600
            or ((contact.precision = 'day' or opening.precision = 'day') and contact.day = opening.day))
),

kept as (
    select stamped.*
    from stamped
    left join told on stamped.kind = 'case' and told.row_id = stamped.row_id
    where told.row_id is null
),

-- Two records of one person and topic within 120 s in two sources are one. Rows come in order of time, so the latest stamp of
-- another source is the one just before the current run of rows of this source
neighbours as (
    select
        kind, row_id, source, person, topic, occurred_at, at_s,
        lag(source) over (partition by person, topic order by occurred_at, source, row_id, kind) as source_before,
        lag(at_s) over (partition by person, topic order by occurred_at, source, row_id, kind) as at_s_before
    from kept
    where inbound and person is not null and topic is not null and precision in ('second', 'minute')
),

runs as (
    select
        kind, row_id, at_s,
        max(case when source <> source_before then at_s_before end) over (
            partition by person, topic order by occurred_at, source, row_id, kind rows between unbounded preceding and current row
        ) as other_source_at_s
    from neighbours
),

doubles as (
    select kind, row_id
    from runs
    where at_s - other_source_at_s <= 120
),

handling as (
    select
        kept.*,
        not (coalesce(channel, 'phone') = 'phone'
            and coalesce(outcome, 'answered') in ('abandoned', 'deflected', 'voice_server', 'out_of_hours', 'unanswered')) as handled
    from kept
),

-- While the service waits for a document about a case, what comes about it is the answer, no repeat
waits as (
    select cases.case_id, cases.person, lower(cases.procedure) as topic, since_instant.utc_s as since_s, until_instant.utc_s as until_s
    from fact_stages
    join cases on cases.id = fact_stages.case_key
    join fact_instants as since_instant on since_instant.instant = fact_stages.began_at
    join fact_instants as until_instant on until_instant.instant = fact_stages.ended_at
    where fact_stages.stopped
),

documents as (
    select handling.kind, handling.row_id
    from handling
    join waits on waits.case_id = handling.case_id and handling.at_s between waits.since_s and waits.until_s
    where handling.kind <> 'case'
    union
    select handling.kind, handling.row_id
    from handling
    join waits on waits.person = handling.person and waits.topic = lower(handling.topic) and handling.at_s between waits.since_s and waits.until_s
    where handling.kind <> 'case' and handling.case_id is null
),

-- A call that begins before a transferred call of the same person ends is a leg of it; one within the hour after a call that nobody
-- answered is a redial
calls as (
    select
        kind, row_id, at_s,
        lag(at_s) over (partition by person order by occurred_at, source, row_id) as call_before_s,
        lag(handled) over (partition by person order by occurred_at, source, row_id) as handled_before,
        lag(case when transferred then at_s + coalesce(wait_s, 0) + coalesce(handle_s, 0) end)
            over (partition by person order by occurred_at, source, row_id) as transferred_until_s
    from handling
    where channel = 'phone' and inbound and person is not null and precision in ('second', 'minute')
),

numbered as (
    select
        row_number() over (order by occurred_at nulls last, handling.source, handling.row_id, handling.kind) as contact,
        handling.*,
        inbound and coalesce(party, 'unknown') in ('user', 'unknown') and doubles.row_id is null
            and not coalesce(calls.at_s <= transferred_until_s, false) as counted,
        coalesce(not handled_before and calls.at_s - call_before_s <= 3600, false) as redial,
        documents.row_id is not null as document,
        case
            when channel = 'phone' then 'phone'
            when channel = 'counter' then case when site is null then 'counter' else 'counter:' || lower(site) end
            when channel in ('email', 'web_form', 'app', 'chat', 'social', 'video') then 'staffed'
        end as schedule,
        case when channel = 'counter' then 'appointment:' || lower(site) end as appointments
    from handling
    left join doubles on doubles.kind = handling.kind and doubles.row_id = handling.row_id
    left join calls on calls.kind = handling.kind and calls.row_id = handling.row_id
    left join documents on documents.kind = handling.kind and documents.row_id = handling.row_id
),

of_the_person as (
    select
        contact,
        case when topic is not null and not document then lag(contact) over (partition by person, topic order by contact) end as previous,
        case when topic is not null then min(case when not document then contact end) over (
            partition by person, topic order by contact rows between 1 following and unbounded following
        ) end as next,
        case when not document then at_s - lag(at_s) over (partition by person order by contact) end as any_gap_s
    from numbered
    where counted and handled and person is not null and at_s is not null
),

of_the_case as (
    select
        contact,
        case when not document then lag(contact) over (partition by case_id order by contact) end as previous,
        min(case when not document then contact end) over (
            partition by case_id order by contact rows between 1 following and unbounded following
        ) as next
    from numbered
    where counted and handled and case_id is not null and at_s is not null
),

-- Contacts are numbered in order of time: of two previous ones the later has the higher number
neighbouring as (
    select
        numbered.contact,
        greatest(of_the_person.previous, of_the_case.previous) as previous,
        least(of_the_person.next, of_the_case.next) as next,
        any_gap_s
    from numbered
    left join of_the_person on of_the_person.contact = numbered.contact
    left join of_the_case on of_the_case.contact = numbered.contact
    where of_the_person.contact is not null or of_the_case.contact is not null
),

gaps as (
    select
        neighbouring.contact,
        this.at_s - before.at_s as previous_gap_s,
        after.at_s - this.at_s as next_gap_s,
        before.channel as previous_channel,
        before.team as previous_team,
        before.service as previous_service,
        any_gap_s
    from neighbouring
    join numbered as this on this.contact = neighbouring.contact
    left join numbered as before on before.contact = neighbouring.previous
    left join numbered as after on after.contact = neighbouring.next
)

select
    numbered.contact,
    kind,
    row_id,
    source,
    occurred_at,
    occurred_local,
    at_s,
    precision,
    numbered.day,
    days.week,
    coalesce(days.month, given_month) as month,
    cast(coalesce(days.weekday, given_weekday) as int) as weekday,
    cast(case when precision <> 'day' then hour(occurred_local) else given_hour end as int) as hour,
    cast(case when precision in ('second', 'minute') then floor(local_s / 1800) end as int) as slot,
    channel,
    outcome,
    topic,
    service,
    site,
    team,
    coalesce(party, 'unknown') as party,
    person,
    case_id,
    case when wait_s >= 0 then wait_s end as wait_s,
    case when handle_s >= 0 then handle_s end as handle_s,
    transferred,
    is_complaint,
    inbound,
    handled,
    counted,
    redial,
    document,
    coalesce(
        case
            when numbered.day is not null then numbered.day between period_start and period_end
            else given_month between substr(cast(period_start as varchar(10)), 1, 7) and substr(cast(period_end as varchar(10)), 1, 7)
        end,
        false
    ) as in_period,
    coalesce(
        case when numbered.day is not null then numbered.day between first_day and last_day else given_month between first_month and last_month end,
        false
    ) as comparable,
    case
        when precision in ('second', 'minute') and (hours.day is not null or kept_hours.day is not null)
            then coalesce(local_s >= hours.o1 and local_s < hours.c1, false)
                or coalesce(local_s >= hours.o2 and local_s < hours.c2, false)
                or coalesce(local_s >= hours.o3 and local_s < hours.c3, false)
                or coalesce(local_s >= kept_hours.o1 and local_s < kept_hours.c1, false)
                or coalesce(local_s >= kept_hours.o2 and local_s < kept_hours.c2, false)
                or coalesce(local_s >= kept_hours.o3 and local_s < kept_hours.c3, false)
    end as open,
    cast(previous_gap_s as bigint) as previous_gap_s,
    cast(next_gap_s as bigint) as next_gap_s,
    previous_channel,
    previous_team,
    previous_service,
    cast(any_gap_s as bigint) as any_gap_s,
    cast(at_s - first_s as bigint) as history_s
from numbered
cross join fact_contact_period
cross join (select min(at_s) as first_s from stamped) as begun
cross join settings
left join days on days.day = numbered.day
left join calendar as hours on hours.day = numbered.day and lower(hours.schedule) = numbered.schedule
left join calendar as kept_hours on kept_hours.day = numbered.day and lower(kept_hours.schedule) = numbered.appointments
left join gaps on gaps.contact = numbered.contact
order by numbered.contact
