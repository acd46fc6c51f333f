-- The words that contacts bear together, by number, with all that follows from them alone; with numbers for their sources in the order of names, for
-- the `systems` that these are files of, and for their topics, which are less than `topics`.
with found as (
    select distinct kind, source, precision, channel, outcome, topic, service, site, team, coalesce(party, 'unknown') as party, inbound
    from contact_records
),

numbered as (
    select
        found.*,
        cast(row_number() over (
            order by found.source, found.kind, channel, topic, team, service, precision, outcome, site, party, inbound
        ) as int) as number,
        cast(dense_rank() over (order by found.source) as int) as source_number,
        cast(dense_rank() over (order by coalesce(sources.system, found.source)) as int) as system,
        case when topic is not null then dense_rank() over (order by topic nulls last) end as topic_number,
        kind = 'contact' and coalesce(channel, 'phone') = 'phone' and outcome is not null as is_call
    from found
    left join sources on sources.source = found.source and sources.feeds = found.kind || 's'
)

select
    numbered.*,
    coalesce(max(topic_number) over (), 0) + 1 as topics,
    max(system) over () as systems,
    not (is_call and numbered.outcome <> 'answered') as handled,
    for_agent,
    precision in ('second', 'minute') as to_the_minute,
    inbound and party in ('user', 'unknown') as of_a_user,
    case when channels.schedule = 'counter' and site is not null then 'counter:' || lower(site) else channels.schedule end as schedule,
    case when channels.schedule = 'counter' then 'appointment:' || lower(site) end as appointments,
    coalesce(own.since, every.since) as series_since
from numbered
join unbroken as every on every.source is null
left join unbroken as own on own.source = numbered.source
left join channels on channels.channel = numbered.channel
left join outcomes on outcomes.outcome = coalesce(numbered.outcome, 'answered')
