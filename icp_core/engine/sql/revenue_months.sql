-- The months that the revenue table has, as year * 12 + month.
select distinct cast(extract(year from month) * 12 + extract(month from month) as integer) as month_number
from revenue
order by month_number
