-- One row per appointment of the period, since the last declared break: how long before it was booked, and whether it was honoured.
-- Elapsed seconds between UTC stamps; whole days between local dates where either has the precision of a day.
with dated as (
    select
        appointments.*,
        starts_day.week as cluster,
        starts_day.day as day,
        case
            when booked_precision = 'day' or starts_precision = 'day' then starts_day.day_number - booked_day.day_number
            else (starts_utc.day_number - booked_utc.day_number)
                + (hour(starts_at) * 3600 + minute(starts_at) * 60 + cast(second(starts_at) as int)
                    - hour(booked_at) * 3600 - minute(booked_at) * 60 - cast(second(booked_at) as int)) / 86400.0
        end as lead_days
    from appointments
    join days as starts_day on starts_day.day = cast(starts_local as date)
    join days as starts_utc on starts_utc.day = cast(starts_at as date)
    left join days as booked_day on booked_day.day = cast(booked_local as date)
    left join days as booked_utc on booked_utc.day = cast(booked_at as date)
)

select
    service,
    cluster,
    case when coalesce(status, 'unknown') = 'unknown' and arrived_at is not null then 'held' else status end as status,
    duration_s / 60 as duration_min,
    case when lead_days >= 0 then lead_days end as lead_days
from dated
cross join settings
left join unbroken as own on own.source = dated.source
join unbroken as whole on whole.source is null
where
    dated.day between period_start and period_end
    and dated.day <= extract_date
    and dated.day >= coalesce(own.since, whole.since)
    and coalesce(party, 'unknown') in ('user', 'unknown')
order by dated.id
