-- One row per case and kind of promise that holds for it, on the clock of that promise.
select
    case_key,
    promise_kind as kind,
    choice = 1 as binding,
    promise_days as days,
    entry_s,
    duration_s,
    due_s
from case_clocks
where promise_days is not null
order by case_key, kind
