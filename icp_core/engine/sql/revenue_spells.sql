-- One row an account and spell: the months of a row in which it paid without a break, and the month in which it paid again.
-- Months are counted as year * 12 + month, up to and including $last_month.
with edges as (
    select
        account_id,
        month_number,
        case when month_before = month_number - 1 then 0 else 1 end as opens,
        case when month_after = month_number + 1 and month_after <= $last_month then 0 else 1 end as ends,
        case when month_after <= $last_month then month_after end as back_month
    from paid_months
    where month_number <= $last_month
),
placed as (
    select
        account_id,
        month_number,
        opens,
        sum(opens) over of_account as spell,
        case when ends = 1 then month_number else lead(month_number) over of_account end as last_month,
        case when ends = 1 then back_month else lead(back_month) over of_account end as back_month
    from edges
    where opens = 1 or ends = 1
    window of_account as (partition by account_id order by month_number)
)
select account_id, cast(spell as integer) as spell, month_number as first_month, last_month, back_month
from placed
where opens = 1
order by account_id, first_month
