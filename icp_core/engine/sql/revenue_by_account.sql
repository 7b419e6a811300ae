-- One row an account: first and last paid month, what was paid then, months paid, months missing in between.
-- Months are counted as year * 12 + month, up to and including $last_month.
with monthly as (
    select
        account_id,
        extract(year from month) * 12 + extract(month from month) as month_number,
        sum(mrr) as mrr
    from revenue
    where extract(year from month) * 12 + extract(month from month) <= $last_month
    group by account_id, extract(year from month) * 12 + extract(month from month)
),
paid as (
    select account_id, month_number, mrr
    from monthly
    where mrr > 0
),
edges as (
    select account_id, min(month_number) as first_month, max(month_number) as last_month, count(*) as months_paid
    from paid
    group by account_id
)
select
    edges.account_id,
    cast(max(edges.first_month) as integer) as first_month,
    cast(max(edges.last_month) as integer) as last_month,
    cast(max(edges.months_paid) as integer) as months_paid,
    sum(case when paid.month_number = edges.first_month then paid.mrr else 0 end) as first_mrr,
    sum(case when paid.month_number = edges.last_month then paid.mrr else 0 end) as last_mrr
from edges
inner join paid on edges.account_id = paid.account_id
group by edges.account_id
order by edges.account_id
