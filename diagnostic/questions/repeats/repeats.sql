-- Identified handled contacts of the period by person, channel, topic, and whether they are redials that got through: how many are eligible, and how many repeat an earlier one.
-- Eligible: the topic is told, in a channel where such contacts stand for the others (`fact_recognition`). To be a repeat: late enough after the
-- first instant of data for the window to lie within it. To be followed: early enough before the last instant of the log of contacts (cases go on
-- opening after it ends). `logged` are not openings of requests, which always tell a topic.
with span as (
    select coalesce(max(case when kind <> 'case' then at_s end), max(at_s)) as last_s
    from fact_contacts
),

judged as (
    select
        person,
        fact_contacts.channel,
        topic,
        redial,
        kind <> 'case' as logged,
        handle_s,
        previous_channel,
        any_gap_s <= repeat_window_days * 86400 as repeats_any_topic,
        history_s >= repeat_window_days * 86400 as with_history,
        topic is not null and lacks is null and history_s >= repeat_window_days * 86400 as eligible,
        topic is not null and lacks is null and history_s >= repeat_window_days * 86400 and previous_gap_s <= repeat_window_days * 86400 as repeated,
        -- of those eligible for 30 days alone; beyond every window where there is no previous contact
        case when topic is not null and lacks is null and history_s >= 30 * 86400 then coalesce(previous_gap_s, 31 * 86400) end as gap_30_s,
        topic is not null and lacks is null and last_s - at_s >= repeat_window_days * 86400 as followable,
        next_gap_s <= repeat_window_days * 86400 as is_followed
    from fact_contacts
    cross join span
    cross join settings
    join fact_recognition on fact_recognition.channel = coalesce(fact_contacts.channel, 'unknown')
    where counted and handled and comparable and person is not null and at_s is not null
)

select
    person as cluster,
    channel,
    topic,
    redial,
    count(case when logged then 1 end) as logged,
    count(case when logged and topic is not null then 1 end) as logged_told,
    count(case when eligible then 1 end) as eligible,
    count(case when repeated then 1 end) as repeated,
    count(case when with_history then 1 end) as eligible_any_topic,
    count(case when with_history and repeats_any_topic then 1 end) as repeated_any_topic,
    count(gap_30_s) as eligible_30,
    count(case when gap_30_s <= 1 * 86400 then 1 end) as repeated_1,
    count(case when gap_30_s <= 3 * 86400 then 1 end) as repeated_3,
    count(case when gap_30_s <= 7 * 86400 then 1 end) as repeated_7,
    count(case when gap_30_s <= 15 * 86400 then 1 end) as repeated_15,
    count(case when gap_30_s <= 30 * 86400 then 1 end) as repeated_30,
    count(case when followable then 1 end) as followable,
    count(case when followable and is_followed then 1 end) as followed,
    count(case when repeated and previous_channel is not null and channel is not null then 1 end) as switchable,
    count(case when repeated and previous_channel <> channel then 1 end) as switched,
    count(case when eligible then handle_s end) as timed,
    count(case when repeated then handle_s end) as timed_repeats,
    coalesce(sum(case when eligible then handle_s end), 0) as seconds,
    coalesce(sum(case when repeated then handle_s end), 0) as repeated_seconds
from judged
group by person, channel, topic, redial
order by person, channel, topic, redial
