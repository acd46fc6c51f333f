-- One row per contact: a logged contact, a ticket at a counter, the opening of a case.
with scheduled as (
    select
        contact_records.*,
        contact_matters.contact, counted, redial, document, previous_gap_s, next_gap_s, previous_words, any_gap_s,
        case when channels.schedule = 'counter' and site is not null then 'counter:' || lower(site) else channels.schedule end as schedule,
        case when channels.schedule = 'counter' then 'appointment:' || lower(site) end as appointments
    from contact_records
    join contact_matters on contact_matters.record = contact_records.record
    left join channels on channels.channel = contact_records.channel
)

select
    scheduled.contact, scheduled.kind, row_id, scheduled.source, occurred_at, occurred_local, at_s, precision, scheduled.day,
    days.week,
    coalesce(days.month, given_month) as month,
    coalesce(cast(days.week as varchar(10)), days.month, given_month) as cluster,
    cast(coalesce(days.weekday, given_weekday) as int) as weekday,
    cast(case when precision <> 'day' then hour(occurred_local) else given_hour end as int) as hour,
    cast(case when precision in ('second', 'minute') then floor(local_s / 1800) end as int) as slot,
    scheduled.channel, scheduled.outcome, scheduled.topic, scheduled.service, site, scheduled.team,
    coalesce(party, 'unknown') as party,
    person, case_id,
    case when wait_s >= 0 then wait_s end as wait_s,
    case when handle_s >= 0 then handle_s end as handle_s,
    transferred, is_complaint, is_call, for_agent, inbound, handled, counted, redial, document,
    coalesce(
        case
            when scheduled.day is not null then scheduled.day between period_start and period_end
            else given_month between substr(cast(period_start as varchar(10)), 1, 7) and substr(cast(period_end as varchar(10)), 1, 7)
        end,
        false
    ) as in_period,
    coalesce(scheduled.day between coalesce(own.since, every.since) and period_end, false) as since_break,
    coalesce(
        case when scheduled.day is not null then scheduled.day between first_day and last_day else given_month between first_month and last_month end,
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
    previous.channel as previous_channel, previous.team as previous_team, previous.service as previous_service,
    cast(any_gap_s as bigint) as any_gap_s,
    cast(at_s - first_s as bigint) as history_s
from scheduled
cross join fact_contact_period
cross join (select min(at_s) as first_s from contact_records) as begun
cross join settings
join unbroken as every on every.source is null
left join unbroken as own on own.source = scheduled.source
left join outcomes on outcomes.outcome = coalesce(scheduled.outcome, 'answered')
left join days on days.day = scheduled.day
left join calendar as hours on hours.day = scheduled.day and lower(hours.schedule) = scheduled.schedule
left join calendar as kept_hours on kept_hours.day = scheduled.day and lower(kept_hours.schedule) = scheduled.appointments
left join contact_words as previous on previous.number = previous_words
