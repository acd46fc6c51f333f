-- One row per contact: a logged contact, a ticket at a counter, the opening of a case.
select
    contact, contact_words.kind, row_id, contact_words.source, occurred_local, at_s, contact_words.precision, contact_records.day,
    week, month, cluster,
    cast(coalesce(contact_days.weekday, given_weekday) as int) as weekday,
    cast(case when contact_words.precision <> 'day' then hour(occurred_local) else given_hour end as int) as hour,
    cast(case when contact_words.to_the_minute then floor(local_s / 1800) end as int) as slot,
    contact_words.channel, contact_words.outcome, contact_words.topic, contact_words.service, contact_words.site, contact_words.team, contact_words.party,
    person, case_id,
    case when wait_s >= 0 then wait_s end as wait_s,
    case when handle_s >= 0 then handle_s end as handle_s,
    transferred, contact_words.is_call, contact_words.for_agent, contact_words.inbound, contact_words.handled, counted, redial, document,
    in_period,
    coalesce(contact_records.day between contact_words.series_since and period_end, false) as since_break,
    comparable,
    case
        when contact_words.to_the_minute and (hours.day is not null or kept_hours.day is not null)
            then coalesce(local_s >= hours.o1 and local_s < hours.c1, false)
                or coalesce(local_s >= hours.o2 and local_s < hours.c2, false)
                or coalesce(local_s >= hours.o3 and local_s < hours.c3, false)
                or coalesce(local_s >= kept_hours.o1 and local_s < kept_hours.c1, false)
                or coalesce(local_s >= kept_hours.o2 and local_s < kept_hours.c2, false)
                or coalesce(local_s >= kept_hours.o3 and local_s < kept_hours.c3, false)
    end as open,
    previous_gap_s, next_gap_s,
    previous.channel as previous_channel, previous.team as previous_team, previous.service as previous_service,
    any_gap_s, at_s - begun_s as history_s
from contact_records
join contact_matters on contact_matters.record = contact_records.record
join contact_words on contact_words.number = contact_matters.words
join contact_days on contact_days.day is not distinct from contact_records.day and contact_days.given_month is not distinct from contact_records.given_month
cross join settings
cross join (select min(first_s) as begun_s from contact_days) as begun
left join calendar as hours on hours.day = contact_records.day and lower(hours.schedule) = contact_words.schedule
left join calendar as kept_hours on kept_hours.day = contact_records.day and lower(kept_hours.schedule) = contact_words.appointments
left join contact_words as previous on previous.number = previous_words
