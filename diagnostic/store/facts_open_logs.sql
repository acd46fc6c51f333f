-- Logs that record only while open, by source and channel: of so many contacts not one came more than half an hour (1800 s) from an opening.
-- 59: were one in twenty of them to come while closed, that none of so many does would be rarer than one time in twenty.
with moments as (
    select source, channel, day, hour(occurred_local) * 3600 + minute(occurred_local) * 60 + cast(second(occurred_local) as int) as local_s
    from fact_contacts
    where inbound and since_break and precision in ('second', 'minute')

    union all

    select
        source, booked_via, cast(booked_local as date),
        hour(booked_local) * 3600 + minute(booked_local) * 60 + cast(second(booked_local) as int)
    from appointments
    cross join settings
    where booked_precision in ('second', 'minute') and cast(booked_local as date) between period_start and period_end
)

select source, moments.channel
from moments
join channels on channels.channel = moments.channel and not attended
join calendar on calendar.day = moments.day and calendar.schedule = channels.schedule and open_s < 86400
group by source, moments.channel
having
    count(*) >= 59
    and count(*) = sum(
        case
            when (local_s >= o1 - 1800 and local_s < c1 + 1800) or (local_s >= o2 - 1800 and local_s < c2 + 1800)
                or (local_s >= o3 - 1800 and local_s < c3 + 1800) then 1
            else 0
        end
    )
order by source, moments.channel
