-- One row an account whose first paid month lies from $from_month to $to_month: what it paid then, and what it paid $age
-- months later (null: that month is not over).
select
    account_id,
    first_month,
    min(opening) as opening,
    case
        when first_month + $age > $last_month then null
        else sum(case when month_number = first_month + $age then mrr else 0 end)
    end as closing
from paid_months
where first_month between $from_month and $to_month and month_number <= $last_month
group by account_id, first_month
order by account_id
