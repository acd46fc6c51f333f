-- Calls of known persons that are a `leg`, begun before a transferred call of the person ends, or a `redial`, within the hour after one that nobody answered.
with transfers as (
    select record, at_s + coalesce(wait_s, 0) + coalesce(handle_s, 0) as until_s
    from contact_records
    where transferred
),

calls as (
    select contact, person, at_s, handled, until_s as transferred_until_s
    from contact_numbers
    join contact_words on contact_words.number = contact_numbers.words
    left join transfers on transfers.record = contact_numbers.record
    where channel = 'phone' and inbound and to_the_minute and person is not null
),

-- nobody else has any
unsettled as (
    select distinct person
    from calls
    where not handled or transferred_until_s is not null
),

neighbours as (
    select
        contact,
        at_s,
        lag(at_s) over (partition by calls.person order by contact) as call_before_s,
        lag(handled) over (partition by calls.person order by contact) as handled_before,
        lag(transferred_until_s) over (partition by calls.person order by contact) as transferred_until_s
    from calls
    join unsettled on unsettled.person = calls.person
),

judged as (
    select
        contact,
        coalesce(at_s <= transferred_until_s, false) as leg,
        coalesce(not handled_before and at_s - call_before_s <= 3600, false) as redial
    from neighbours
)

select contact, leg, redial
from judged
where leg or redial
