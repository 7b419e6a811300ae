-- One row an account and month in which it paid more than 0, with what the reductions ask of its neighbours: the paid
-- month before and after it and what was paid then, the account's first paid month and what was paid then, and the first
-- month that came to a cent of ARR or more. Months are counted as year * 12 + month. The engine makes it once for each
-- revenue table; every other reduction of revenue reads the result under the name of this file.
with monthly as (
    select
        account_id,
        cast(extract(year from month) * 12 + extract(month from month) as integer) as month_number,
        cast(sum(mrr) as double) as mrr
    from revenue
    group by account_id, cast(extract(year from month) * 12 + extract(month from month) as integer)
    having sum(mrr) > 0
)
select
    account_id,
    month_number,
    mrr,
    lag(month_number) over of_account as month_before,
    lag(mrr) over of_account as mrr_before,
    lead(month_number) over of_account as month_after,
    lead(mrr) over of_account as mrr_after,
    first_value(month_number) over of_account as first_month,
    first_value(mrr) over of_account as opening,
    min(case when round(mrr * 1200) > 0 then month_number end) over of_account as first_cents
from monthly
window of_account as (partition by account_id order by month_number)
