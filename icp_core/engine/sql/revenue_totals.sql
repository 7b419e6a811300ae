-- One row a month: recurring revenue and the number of accounts that pay.
with monthly as (
    select
        account_id,
        extract(year from month) * 12 + extract(month from month) as month_number,
        cast(sum(mrr) as double) as mrr
    from revenue
    where extract(year from month) * 12 + extract(month from month) <= $last_month
    group by account_id, extract(year from month) * 12 + extract(month from month)
)
select cast(month_number as integer) as month_number, sum(mrr) as mrr, cast(count(*) as integer) as accounts
from monthly
where mrr > 0
group by month_number
order by month_number
