"""The canonical tables: which columns there are, of what type and unit, and what each one is needed for.

To add a column, add an entry; import, mapping page, documentation and honesty page follow from it.
"""

from dataclasses import dataclass
from enum import StrEnum

PAYERS = "payers"  # what a revenue file says of its accounts, where there is no customers file; never a file itself
AS_IN_FILE = "(as in the file)"  # ends the name of a column that the import kept beside the one it corrected


class Kind(StrEnum):
    """Type of a canonical column, and how it stands in Parquet."""

    KEY = "key"  # string, leading zeros kept
    TEXT = "text"  # string
    CATEGORY = "category"  # string
    MULTI = "multi"  # list of strings
    NUMBER = "number"  # double
    MONEY = "money"  # double, in the data set's currency
    DATE = "date"  # timestamp at midnight, no time zone (datetime64[us] in frames)
    MONTH = "month"  # the same, always the first day of the month
    FLAG = "flag"  # boolean
    OUTCOME = "outcome"  # string: won, lost or open


@dataclass(frozen=True, slots=True)
class Column:
    """One canonical column.

    Args:
        name: Canonical name, used in code, ``--map`` and ``summary.json``.
        kind: Type.
        meaning: What it holds, for the mapping page and the documentation.
        needed: The row is rejected when the cell is empty or unreadable.
    """

    name: str
    kind: Kind
    meaning: str
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One canonical table.

    Args:
        name: Canonical name.
        meaning: One row is what.
        answers: What the table adds to the answers, for the page that says which file to add next.
        columns: Its canonical columns; other columns of the file are kept as attributes where ``keeps_others``.
        keeps_others: Whether unmapped columns are kept under their own header.
    """

    name: str
    meaning: str
    answers: str
    columns: tuple[Column, ...]
    keeps_others: bool = False

    def column(self, name: str) -> Column:
        """Return the column called ``name``; KeyError when there is none."""
        return {column.name: column for column in self.columns}[name]


TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "customers",
            "one customer account, live or lost",
            "retention, segments, traits and the comparison with the declared ICP",
            (
                Column("account_id", Kind.KEY, "number or code that names the account in every file", needed=True),
                Column("name", Kind.TEXT, "name of the company"),
                Column("domain", Kind.TEXT, "web domain of the company"),
                Column("employees", Kind.NUMBER, "number of employees; a band counts with its middle"),
                Column("annual_revenue", Kind.MONEY, "the customer's own yearly revenue"),
                Column("industry", Kind.CATEGORY, "industry, sector or vertical"),
                Column("country", Kind.CATEGORY, "country of the customer"),
                Column("region", Kind.CATEGORY, "region or sales territory"),
                Column("technologies", Kind.MULTI, "technologies in use, several separated by ; or ,"),
                Column("source", Kind.CATEGORY, "channel or lead source that won the account"),
                Column("start_date", Kind.DATE, "day the account became a customer"),
                Column("churn_date", Kind.DATE, "day the account left; empty while it is live"),
                Column("churned", Kind.FLAG, "whether the account has left"),
                Column("tenure_months", Kind.NUMBER, "months as a customer, where there are no dates"),
                Column("current_mrr", Kind.MONEY, "recurring revenue a month, now or last before leaving"),
                Column("current_arr", Kind.MONEY, "recurring revenue a year, now or last before leaving"),
                Column("initial_arr", Kind.MONEY, "recurring revenue a year at the start"),
                Column("lifetime_value", Kind.MONEY, "all revenue of the account to date"),
            ),
            keeps_others=True,
        ),
        Table(
            "deals",
            "one sales opportunity, won, lost or open",
            "win rate, sales cycle, contract value, and the earliest signs of drift in the pipeline",
            (
                Column("deal_id", Kind.KEY, "number or code of the deal"),
                Column("account_id", Kind.KEY, "account the deal belongs to"),
                Column("account_name", Kind.TEXT, "name of the account, used to join where ids are absent"),
                Column("outcome", Kind.OUTCOME, "stage or status: won, lost, anything else is open", needed=True),
                Column("amount", Kind.MONEY, "value of the deal"),
                Column("created_date", Kind.DATE, "day the deal was created"),
                Column("close_date", Kind.DATE, "day the deal was won or lost; ignored for open deals"),
                Column("deal_type", Kind.CATEGORY, "new business or expansion"),
                Column("loss_reason", Kind.CATEGORY, "why the deal was lost"),
                Column("discount", Kind.NUMBER, "discount as a share of the list price (0.1 is 10 %)"),
                Column("list_price", Kind.MONEY, "price before discount"),
                Column("last_activity", Kind.DATE, "day of the last activity"),
                Column("term_months", Kind.NUMBER, "length of the contract in months"),
                Column("source", Kind.CATEGORY, "channel or lead source of the deal"),
                Column("owner", Kind.CATEGORY, "sales person"),
                Column("employees", Kind.NUMBER, "employees of the account, where the account is in no other file"),
                Column("industry", Kind.CATEGORY, "industry of the account, where it is in no other file"),
                Column("country", Kind.CATEGORY, "country of the account, where it is in no other file"),
                Column("region", Kind.CATEGORY, "region of the account, where it is in no other file"),
                Column("technologies", Kind.MULTI, "technologies of the account, where it is in no other file"),
            ),
            keeps_others=True,
        ),
        Table(
            "revenue",
            "recurring revenue of one account in one month",
            "net and gross revenue retention, ARR over time, expansion and contraction",
            (
                Column("account_id", Kind.KEY, "account", needed=True),
                Column("month", Kind.MONTH, "month, any day in it", needed=True),
                Column("mrr", Kind.MONEY, "recurring revenue of that month", needed=True),
            ),
        ),
        Table(
            "subscriptions",
            "one paid period of one account, from start to end",
            "made from a revenue file whose rows are periods; the exact days of start and end",
            (
                Column("account_id", Kind.KEY, "account", needed=True),
                Column("start_date", Kind.DATE, "first day of the period", needed=True),
                Column("end_date", Kind.DATE, "first day that is not paid; empty while it runs"),
                Column("mrr", Kind.MONEY, "recurring revenue a month in it", needed=True),
            ),
        ),
        Table(
            "spend",
            "what sales and marketing cost in one month, by channel where known",
            "cost of winning a customer, its trend and its payback",
            (
                Column("month", Kind.MONTH, "month, any day in it", needed=True),
                Column("channel", Kind.CATEGORY, "channel"),
                Column("amount", Kind.MONEY, "amount spent", needed=True),
                Column("leads", Kind.NUMBER, "leads it brought"),
            ),
        ),
        Table(
            "usage",
            "use of the product by one account in one month",
            "activity of each account, and silence before it leaves",
            (
                Column("account_id", Kind.KEY, "account", needed=True),
                Column("month", Kind.MONTH, "month, any day in it", needed=True),
                Column("active", Kind.FLAG, "whether the account was active"),
                Column("sessions", Kind.NUMBER, "sessions, logins or events"),
            ),
        ),
        Table(
            "feedback",
            "one answer to a satisfaction survey",
            "NPS and CSAT, inside and outside the ICP, and their trend",
            (
                Column("account_id", Kind.KEY, "account"),
                Column("date", Kind.DATE, "day of the answer", needed=True),
                Column("nps", Kind.NUMBER, "answer from 0 to 10"),
                Column("csat", Kind.NUMBER, "answer from 1 to 5"),
            ),
        ),
        Table(
            "headcount",
            "people of one function in one month",
            "growth of Customer Success against revenue",
            (
                Column("month", Kind.MONTH, "month, any day in it", needed=True),
                Column("function", Kind.CATEGORY, "Sales, Product, Marketing, Customer Success ...", needed=True),
                Column("people", Kind.NUMBER, "head count", needed=True),
            ),
        ),
        Table(
            "releases",
            "one product release, planned and actual",
            "how late releases come",
            (
                Column("release", Kind.TEXT, "name of the release", needed=True),
                Column("planned_date", Kind.DATE, "day it was planned for", needed=True),
                Column("actual_date", Kind.DATE, "day it came"),
            ),
        ),
        Table(
            "events",
            "something that happened to the company, its customers or the environment",
            "dates to hold beside every chart over time, and the effect of launches",
            (
                Column("date", Kind.DATE, "day", needed=True),
                Column("title", Kind.TEXT, "what happened", needed=True),
                Column("force", Kind.CATEGORY, "company, customers or environment"),
                Column("event_type", Kind.CATEGORY, "launch, pricing, market ..."),
            ),
        ),
    )
}
