-- One row an account whose first paid month lies from $from_month to $to_month: what it paid then, and what it paid $age
-- months later (null: that month is not over).
with monthly as (
    select
        account_id,
        extract(year from month) * 12 + extract(month from month) as month_number,
        cast(sum(mrr) as double) as mrr
    from revenue
    where extract(year from month) * 12 + extract(month from month) <= $last_month
    group by account_id, extract(year from month) * 12 + extract(month from month)
),
first_months as (
    select account_id, min(month_number) as first_month
    from monthly
    where mrr > 0
    group by account_id
    having min(month_number) between $from_month and $to_month
)
select
    first_months.account_id,
    cast(max(first_months.first_month) as integer) as first_month,
    sum(case when monthly.month_number = first_months.first_month then monthly.mrr else 0 end) as opening,
    case
        when max(first_months.first_month) + $age > $last_month then null
        else greatest(
            sum(case when monthly.month_number = first_months.first_month + $age then monthly.mrr else 0 end), 0
        )
    end as closing
from first_months
inner join monthly on first_months.account_id = monthly.account_id
group by first_months.account_id
order by first_months.account_id
