-- The words that contacts bear together, by number; with numbers for their sources in the order of names, for the systems that these are files of,
-- and for their topics, which are less than `topics`.
with found as (
    select distinct kind, source, channel, topic, team, service
    from contact_records
),

numbered as (
    select
        found.*,
        cast(row_number() over (order by found.source, found.kind, channel, topic, team, service) as int) as number,
        cast(dense_rank() over (order by found.source) as int) as source_number,
        cast(dense_rank() over (order by coalesce(sources.system, found.source)) as int) as system,
        case when topic is not null then dense_rank() over (order by topic nulls last) end as topic_number
    from found
    left join sources on sources.source = found.source and sources.feeds = found.kind || 's'
)

select
    numbered.*,
    coalesce(max(topic_number) over (), 0) + 1 as topics
from numbered
