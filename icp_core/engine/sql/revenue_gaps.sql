-- One row: the accounts that paid in more than one month, the months in which they paid, and all months from the first
-- to the last of them. Months are counted as year * 12 + month, up to and including $last_month.
with monthly as (
    select
        account_id,
        extract(year from month) * 12 + extract(month from month) as month_number,
        sum(mrr) as mrr
    from revenue
    where extract(year from month) * 12 + extract(month from month) <= $last_month
    group by account_id, extract(year from month) * 12 + extract(month from month)
),
edges as (
    select account_id, count(*) as months_paid, max(month_number) - min(month_number) + 1 as months_between
    from monthly
    where mrr > 0
    group by account_id
)
select
    cast(count(*) as integer) as accounts,
    cast(coalesce(sum(months_paid), 0) as bigint) as months_paid,
    cast(coalesce(sum(months_between), 0) as bigint) as months_between
from edges
where months_between > 1
