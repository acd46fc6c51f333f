-- By channel, and in all (channel NULL): the handled contacts that may be taken together, those of a known user, and those of them whose topic is told too.
-- `lacks` says what keeps the last from standing for the others: the person, the topic, or the share of the handled contacts that they are.
-- Openings of requests always name a person and a topic: they tell nothing of how far the log of contacts does.
with least as (
    -- a rate tells nothing of a channel under a tenth of whose contacts it rests on, nor of users most of whose topics are not told; of a
    -- handful nobody says what they stand for
    select 0.1 as share_of_handled, 0.5 as share_of_known, 30 as handful
),

seen as (
    select coalesce(channel, 'unknown') as channel, contacts, 0 as known, 0 as told, 0 as logged_known, 0 as logged_told
    from fact_volumes
    where counted and handled and comparable
    union all
    select
        coalesce(channel, 'unknown'), 0, 1,
        case when topic is not null then 1 else 0 end,
        case when kind <> 'case' then 1 else 0 end,
        case when kind <> 'case' and topic is not null then 1 else 0 end
    from fact_contacts
    where counted and handled and comparable and person is not null and at_s is not null
),

channels_seen as (
    select
        channel,
        sum(contacts) as contacts, sum(known) as known, sum(told) as told, sum(logged_known) as logged_known, sum(logged_told) as logged_told
    from seen
    group by channel
),

judged as (
    select
        channels_seen.*,
        case
            when known = 0 then 'person'
            when told = 0 or (logged_known >= handful and logged_told < share_of_known * logged_known) then 'topic'
            when told < share_of_handled * contacts then 'share'
        end as lacks
    from channels_seen
    cross join least
),

together as (
    select
        sum(contacts) as contacts, sum(known) as known, sum(case when lacks is null then told else 0 end) as told,
        sum(logged_known) as logged_known, sum(logged_told) as logged_told
    from judged
)

select
    channel, cast(contacts as bigint) as contacts, cast(known as bigint) as known, cast(told as bigint) as told,
    cast(logged_known as bigint) as logged_known, cast(logged_told as bigint) as logged_told, lacks
from judged
union all
select
    null, cast(coalesce(contacts, 0) as bigint), cast(coalesce(known, 0) as bigint), cast(coalesce(told, 0) as bigint),
    cast(coalesce(logged_known, 0) as bigint), cast(coalesce(logged_told, 0) as bigint),
    case
        when coalesce(logged_known, 0) = 0 then 'person'
        when logged_told = 0 or logged_told < share_of_known * logged_known then 'topic'
        when told < share_of_handled * contacts then 'share'
    end
from together
cross join least
order by channel nulls first
