-- A row per case and side of its due date (`edge`): the `months` that it is open, its `chasers`, how many of them are `net`, what is `usual`.
-- A chaser that bears the number of its case counts whole. Those known by person and topic are set against what the same person asked before the
-- case opened: the Mantel-Haenszel difference of the two rates over persons, within a procedure and edge. Before and after the due date, the
-- columns `weighed_*` are those of the same mix of procedures: of each, what is open on the other side ÷ on both.
with sides as (
    select
        case_key, person, procedure,
        case when due_s is null then 'undated' else 'before' end as edge,
        since_s,
        least(until_s, coalesce(due_s, until_s)) as until_s,
        last_until_s
    from spells
    union all
    select case_key, person, procedure, 'after', greatest(since_s, due_s), until_s, last_until_s
    from spells
    where due_s is not null
),

-- `own_s`: during which the person has opened no later case of the procedure
spent as (
    select
        case_key, edge,
        min(person) as person,
        min(procedure) as procedure,
        sum(until_s - since_s) as open_s,
        sum(case when last_until_s > since_s then least(until_s, last_until_s) - since_s else 0 end) as own_s
    from sides
    where until_s > since_s
    group by case_key, edge
),

asked as (
    select
        case_key,
        case when overdue_s is null then 'undated' when overdue_s <= 0 then 'before' else 'after' end as edge,
        sum(case when numbered then 1 else 0 end) as numbered,
        sum(case when numbered then 0 else 1 end) as unnumbered
    from chasers
    group by 1, 2
),

counted as (
    select
        spent.*,
        coalesce(numbered, 0) as numbered,
        coalesce(unnumbered, 0) as unnumbered,
        coalesce(quiet_s, 0) as quiet_s,
        last_before_s,
        case when own_s > 0 then coalesce(quiet_s, 0) / (own_s + coalesce(quiet_s, 0)) else 0 end as quiet_part,
        case when own_s > 0 then coalesce(usual, 0) * own_s / (own_s + coalesce(quiet_s, 0)) else 0 end as asked_anyway
    from spent
    left join asked on asked.case_key = spent.case_key and asked.edge = spent.edge
    left join before_opening on before_opening.case_key = spent.case_key
),

-- `scale` makes the compared part of a procedure and edge stand for the whole of it; of less than a tenth it says nothing
strata as (
    select
        procedure, edge,
        sum(open_s) as open_s,
        case when sum(own_s * quiet_part) > 0.1 * sum(own_s) then sum(own_s) / sum(own_s * quiet_part) else 0 end as scale
    from counted
    group by procedure, edge
),

weighed as (
    select own.procedure, own.edge, other.open_s / (own.open_s + other.open_s) as weight
    from strata as own
    join strata as other on other.procedure = own.procedure and other.edge <> own.edge
    where own.edge <> 'undated' and other.edge <> 'undated'
),

net as (
    select
        counted.*,
        open_s / 2629800.0 as months,
        numbered + unnumbered as chasers,
        numbered + scale * (unnumbered * quiet_part - asked_anyway) as net,
        scale * asked_anyway as usual
    from counted
    join (select procedure, edge, scale from strata) as scales
        on scales.procedure is not distinct from counted.procedure and scales.edge = counted.edge
)

select
    case_key, person, net.procedure, net.edge, open_s, own_s, numbered, unnumbered, quiet_s, last_before_s, months, chasers, net, usual,
    months / 100 as hundreds,
    case when net.edge = 'before' then net else 0 end as early,
    coalesce(weight, 0) * net as weighed_net,
    coalesce(weight, 0) * months / 100 as weighed_hundreds
from net
left join weighed on weighed.procedure = net.procedure and weighed.edge = net.edge
