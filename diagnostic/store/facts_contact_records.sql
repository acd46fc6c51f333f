-- What the tables record, one row each: a logged contact, a ticket at a counter, the opening of a case. Only the columns that a query asks for are read.
-- `record` is its row and its kind in one number, in the order of both.
with recorded as (
    select
        'contact' as kind, id as row_id, id * 3 + 1 as record, source, occurred_at, occurred_local, occurred_precision as precision,
        month as given_month, weekday as given_weekday, hour as given_hour,
        channel, outcome, topic, service, site, team, party, person, case_id, wait_s, handle_s, transferred,
        coalesce(direction, 'in') = 'in' as inbound
    from contacts
    union all
    select
        'ticket', tickets.id, tickets.id * 3 + 2, tickets.source, tickets.taken_at, tickets.taken_local, tickets.taken_precision,
        null, null, null,
        'counter', null, tickets.topic, tickets.service, tickets.site, null, null, null, null,
        cast((called_day.day_number - taken_day.day_number) * 86400
            + hour(called_at) * 3600 + minute(called_at) * 60 + cast(second(called_at) as int)
            - hour(taken_at) * 3600 - minute(taken_at) * 60 - cast(second(taken_at) as int) as double),
        cast((done_day.day_number - called_day.day_number) * 86400
            + hour(done_at) * 3600 + minute(done_at) * 60 + cast(second(done_at) as int)
            - hour(called_at) * 3600 - minute(called_at) * 60 - cast(second(called_at) as int) as double),
        null, true
    from tickets
    left join days as taken_day on taken_day.day = cast(tickets.taken_at as date) and tickets.taken_precision <> 'day'
    left join days as called_day on called_day.day = cast(tickets.called_at as date) and tickets.called_precision <> 'day'
    left join days as done_day on done_day.day = cast(tickets.done_at as date) and tickets.done_precision <> 'day'
    union all
    select
        'case', cases.id, cases.id * 3, cases.source, opened_at, opened_local, opened_precision,
        null, null, null,
        channel, null, procedure, service, site, team, party, person, case_id, null, null, null, true
    from cases
    left join (select distinct source from sources where feeds = 'cases' and counts_as = 'cases') as not_contacts on not_contacts.source = cases.source
    where not_contacts.source is null
)

-- at_s counts seconds since 1970: one subtraction gives an elapsed time
select
    recorded.*,
    utc.day_number * 86400 + hour(occurred_at) * 3600 + minute(occurred_at) * 60 + cast(second(occurred_at) as int) as at_s,
    cast(occurred_local as date) as day,
    hour(occurred_local) * 3600 + minute(occurred_local) * 60 + cast(second(occurred_local) as int) as local_s
from recorded
left join days as utc on utc.day = cast(recorded.occurred_at as date)
