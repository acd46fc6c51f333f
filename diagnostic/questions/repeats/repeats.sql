-- By channel, topic, and whether they are redials that got through: how many contacts count in each figure on repeats, and their time.
select
    channel,
    topic,
    redial,
    cast(sum(logged) as bigint) as logged,
    cast(sum(logged_told) as bigint) as logged_told,
    cast(sum(eligible) as bigint) as eligible,
    cast(sum(repeated) as bigint) as repeated,
    cast(sum(eligible_any_topic) as bigint) as eligible_any_topic,
    cast(sum(repeated_any_topic) as bigint) as repeated_any_topic,
    cast(sum(eligible_30) as bigint) as eligible_30,
    cast(sum(repeated_1) as bigint) as repeated_1,
    cast(sum(repeated_3) as bigint) as repeated_3,
    cast(sum(repeated_7) as bigint) as repeated_7,
    cast(sum(repeated_15) as bigint) as repeated_15,
    cast(sum(repeated_30) as bigint) as repeated_30,
    cast(sum(followable) as bigint) as followable,
    cast(sum(followed) as bigint) as followed,
    cast(sum(switchable) as bigint) as switchable,
    cast(sum(switched) as bigint) as switched,
    cast(sum(timed) as bigint) as timed,
    cast(sum(timed_repeats) as bigint) as timed_repeats,
    sum(seconds) as seconds,
    sum(repeated_seconds) as repeated_seconds
from repeats_judged
group by channel, topic, redial
order by channel, topic, redial
