-- One row: the accounts that paid in more than one month, the months in which they paid, and all months that the table
-- has from the first to the last of them (a table with one month a year has no gaps). Months are counted as
-- year * 12 + month, up to and including $last_month.
with monthly as (
    select
        account_id,
        extract(year from month) * 12 + extract(month from month) as month_number,
        sum(mrr) as mrr
    from revenue
    where extract(year from month) * 12 + extract(month from month) <= $last_month
    group by account_id, extract(year from month) * 12 + extract(month from month)
),
known as (
    select distinct month_number
    from monthly
    where mrr > 0
),
places as (
    select month_number, row_number() over (order by month_number) as place
    from known
),
edges as (
    select monthly.account_id, count(*) as months_paid, max(places.place) - min(places.place) + 1 as months_between
    from monthly
    inner join places on monthly.month_number = places.month_number
    where monthly.mrr > 0
    group by monthly.account_id
)
select
    cast(count(*) as integer) as accounts,
    cast(coalesce(sum(months_paid), 0) as bigint) as months_paid,
    cast(coalesce(sum(months_between), 0) as bigint) as months_between
from edges
where months_between > 1
