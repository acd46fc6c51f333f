-- A row per case: whether it is `chased`, and the `net` of it: what is left once as many are taken off as would seem so by chance.
-- A case whose chasers bear no number is set against a stretch as long as it was open, before its opening: whether its person asked then.
with cases as (
    select
        case_key,
        min(person) as person,
        min(procedure) as procedure,
        sum(own_s) as own_s,
        sum(numbered) > 0 as numbered,
        sum(unnumbered) > 0 as unnumbered,
        min(quiet_s) as quiet_s,
        min(last_before_s) as last_before_s
    from open_time
    group by case_key
),

judged as (
    select
        cases.*,
        not numbered and own_s > 0 as unsure,
        not numbered and own_s > 0 and quiet_s >= own_s as compared,
        cast(unnumbered as int) - case when last_before_s <= own_s then 1 else 0 end as more
    from cases
),

-- `scale` makes those compared of a procedure stand for all of it that are unsure; of less than a tenth they say nothing
strata as (
    select
        procedure,
        case
            when sum(cast(compared as int)) > 0.1 * sum(cast(unsure as int)) then sum(cast(unsure as int)) * 1.0 / sum(cast(compared as int))
            else 0
        end as scale
    from judged
    group by procedure
)

select
    case_key, person, judged.procedure,
    numbered or unnumbered as chased,
    cast(numbered as int) + case when compared then scale * more else 0 end as net,
    1 as cases
from judged
join strata on strata.procedure is not distinct from judged.procedure
