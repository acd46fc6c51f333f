-- Identified handled contacts of the period by person, channel, topic, and whether they are redials that got through: how many are eligible, and how many repeat an earlier one.
-- Eligible: the topic is told, in a channel where such contacts stand for the others (`fact_recognition`). To be a repeat: late enough after the
-- first instant of data for the window to lie within it. To be followed: early enough before the last instant of the log of contacts (cases go on
-- opening after it ends). `logged` are not openings of requests, which always tell a topic.
with span as (
    select coalesce(max(case when kind <> 'case' then at_s end), max(at_s)) as last_s
    from fact_contacts
),

identified as (
    select
        fact_contacts.*,
        topic is not null and lacks is null as tells,
        repeat_window_days * 86400 as window_s,
        last_s - at_s as follow_up_s
    from fact_contacts
    cross join span
    cross join settings
    join fact_recognition on fact_recognition.channel = coalesce(fact_contacts.channel, 'unknown')
    where counted and handled and comparable and person is not null and at_s is not null
),

judged as (
    select
        person,
        channel,
        topic,
        kind <> 'case' as logged,
        handle_s,
        previous_gap_s,
        redial,
        case when history_s >= window_s then 1 else 0 end as with_history,
        case when history_s >= window_s and any_gap_s <= window_s then 1 else 0 end as repeated_any_topic,
        case when tells and history_s >= window_s then 1 else 0 end as eligible,
        case when tells and history_s >= window_s and previous_gap_s <= window_s then 1 else 0 end as repeated,
        case when previous_channel is not null and channel is not null then 1 else 0 end as channels_known,
        case when previous_channel <> channel then 1 else 0 end as other_channel,
        case when tells and history_s >= 30 * 86400 then 1 else 0 end as eligible_30,
        case when tells and follow_up_s >= window_s then 1 else 0 end as followable,
        case when tells and follow_up_s >= window_s and next_gap_s <= window_s then 1 else 0 end as followed
    from identified
)

select
    person as cluster,
    channel,
    topic,
    redial,
    sum(case when logged then 1 else 0 end) as logged,
    sum(case when logged and topic is not null then 1 else 0 end) as logged_told,
    sum(eligible) as eligible,
    sum(repeated) as repeated,
    sum(with_history) as eligible_any_topic,
    sum(repeated_any_topic) as repeated_any_topic,
    sum(eligible_30) as eligible_30,
    sum(case when previous_gap_s <= 1 * 86400 then eligible_30 else 0 end) as repeated_1,
    sum(case when previous_gap_s <= 3 * 86400 then eligible_30 else 0 end) as repeated_3,
    sum(case when previous_gap_s <= 7 * 86400 then eligible_30 else 0 end) as repeated_7,
    sum(case when previous_gap_s <= 15 * 86400 then eligible_30 else 0 end) as repeated_15,
    sum(case when previous_gap_s <= 30 * 86400 then eligible_30 else 0 end) as repeated_30,
    sum(followable) as followable,
    sum(followed) as followed,
    sum(repeated * channels_known) as switchable,
    sum(repeated * channels_known * other_channel) as switched,
    sum(case when handle_s is null then 0 else eligible end) as timed,
    sum(case when handle_s is null then 0 else repeated end) as timed_repeats,
    sum(case when handle_s is null then 0 else eligible * handle_s end) as seconds,
    sum(case when handle_s is null then 0 else repeated * handle_s end) as repeated_seconds
from judged
group by person, channel, topic, redial
order by person, channel, topic, redial
