-- Sources of cases that are declared to hold a part only (those opened, closed or active in the period): no stock can be rebuilt from them.
select sources.source
from sources
where feeds = 'cases' and extract_frame <> 'all' and sources.source in (select cases.source from cases)
order by sources.source
