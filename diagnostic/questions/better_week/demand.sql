-- Signs of demand by kind of day, week, weekday and half-hour, since the last declared break: calls, forms, e-mails and bookings as they came.
with dated as (
    select
        case when channels.channel = 'phone' then 'calls' else channels.channel end as proxy,
        source as file,
        day,
        slot
    from fact_contacts
    join channels on channels.channel = fact_contacts.channel
    where counted and in_period and asks_at_will and slot is not null

    union all

    select
        'bookings' as proxy,
        source as file,
        cast(booked_local as date) as day,
        cast(floor((hour(booked_local) * 3600 + minute(booked_local) * 60) / 1800) as int) as slot
    from appointments
    cross join settings
    where
        booked_precision in ('second', 'minute')
        and coalesce(party, 'unknown') in ('user', 'unknown')
        and cast(booked_local as date) between period_start and period_end
),

kinds as (
    select distinct day, day_type
    from calendar
)

select
    proxy,
    day_type,
    days.week,
    days.weekday,
    slot,
    count(*) as contacts
from dated
join days on days.day = dated.day
join kinds on kinds.day = dated.day
left join unbroken as own on own.source = dated.file
join unbroken as whole on whole.source is null
where dated.day >= coalesce(own.since, whole.since) and day_type in ('term', 'school_holiday')
group by proxy, day_type, days.week, days.weekday, slot
order by proxy, day_type, days.week, days.weekday, slot
