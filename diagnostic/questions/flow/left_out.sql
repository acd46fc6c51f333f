-- Sources of cases of which no stock and no flow is told, and why: they tell no end, or hold a part of the cases only.
select
    source,
    case when max(case when state = 'unknown' then 1 else 0 end) = 1 then 'without_end' else 'partial_export' end as why
from fact_cases
where
    state = 'unknown'
    or source in (select sources.source from sources where feeds = 'cases' and extract_frame <> 'all')
group by source
order by source
