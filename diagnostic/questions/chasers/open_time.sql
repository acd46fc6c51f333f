-- A row per case and side of its due date (`edge`): the `months` that it is open, its `chasers`, how many of them are `net`, what is `usual`.
-- A chaser that bears the number of its case counts whole. Those known by person and topic are set against what the same person asked before the
-- case opened: the Mantel-Haenszel difference of the two rates over persons, within a procedure and edge. Before and after the due date, the
-- columns `weighed_*` are those of the same mix of procedures: of each, what is open on the other side ÷ on both.
with asked as (
    select
        case_key,
        case when overdue_s is null then 'undated' when overdue_s <= 0 then 'before' else 'after' end as edge,
        sum(case when numbered then 1 else 0 end) as numbered,
        sum(case when numbered then 0 else 1 end) as unnumbered
    from chasers
    group by 1, 2
),

counted as (
    select sides.*, coalesce(numbered, 0) as numbered, coalesce(unnumbered, 0) as unnumbered
    from sides
    left join asked on asked.case_key = sides.case_key and asked.edge = sides.edge
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
