-- By procedure and side of the due date: the seconds open, what is `usual`, and the `scale` that makes the compared part stand for the whole of it;
-- of less than a tenth that part says nothing.
with summed as (
    select
        procedure, edge,
        sum(open_s) as open_s,
        sum(asked_anyway) as asked_anyway,
        case when sum(own_s * quiet_part) > 0.1 * sum(own_s) then sum(own_s) / sum(own_s * quiet_part) else 0 end as scale
    from sides
    group by procedure, edge
)

select procedure, edge, open_s, scale, asked_anyway * scale as usual
from summed
