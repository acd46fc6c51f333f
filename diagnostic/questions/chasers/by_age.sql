-- A row per case and ten days of its age that follow ten others: `tens` of days open compared, how many `more` chasers than before.
-- The case is its own measure: the difference of the two rates, weighed by the time open in both (Mantel-Haenszel; two full stretches count 1).
-- What its person asks anyway comes at any age alike and goes out, as does how often this case is asked after at all.
with numbers as (
    select row_number() over (order by day) - 1 as age
    from days
),

-- once its person has opened a later case of the procedure, chasers without a number are not seen
own as (
    select
        case_key, person, procedure,
        since_s - opened_s - chaser_after_days * 86400 as begins_s,
        least(until_s, coalesce(last_until_s, until_s)) - opened_s - chaser_after_days * 86400 as ends_s
    from spells
    cross join settings
),

steps as (
    select
        case_key, age,
        min(person) as person,
        min(procedure) as procedure,
        sum(least(ends_s, (age + 1) * 864000) - greatest(begins_s, age * 864000)) / 864000.0 as tens
    from own
    join numbers on age * 864000 < ends_s and (age + 1) * 864000 > begins_s
    where ends_s > begins_s
    group by case_key, age
),

counts as (
    select case_key, floor((age_s - chaser_after_days * 86400) / 864000.0) as age, count(*) as chasers
    from chasers
    cross join settings
    where own
    group by 1, 2
),

counted as (
    select steps.*, coalesce(chasers, 0) as chasers
    from steps
    left join counts on counts.case_key = steps.case_key and counts.age = steps.age
),

pairs as (
    select
        counted.*,
        lag(age) over in_order as age_before,
        lag(tens) over in_order as tens_before,
        lag(chasers) over in_order as chasers_before
    from counted
    window in_order as (partition by case_key order by age)
)

select
    case_key, person, procedure,
    (chasers * tens_before - chasers_before * tens) / ((tens + tens_before) / 2) as more,
    tens * tens_before / ((tens + tens_before) / 2) as tens,
    chasers + chasers_before as chasers
from pairs
where age_before = age - 1
