-- Signs of demand that opening hours do not shape, one row each: calls, forms, e-mails and bookings on line by the moment they came, since the last
-- declared break. `missed`: a call that reached nobody, out of hours or not; one that the voice server ended may have been served.
with signs as (
    select
        fact_contacts.source,
        fact_contacts.channel,
        case when fact_contacts.channel = 'phone' then 'calls' else fact_contacts.channel end as proxy,
        is_call and outcome not in ('answered', 'voice_server') as missed,
        day,
        occurred_local as moment
    from fact_contacts
    join channels on channels.channel = fact_contacts.channel
    where counted and since_break and asks_at_will and precision in ('second', 'minute')

    union all

    select appointments.source, booked_via, 'bookings' as proxy, false as missed, cast(booked_local as date) as day, booked_local as moment
    from appointments
    join channels on channels.channel = booked_via and self_service
    cross join settings
    join unbroken as every on every.source is null
    left join unbroken as own on own.source = appointments.source
    where
        booked_precision in ('second', 'minute')
        and coalesce(party, 'unknown') in ('user', 'unknown')
        and cast(booked_local as date) between coalesce(own.since, every.since) and period_end
)

select
    proxy,
    missed,
    fact_open_logs.source is not null as only_while_open,
    signs.day,
    week,
    weekday,
    day_type,
    cast(hour(moment) * 2 + case when minute(moment) >= 30 then 1 else 0 end as int) as slot,
    cast(hour(moment) * 3600 + minute(moment) * 60 + cast(second(moment) as int) as int) as local_s
from signs
join days on days.day = signs.day
left join fact_open_logs on fact_open_logs.source = signs.source and fact_open_logs.channel = signs.channel
