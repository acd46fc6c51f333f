-- When in the day each source's records fall, summer and winter time apart: `ahead` is how many minutes local time is ahead of UTC.
with stamped as (
    select source, channel, occurred_at as utc, occurred_local as stamp, occurred_precision as fineness from contacts
    union all
    select source, 'counter', taken_at, taken_local, taken_precision from tickets
    union all
    select source, channel, opened_at, opened_local, opened_precision from cases
),

placed as (
    select
        source,
        channel,
        mod(hour(stamp) * 60 + minute(stamp) - hour(utc) * 60 - minute(utc) + 2880, 1440) as ahead,
        hour(stamp) * 2 + case when minute(stamp) >= 30 then 1 else 0 end as slot,
        hour(stamp) * 3600 + minute(stamp) * 60 + cast(second(stamp) as int) = 0 as midnight
    from stamped
    where stamp is not null and fineness <> 'day'
)

select
    source,
    channel,
    ahead,
    slot,
    midnight,
    count(*) as records
from placed
group by source, channel, ahead, slot, midnight
order by source, channel, ahead, slot, midnight
