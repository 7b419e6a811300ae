-- One row an account: first start, last end, whether a period still runs, the longest pause, first and last price.
with known as (
    select account_id, cast(start_date as date) as start_date, cast(end_date as date) as end_date, mrr
    from subscriptions
    where cast(start_date as date) <= cast($as_of as date)
),
periods as (
    select
        account_id, start_date, end_date, mrr,
        case when end_date is null or end_date > cast($as_of as date) then 1 else 0 end as running,
        max(coalesce(end_date, cast($as_of as date))) over (
            partition by account_id order by start_date, end_date
            rows between unbounded preceding and 1 preceding
        ) as covered_until
    from known
),
edges as (
    select account_id, min(start_date) as first_start, max(coalesce(end_date, cast($as_of as date))) as last_end
    from known
    group by account_id
)
select
    periods.account_id,
    min(edges.first_start) as first_start,
    max(edges.last_end) as last_end,
    max(periods.running) as running,
    max(coalesce(date_diff('day', periods.covered_until, periods.start_date), 0)) as longest_gap_days,
    sum(case when periods.start_date = edges.first_start then periods.mrr else 0 end) as first_mrr,
    sum(case when periods.running = 1 then periods.mrr else 0 end) as running_mrr,
    sum(
        case when coalesce(periods.end_date, cast($as_of as date)) = edges.last_end then periods.mrr else 0 end
    ) as last_mrr
from periods
inner join edges on periods.account_id = edges.account_id
group by periods.account_id
order by periods.account_id
