-- Whether the clock of some case starts once its file is complete, and whether that of some case stands still while its user owes a document.
select
    (
        select count(*)
        from cases
        join promises on lower(promises.procedure) = lower(cases.procedure)
        where promises.clock_start = 'complete' and cases.complete_at is not null
    ) > 0 as complete,
    (select count(*) from fact_cases where stopped_s > 0) > 0 as stopped
