-- How many contacts, from rows and from aggregates alike: calls counted by the telephone system, and tally sheets.
with calls as (
    select
        source, service, day, cast(offered as bigint) as offered,
        cast(coalesce(answered, offered - coalesce(abandoned, 0) - coalesce(deflected, 0) - coalesce(voice_server, 0)) as bigint) as answered,
        answered is null and abandoned is null and deflected is null and voice_server is null as unknown
    from call_counts
    where offered is not null
),

tallied as (
    select
        source, channel, service, site, topic, counts.day, coalesce(days.month, counts.month) as month, contacts
    from counts
    left join days on days.day = counts.day
),

volumes as (
    select source, channel, service, site, topic, day, week, month, handled, counted, in_period, comparable, cast(1 as bigint) as contacts
    from fact_contacts
    union all
    select
        source, 'phone', service, null, null, calls.day, week, month, case when not unknown then true end, true,
        coalesce(calls.day between period_start and period_end, false),
        coalesce(calls.day between first_day and last_day, false),
        case when unknown then offered else greatest(least(answered, offered), 0) end
    from calls
    cross join settings
    cross join fact_contact_period
    left join days on days.day = calls.day
    union all
    select
        source, 'phone', service, null, null, calls.day, week, month, false, true,
        coalesce(calls.day between period_start and period_end, false),
        coalesce(calls.day between first_day and last_day, false),
        offered - greatest(least(answered, offered), 0)
    from calls
    cross join settings
    cross join fact_contact_period
    left join days on days.day = calls.day
    where not unknown
    union all
    select
        source, channel, service, site, topic, tallied.day, week, tallied.month, true, true,
        coalesce(
            case
                when tallied.day is not null then tallied.day between period_start and period_end
                else tallied.month between substr(cast(period_start as varchar(10)), 1, 7) and substr(cast(period_end as varchar(10)), 1, 7)
            end,
            false
        ),
        coalesce(
            case
                when tallied.day is not null then tallied.day between first_day and last_day
                else tallied.month between first_month and last_month
            end,
            false
        ),
        cast(contacts as bigint)
    from tallied
    cross join settings
    cross join fact_contact_period
    left join days on days.day = tallied.day
)

select
    source, channel, service, site, topic, day, week, month, coalesce(cast(week as varchar(10)), month) as cluster, handled, counted, in_period, comparable,
    cast(sum(contacts) as bigint) as contacts
from volumes
group by source, channel, service, site, topic, day, week, month, handled, counted, in_period, comparable
having sum(contacts) > 0
order by source, day nulls last, month nulls last, channel, service, site, topic, handled, counted, in_period, comparable
