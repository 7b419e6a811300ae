-- One row an account and month: the price of the periods that cover the last day of the month.
-- `months` holds the first and the last day of each month.
select subscriptions.account_id, months.month, sum(subscriptions.mrr) as mrr
from months
inner join subscriptions
    on cast(subscriptions.start_date as date) <= cast(months.month_end as date)
    and (
        subscriptions.end_date is null
        or cast(subscriptions.end_date as date) > cast(months.month_end as date)
    )
group by subscriptions.account_id, months.month
order by months.month, subscriptions.account_id
