"""What made recurring revenue rise or fall?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, sqrt

import pandas as pd

from icp_core.dataset import Dataset
from icp_core.metrics.monthly import Monthly, first_day, in_words, monthly_revenue, why_no_revenue
from icp_core.metrics.ratio import MIN_VALUES
from icp_core.results import Estimate, Unit, Z, unknown

GAINS, LOSSES = ("new", "expansion"), ("contraction", "churn")
MOVEMENTS = (*GAINS, *LOSSES, "reactivation")
ONE_MONTH = "one month of revenue shows no movement"


@dataclass(frozen=True)
class ArrPeriod:
    """How ARR moved in one period, in whole cents: opening and the five movements add up to the closing, exactly.

    Args:
        label: ``2025-03``, ``2025Q1`` or ``2025-01 to 2025-12``.
        first: Its first month, as year * 12 + month.
        last: Its last month.
        opening: ARR in the month before it.
        moved: Kind of movement to its amount; contraction and churn are negative.
        accounts: Kind of movement to how often it happened, once an account and month.
        squares: Kind of movement to the sum of its squared amounts.
        closing: ARR in its last month.
        paying: Accounts that pay in its last month.
        why: Why the period is not complete; "" when it is.
    """

    label: str
    first: int
    last: int
    opening: float
    moved: Mapping[str, float]
    accounts: Mapping[str, int]
    squares: Mapping[str, float]
    closing: float
    paying: int
    why: str = ""

    @property
    def complete(self) -> bool:
        """Whether every month of the period is known."""
        return not self.why

    def amount(self, kind: str) -> Estimate:
        """Return one movement; its n is how often it happened. A sum of all there is has no interval."""
        return Estimate(self.moved[kind], Unit.MONEY, self.accounts[kind], why=self.why, window=self.label)

    @property
    def arr(self) -> Estimate:
        """ARR in the last month of the period."""
        return Estimate(self.closing, Unit.MONEY, self.paying, why=self.why, window=in_words(self.last))

    @property
    def quick_ratio(self) -> Estimate:
        """What was gained (new, expansion) over what was lost (churn, contraction); reactivation is on neither side.

        Its n is the number of movements. The interval takes them as independent events of different size: the
        relative variance of a sum is its sum of squares over its square (compound Poisson), on the log scale.
        """
        n = sum(self.accounts[kind] for kind in (*GAINS, *LOSSES))
        gained, lost = (abs(sum(self.moved[kind] for kind in side)) for side in (GAINS, LOSSES))
        if not lost:
            return unknown(Unit.FACTOR, "no losses: nothing was cancelled or reduced", n=n, window=self.label)
        if not gained:
            return Estimate(0.0, Unit.FACTOR, n, why=self.why or "nothing was gained", window=self.label)
        spreads = [
            sum(self.squares[kind] for kind in side) / total**2 for side, total in ((GAINS, gained), (LOSSES, lost))
        ]
        reach = exp(Z * sqrt(sum(spreads)))
        few = "carried by a few movements" if max(spreads) > 1 / MIN_VALUES else ""
        ratio = gained / lost
        return Estimate(ratio, Unit.FACTOR, n, ratio / reach, ratio * reach, why=self.why or few, window=self.label)


@dataclass(frozen=True)
class ArrMovements:
    """How ARR moved, month by month and quarter by quarter.

    Args:
        months: One period a month, oldest first; the first month of the source is the opening of the first of them.
        source: Where the revenue comes from, in words.
        why: Why there is none; "" otherwise.
    """

    months: tuple[ArrPeriod, ...]
    source: str = ""
    why: str = ""

    @property
    def quarters(self) -> tuple[ArrPeriod, ...]:
        """The same by calendar quarter; a quarter of which a month is missing says so."""
        groups: dict[str, list[ArrPeriod]] = {}
        for month in self.months:
            groups.setdefault(_quarter(month.first), []).append(month)
        return tuple(_joined(label, parts) for label, parts in groups.items())

    def over(self, months: int = 12) -> ArrPeriod | None:
        """Return the last ``months`` months as one period (fewer where there are fewer); None without any movement."""
        parts = self.months[-months:]
        return _joined(f"{parts[0].label} to {parts[-1].label}", parts) if parts else None

    def quick_ratio(self, months: int = 12) -> Estimate:
        """Return the quick ratio of the last ``months`` months."""
        period = self.over(months)
        return period.quick_ratio if period else unknown(Unit.FACTOR, self.why or ONE_MONTH)

    def rows(self, by: str = "month") -> pd.DataFrame:
        """Return the table ``by`` month or quarter: period, opening, the five movements, arr, quick_ratio, why."""
        cells = [
            {"period": one.label, "opening": one.opening, **one.moved, "arr": one.closing,
             "quick_ratio": one.quick_ratio.value, "why": one.why}
            for one in (self.months if by == "month" else self.quarters)
        ]  # fmt: skip
        return pd.DataFrame(cells, columns=["period", "opening", *MOVEMENTS, "arr", "quick_ratio", "why"])


def arr_movements(data: Dataset) -> ArrMovements:
    """Return how ARR moved in every month after the first one of the source.

    Amounts are whole cents of a year's worth (12 x the month) per account, so that opening, movements and closing
    reconcile to the cent, by month, by quarter and over any time. Without revenue by month there is no period, and
    ``why`` says so.
    """
    monthly = monthly_revenue(data)
    if monthly is None:
        return ArrMovements((), why=why_no_revenue(data))
    cents, squares, accounts = (table.to_dict("index") for table in _cells(monthly).values())
    periods = [
        ArrPeriod(
            label=in_words(number),
            first=number,
            last=number,
            opening=float(cents[number - 1]["arr"]) / 100,
            moved={kind: float(cents[number][kind]) / 100 for kind in MOVEMENTS},
            accounts={kind: int(accounts[number][kind]) for kind in MOVEMENTS},
            squares={kind: float(squares[number][kind]) / 100**2 for kind in MOVEMENTS},
            closing=float(cents[number]["arr"]) / 100,
            paying=int(accounts[number]["arr"]),
        )
        for number in range(monthly.first + 1, monthly.last + 1)
    ]
    return ArrMovements(tuple(periods), monthly.source, "" if periods else ONE_MONTH)


def movements(data: Dataset) -> pd.DataFrame:
    """Return how ARR moved in each month: month, new, expansion, contraction, churn, reactivation, arr.

    Contraction and churn are negative. In every month the five add up to the change of ``arr``; the first month holds
    what was there already as new. All values are a year's worth (12 x the month), in the data set's currency.
    Empty where there is no revenue by month.
    """
    monthly = monthly_revenue(data)
    if monthly is None:
        return pd.DataFrame(columns=["month", *MOVEMENTS, "arr"])
    table = _cells(monthly)["cents"] / 100
    months = pd.to_datetime([first_day(int(number)) for number in table.index])
    table = table.reset_index(drop=True).assign(month=months)
    return table[["month", *MOVEMENTS, "arr"]]


def _cells(monthly: Monthly) -> dict[str, pd.DataFrame]:
    """Return cents, squares and accounts: a frame each, a column a kind and one for ``arr``, a row a month, no gap."""
    found = monthly.query("revenue_movements", last_month=monthly.last).set_index("month_number")
    found = found.reindex(pd.RangeIndex(monthly.first, monthly.last + 1)).fillna(0.0)
    tables = {}
    for name in ("cents", "squares", "accounts"):
        table = found.filter(regex=f"^{name}_").rename(columns=lambda column: str(column).split("_")[1])
        lost = table["churn"].shift(1, fill_value=0.0)  # the file has it in the last paid month
        tables[name] = table.rename(columns={"gained": "new"}).assign(churn=lost)
    return tables


def _joined(label: str, parts: Sequence[ArrPeriod]) -> ArrPeriod:
    first, last = parts[0], parts[-1]
    missing = 3 - len(parts) if "Q" in label else 0
    return ArrPeriod(
        label=label,
        first=first.first,
        last=last.last,
        opening=first.opening,
        moved={kind: round(sum(part.moved[kind] for part in parts), 2) for kind in MOVEMENTS},
        accounts={kind: sum(part.accounts[kind] for part in parts) for kind in MOVEMENTS},
        squares={kind: sum(part.squares[kind] for part in parts) for kind in MOVEMENTS},
        closing=last.closing,
        paying=last.paying,
        why=f"{in_words(first.first)} to {in_words(last.last)} alone: the quarter is not complete" if missing else "",
    )


def _quarter(number: int) -> str:
    day = first_day(number)
    return f"{day.year}Q{(day.month + 2) // 3}"
