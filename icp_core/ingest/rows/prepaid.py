"""Payments and paid periods as revenue by month: what one amount pays for, known, chosen or assumed and asked."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from icp_core.ingest.forms import Question, chosen_word
from icp_core.ingest.matching.headers import plain, squashed
from icp_core.ingest.rows.intervals import FEWEST_GAPS, REGULAR, header_months, rhythms
from icp_core.ingest.rows.payments import Payments, by_day, is_invoice
from icp_core.ingest.rows.period_ends import to_first_unpaid_day
from icp_core.ingest.rows.sums import Integers, Pairs, added_up, further_rows, pairs_of
from icp_core.ingest.rows.table import Reading
from icp_core.ingest.values.dates import read_dates
from icp_core.ingest.values.durations import DAYS_IN_MONTH
from icp_core.results import plural

SEEN = 5_000  # accounts in which the rhythm of the payments is looked for
INTERVAL = "interval"  # id of the question what an amount pays for
EACH_MONTH, QUARTER, YEAR, RHYTHM, PERIOD = "month", "quarter", "year", "rhythm", "period"
_MONTHS = {EACH_MONTH: 1, QUARTER: 3, YEAR: 12}
_WORDS = {
    EACH_MONTH: "Each amount pays one month",
    QUARTER: "Each amount pays a quarter: a third counts in each of three months",
    YEAR: "Each amount pays a year: a twelfth counts in each of twelve months",
}
_BY_RHYTHM = "Each amount pays until the account's next payment is due, by the account's own rhythm"
_BY_PERIOD = "Each amount pays the whole period from its start to its end"

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Made:
    """Canonical tables made of payments, how in one sentence, and the last day that the file speaks of."""

    tables: dict[str, pd.DataFrame]
    shape: str
    last_day: date | None


def by_month(payments: Payments) -> Made:
    """Bring rows of account, day and amount to one row an account and month."""
    reading = payments.reading
    frame = reading.frame
    single = by_day(reading)
    if reading.keyed and not single and _says_a_month(payments):
        last_day = (frame["month"].max() + pd.offsets.MonthEnd(0)).date() if len(frame) else None
        made = frame if len(frame.columns) == 3 else frame[["account_id", "month", "mrr"]]
        return Made({"revenue": made}, "one row is one account in one month", last_day)
    pairs = pairs_of(frame["account_id"], frame["month"])
    amounts = frame["mrr"].to_numpy(dtype=float)
    months, how = _months_of_payments(payments, pairs, amounts, single=single)
    last = reading.days["month"].max() if single else frame["month"].max() + pd.offsets.MonthEnd(0)
    last_day = None if pd.isna(last) else pd.Timestamp(last).date()
    if months is not None:
        spread = _spread(frame["account_id"], frame["month"], amounts, months)
        made = _until(spread, last_day)
        return Made({"revenue": made}, f"one row is a payment; {how} ({_rows(made)})", last_day)
    again = further_rows(pairs)
    made = frame[["account_id", "month", "mrr"]]
    made = added_up(pairs, {"mrr": frame["mrr"]}) if again else made
    if header_months(reading.mapping.columns["mrr"]) == 12:
        made = made.assign(mrr=made["mrr"] / 12)
        how = "the amounts are by year, a month is a twelfth"
    if single:
        shape = f"one row is an invoice or order on a day; summed into months ({_rows(made)})"
    else:
        shape = "one row is one account in one month"
        shape += f"; {plural(again, 'further row')} of the same account and month added up" if again else ""
    return Made({"revenue": made}, f"{shape}; {how}" if how else shape, last_day)


def by_period(payments: Payments) -> Made:
    """Bring rows with a start and an end to paid periods, or to months where an amount pays the whole period."""
    reading = payments.reading
    frame = reading.frame.reindex(columns=["account_id", "start_date", "end_date", "mrr"])
    frame = frame.astype({"end_date": "datetime64[us]"})
    starts = frame["start_date"]
    last = starts.max()
    if pd.notna(last) and bool((starts.dt.day == 1).all()):
        last = last + pd.offsets.MonthEnd(0)
    last = max([day for day in (last, *_happened(reading)) if pd.notna(day)], default=last)
    last_day = None if pd.isna(last) else last.date()
    word, months, how = _months_of_periods(payments, frame)
    if word == PERIOD:
        first = starts.dt.to_period("M").dt.to_timestamp().astype("datetime64[us]")
        spread = _spread(frame["account_id"], first, frame["mrr"].to_numpy(dtype=float), _lengths(frame))
        made = _until(spread, last_day)
        shape = "one row is an invoice for a period; each amount is spread evenly over the months of its period"
        return Made({"revenue": made}, f"{shape} ({_rows(made)})", last_day)
    frame, ends = to_first_unpaid_day(reading, frame.assign(mrr=frame["mrr"] / months))
    how = "; ".join(filter(None, (how, ends)))
    shape = (
        "one row is a paid period from start to end; it counts as monthly revenue in every month at whose end it ran, "
        "so a gap is churn and a later period a return"
    )
    return Made({"subscriptions": frame}, f"{shape}; {how}" if how else shape, last_day)


def _says_a_month(payments: Payments) -> bool:
    """Whether the header says that an amount is by the month, and nothing else says otherwise."""
    reading = payments.reading
    chosen = chosen_word(reading.options, INTERVAL)
    return payments.months is None and not chosen and header_months(reading.mapping.columns["mrr"]) == 1


def _months_of_payments(
    payments: Payments, pairs: Pairs, amounts: Numbers, *, single: bool
) -> tuple[Integers | None, str]:
    """Return for how many months each amount pays, None for one month each, and how that is known."""
    reading = payments.reading
    if payments.months is not None:
        months = np.maximum(np.nan_to_num(np.round(payments.months), nan=1.0), 1).astype(np.int64)
        column = reading.mapping.helpers["interval"]
        return (months, f"spread over the months that '{column}' says") if (months > 1).any() else (None, "")
    chosen = chosen_word(reading.options, INTERVAL)
    stated = header_months(reading.mapping.columns["mrr"])
    if not single and not chosen and stated is not None:
        return None, ""
    few = pairs.of_first(SEEN)
    own, regular, gaps = rhythms(few, amounts[pairs.keys < len(few.accounts) * max(len(pairs.months), 1)])
    usual = regular >= REGULAR and gaps >= FEWEST_GAPS
    plain = usual and bool((own == 1).all())
    assumed = RHYTHM if usual and not plain else EACH_MONTH
    options = {**_WORDS, RHYTHM: _BY_RHYTHM}
    word = chosen if chosen in options else assumed
    if word == RHYTHM and len(few.accounts) < len(pairs.accounts):
        own, regular, gaps = rhythms(pairs, amounts)
    if (single and not plain) or word != EACH_MONTH or chosen:
        _ask(reading, word, options, chosen, _rhythm_words(own, regular, gaps), urgent=not chosen)
    if word == EACH_MONTH:
        return None, ""
    if word == RHYTHM:
        accounts = pairs.keys // max(len(pairs.months), 1)
        return own[accounts], "spread until the account's next payment is due, by its own rhythm"
    return np.full(len(amounts), _MONTHS[word]), f"each amount pays a {word} and is spread over its months"


def _months_of_periods(payments: Payments, frame: pd.DataFrame) -> tuple[str, Numbers | float, str]:
    """Return what an amount pays for, the months to divide it by, and how that is known."""
    reading = payments.reading
    if payments.months is not None:
        return "", np.nan_to_num(payments.months, nan=1.0), f"amounts by '{reading.mapping.helpers['interval']}'"
    stated = header_months(reading.mapping.columns["mrr"])
    chosen = chosen_word(reading.options, INTERVAL)
    if stated is not None and not chosen:
        return "", float(stated), "" if stated == 1 else f"the amounts are for {stated} months each"
    options = {**_WORDS, PERIOD: _BY_PERIOD}
    lengths = _lengths(frame)
    assumed = PERIOD if is_invoice(reading) else EACH_MONTH
    word = chosen if chosen in options else assumed
    longer = int((lengths > 1).sum()) + int(frame["end_date"].isna().sum())
    if (longer and assumed == EACH_MONTH) or chosen:
        why = f"{plural(longer, 'period')} of {len(frame):,} are longer than a month, and the header does not say more."
        _ask(reading, word, options, chosen, why, urgent=not chosen)
    how = "" if word in (EACH_MONTH, PERIOD) else f"each amount pays a {word}"
    return word, float(_MONTHS.get(word, 1)), how


def _ask(reading: Reading, word: str, options: dict[str, str], chosen: str, why: str, *, urgent: bool) -> None:
    header = reading.mapping.columns["mrr"]
    reading.findings.ask(
        Question(
            INTERVAL,
            "revenue",
            reading.raw.name,
            f"What does one amount in '{header}' pay for? {why} Monthly revenue, retention and churn depend on it.",
            options,
            word,
            decided=bool(chosen),
            urgent=urgent,
        )
    )


def _rhythm_words(own: Integers, regular: float, gaps: int) -> str:
    if gaps < FEWEST_GAPS:
        return "Too few accounts pay twice to tell."
    if regular < REGULAR:
        return f"The accounts pay at no steady rhythm (only {regular:.0%} of their payments keep to one)."
    counts = [(int((own == months).sum()), words) for months, words in _EVERY.items()]
    return ", ".join(f"{plural(count, 'account')} {words}" for count, words in counts if count) + "."


_EVERY = {1: "every month", 3: "every quarter", 6: "every half year", 12: "every year"}


def _happened(reading: Reading) -> list[pd.Timestamp]:
    """Return the latest days of columns that hold nothing in the future; the end of a period may lie there."""
    product = reading.mapping.product
    known = product.happened if product is not None else frozenset()
    headers = [header for header in reading.raw.header if squashed(plain(header)) in known | {"endedat", "endedon"}]
    return [read_dates(reading.raw.rows[header]).values.max() for header in headers]


def _lengths(frame: pd.DataFrame) -> Integers:
    """Return the months that each period lasts, at least one; a period that still runs counts as one."""
    days = (frame["end_date"] - frame["start_date"]).dt.days.to_numpy(dtype=float, na_value=0.0)
    return np.maximum(np.round(days / DAYS_IN_MONTH), 1).astype(np.int64)


def _spread(accounts: pd.Series, first: pd.Series, amounts: Numbers, months: Integers) -> pd.DataFrame:
    """Spread each amount evenly over its months, from the first one on; one row an account and month."""
    index = np.repeat(np.arange(len(months)), months)
    step = np.arange(len(index)) - np.repeat(np.cumsum(months) - months, months)
    start = first.to_numpy().astype("datetime64[M]")
    every = pd.Series((start[index] + step).astype("datetime64[us]"))
    pairs = pairs_of(accounts.iloc[index].reset_index(drop=True), every)
    return added_up(pairs, {"mrr": pd.Series((amounts / months)[index])})


def _until(rows: pd.DataFrame, last_day: date | None) -> pd.DataFrame:
    """Leave out the months after the last one that the file speaks of; they are paid, but nobody knows who stays."""
    if last_day is None:
        return rows
    return rows[rows["month"] <= pd.Timestamp(last_day)].reset_index(drop=True)


def _rows(made: pd.DataFrame) -> str:
    return f"{len(made):,} rows of account and month"
