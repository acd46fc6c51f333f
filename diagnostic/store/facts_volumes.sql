-- How many contacts, from rows and from aggregates alike: calls counted by the telephone system, and tally sheets.
with calls as (
    select
        source, service, call_counts.day, days.week, coalesce(days.month, call_counts.month) as month, cast(offered as bigint) as offered,
        cast(coalesce(answered, offered - coalesce(abandoned, 0) - coalesce(deflected, 0) - coalesce(voice_server, 0)) as bigint) as answered,
        answered is null and abandoned is null and deflected is null and voice_server is null as unknown
    from call_counts
    left join days on days.day = call_counts.day
    where offered is not null
),

counted_calls as (
    select source, service, day, week, month, case when not unknown then true end as handled,
        case when unknown then offered else greatest(least(answered, offered), 0) end as contacts
    from calls
    union all
    select source, service, day, week, month, false, offered - greatest(least(answered, offered), 0)
    from calls
    where not unknown
),

totals as (
    select source, 'phone' as channel, service, null as site, null as topic, day, week, month, handled, contacts
    from counted_calls
    union all
    select source, channel, service, site, topic, counts.day, days.week, coalesce(days.month, counts.month), true, cast(contacts as bigint)
    from counts
    left join days on days.day = counts.day
),

volumes as (
    select source, channel, service, site, topic, day, week, month, handled, counted, in_period, comparable, cast(1 as bigint) as contacts
    from fact_contacts
    union all
    select
        source, channel, service, site, topic, day, week, month, handled, true,
        coalesce(
            case
                when day is not null then day between period_start and period_end
                else month between substr(cast(period_start as varchar(10)), 1, 7) and substr(cast(period_end as varchar(10)), 1, 7)
            end,
            false
        ),
        coalesce(case when day is not null then day between first_day and last_day else month between first_month and last_month end, false),
        contacts
    from totals
    cross join settings
    cross join fact_contact_period
)

select
    source, channel, service, site, topic, day, week, month, coalesce(cast(week as varchar(10)), month) as cluster, handled, counted, in_period, comparable,
    cast(sum(contacts) as bigint) as contacts
from volumes
group by source, channel, service, site, topic, day, week, month, handled, counted, in_period, comparable
having sum(contacts) > 0
order by source, day nulls last, month nulls last, channel, service, site, topic, handled, counted, in_period, comparable
