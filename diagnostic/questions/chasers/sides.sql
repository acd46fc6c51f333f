-- A row per case and side of its due date (`edge`): the seconds that it is open (`open_s`), during which its person has opened no later case of the
-- procedure (`own_s`); what part of both that and the stretch before its opening the latter is, and what would be asked at that pace anyway.
with cut as (
    select
        case_key, person, procedure, last_until_s,
        case when past = 1 then 'after' when due_s is null then 'undated' else 'before' end as edge,
        case when past = 1 then greatest(since_s, due_s) else since_s end as since_s,
        case when past = 1 then until_s else least(until_s, coalesce(due_s, until_s)) end as until_s
    from spells
    cross join (select 0 as past union all select 1 as past) as both_sides
    where past = 0 or due_s is not null
),

spent as (
    select
        case_key, edge,
        min(person) as person,
        min(procedure) as procedure,
        sum(until_s - since_s) as open_s,
        sum(case when last_until_s > since_s then least(until_s, last_until_s) - since_s else 0 end) as own_s
    from cut
    where until_s > since_s
    group by case_key, edge
)

select
    spent.*,
    coalesce(quiet_s, 0) as quiet_s,
    last_before_s,
    case when own_s > 0 then coalesce(quiet_s, 0) / (own_s + coalesce(quiet_s, 0)) else 0 end as quiet_part,
    case when own_s > 0 then coalesce(usual, 0) * own_s / (own_s + coalesce(quiet_s, 0)) else 0 end as asked_anyway
from spent
left join before_opening on before_opening.case_key = spent.case_key
