-- Identified handled contacts of the period, one row each: what it counts as in each figure on repeats, 1 or 0, and its time in seconds.
-- Eligible: the topic is told, in a channel where such contacts stand for the others (`fact_recognition`). To be a repeat: late enough after the
-- first instant of data for the window to lie within it. To be followed: early enough before the last instant of the log of contacts (cases go on
-- opening after it ends). `logged` are not openings of requests, which always tell a topic. `redial`: a redial that got through.
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
    person,
    channel,
    topic,
    redial,
    case when logged then 1 else 0 end as logged,
    case when logged and topic is not null then 1 else 0 end as logged_told,
    case when eligible then 1 else 0 end as eligible,
    case when repeated then 1 else 0 end as repeated,
    case when with_history then 1 else 0 end as eligible_any_topic,
    case when with_history and repeats_any_topic then 1 else 0 end as repeated_any_topic,
    case when gap_30_s is not null then 1 else 0 end as eligible_30,
    case when gap_30_s <= 1 * 86400 then 1 else 0 end as repeated_1,
    case when gap_30_s <= 3 * 86400 then 1 else 0 end as repeated_3,
    case when gap_30_s <= 7 * 86400 then 1 else 0 end as repeated_7,
    case when gap_30_s <= 15 * 86400 then 1 else 0 end as repeated_15,
    case when gap_30_s <= 30 * 86400 then 1 else 0 end as repeated_30,
    case when followable then 1 else 0 end as followable,
    case when followable and is_followed then 1 else 0 end as followed,
    case when repeated and previous_channel is not null and channel is not null then 1 else 0 end as switchable,
    case when repeated and previous_channel <> channel then 1 else 0 end as switched,
    case when eligible and handle_s is not null then 1 else 0 end as timed,
    case when repeated and handle_s is not null then 1 else 0 end as timed_repeats,
    case when eligible then coalesce(handle_s, 0) else 0 end as seconds,
    case when repeated then coalesce(handle_s, 0) else 0 end as repeated_seconds
from judged
