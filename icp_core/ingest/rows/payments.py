"""What a row of a revenue file is worth: payments that count, without tax and refunds, and the months they pay for."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from icp_core.ingest.forms import Mask, Question, chosen_word
from icp_core.ingest.matching.headers import plain
from icp_core.ingest.rows.intervals import column_months
from icp_core.ingest.rows.table import Reading
from icp_core.ingest.values.distinct import distinct
from icp_core.ingest.values.durations import ONCE
from icp_core.ingest.values.numbers import read_numbers
from icp_core.results import join_words, plural

NEVER_PAID = frozenset(
    ["failed", "declined", "blocked", "void", "voided", "draft", "deleted", "uncollectible", "incomplete", "future",
     "incomplete_expired", "trialing", "trial", "in_trial", "requires_payment_method", "requires_action"]
)  # fmt: skip
TAKEN_BACK = frozenset({"canceled", "cancelled", "refunded", "reversed", "chargeback"})
_CREDITS = frozenset(
    ["credit note", "credit memo", "creditnote", "credit", "refund", "gutschrift", "storno", "dobropis",
     "opravny danovy doklad", "avoir", "nota de credito", "abono", "sales credit note", "customer credit",
     "credit invoice", "accreccredit", "refund receipt", "cash refund", "customer refund",
     "rechnungskorrektur", "nota di credito"]
)  # fmt: skip
_NO_SALES = frozenset(  # booked beside the invoices; counted too, each sale would stand there twice
    ["payment", "customer payment", "deposit", "customer deposit", "estimate", "quote", "sales order", "purchase order",
     "bill", "bill payment", "vendor bill", "check", "cheque", "expense", "journal", "journal entry", "transfer",
     "statement charge", "deposit application", "zahlung", "zahlungseingang", "angebot", "paiement", "devis", "pago"]
)  # fmt: skip
_WITH_TAX = frozenset(["total", "invoice total", "total amount", "amount due", "amount paid", "gross amount", "gross"])
LEAVE, COUNT = "leave", "count"


@dataclass(frozen=True)
class Payments:
    """The rows of a revenue file that count.

    Args:
        reading: The file; its frame holds these rows only, with the amounts that count.
        months: Months that each amount pays for, NaN where the file does not say; None where no column says it.
        said: What was done, in words, for the sentence about the shape.
    """

    reading: Reading
    months: npt.NDArray[np.float64] | None
    said: tuple[str, ...]


def payments_of(reading: Reading) -> Payments:
    """Leave out what was never paid and what is not recurring, and take tax and refunds out of the amounts."""
    if not reading.mapping.helpers.keys() - {"currency"} and not _facts(reading):
        return Payments(reading, None, ())
    reading = _without_state(_sales(reading))
    reading = _without_single(reading)
    reading, said = _amounts(reading)
    interval = _cells(reading, "interval")
    if interval is None:
        return Payments(reading, None, said)
    months, strange = column_months(interval, _cells(reading, "interval_count"))
    if strange:
        reading.findings.warn(
            f"'{reading.mapping.helpers['interval']}' holds {join_words([repr(text) for text in strange[:5]])}, "
            "which is no time that an amount pays for; these amounts count as paid for one month.",
            column=reading.mapping.helpers["interval"],
            remedy="Use words such as month, quarter, year or one-time.",
        )
    once = months == ONCE
    if once.any():
        reading = without(reading, once, "The payment is made once; it is no recurring revenue.", "interval")
        months = months[~once]
    return Payments(reading, months, said)


def without(reading: Reading, at: Mask, reason: str, helper: str) -> Reading:
    """Leave rows out, and say so in the rejects of the file.

    Args:
        reading: The file.
        at: True for the rows to leave out, shape (len(reading.frame),).
        reason: Why, one sentence.
        helper: The helper column that tells it.
    """
    if not at.any():
        return reading
    in_file = np.zeros(len(reading.raw.rows), dtype=bool)
    in_file[np.flatnonzero(reading.sieve.kept)[at]] = True
    reading.sieve.leave_out(in_file, reason, column=reading.mapping.helpers[helper])
    days = {name: values[~at].reset_index(drop=True) for name, values in reading.days.items()}
    frame = reading.frame[~at].reset_index(drop=True)
    return replace(reading, frame=frame, lines=reading.lines[~at], days=days)


def is_invoice(reading: Reading) -> bool:
    """Whether the file has the day of an invoice beside the period that it is for."""
    return "start_date" in reading.frame and any(guess.canonical == "month" for guess in reading.mapping.guesses)


def by_day(reading: Reading) -> bool:
    """Whether the rows stand on days of the month, as payments do, not on its first or its last one only."""
    days = reading.days.get("month")
    if days is None or not (days.to_numpy() != reading.frame["month"].to_numpy()).any():
        return False
    return not bool(days.dropna().dt.is_month_end.all())


def _cells(reading: Reading, helper: str) -> pd.Series | None:
    """Return a helper column as text, rows as the frame; None where the file has none."""
    header = reading.mapping.helpers.get(helper)
    if header is None:
        return None
    cells = reading.raw.rows[header]
    return cells if reading.sieve.kept.all() else cells[reading.sieve.kept].reset_index(drop=True)


def _facts(reading: Reading) -> frozenset[str]:
    """Return what is known of the amounts of a product's export, where its own column holds them."""
    product = reading.mapping.product
    header = reading.mapping.columns.get("mrr", "")
    known = product is not None and plain(header).replace(" ", "") in product.columns.get("mrr", ())
    return product.facts if product is not None and known else frozenset()


def _said(cells: pd.Series, words: frozenset[str]) -> Mask:
    """Mark the cells that say one of the words."""
    codes, texts = distinct(cells)
    hits = [plain(text) in words or plain(text).replace(" ", "_") in words for text in texts]
    said: Mask = np.array([*hits, False], dtype=bool)[codes]
    return said


def _sales(reading: Reading) -> Reading:
    """Leave out rows that say of themselves to be a payment or an offer, where others are the sales."""
    cells = _cells(reading, "kind")
    if cells is None:
        return reading
    others = _said(cells, _NO_SALES)
    if others.all():
        return reading
    return without(reading, others, "The kind says that the row is no sale: a payment, a deposit or an offer.", "kind")


def _without_state(reading: Reading) -> Reading:
    cells = _cells(reading, "state")
    if cells is None:
        return reading
    single = by_day(reading) or is_invoice(reading)
    words = NEVER_PAID | TAKEN_BACK if single else NEVER_PAID  # a subscription that was cancelled was paid until then
    if "refunded" in reading.mapping.helpers:
        words = words - {"refunded"}
    return without(reading, _said(cells, words), "The state says that nothing was paid for it.", "state")


def _without_single(reading: Reading) -> Reading:
    """Leave out payments that belong to no subscription, where the file says which one the others belong to."""
    cells = _cells(reading, "subscription")
    if cells is None:
        return reading
    empty = (cells.astype("str").str.strip() == "").to_numpy()
    if not empty.any() or empty.all():
        return reading
    chosen = chosen_word(reading.options, "single")
    word = chosen if chosen in (LEAVE, COUNT) else LEAVE
    header = reading.mapping.helpers["subscription"]
    reading.findings.ask(
        Question(
            "single",
            "revenue",
            reading.raw.name,
            f"{plural(int(empty.sum()), 'payment')} without a '{header}': one-time payments are no recurring revenue.",
            {LEAVE: "Leave them out", COUNT: "Count them as recurring"},
            word,
            decided=bool(chosen),
        )
    )
    reason = f"'{header}' is empty: the payment belongs to no subscription and is no recurring revenue."
    return without(reading, empty, reason, "subscription") if word == LEAVE else reading


def _amounts(reading: Reading) -> tuple[Reading, tuple[str, ...]]:
    """Bring the amounts to what was paid for the service: times the quantity, without tax, less refunds and credits."""
    facts, helpers = _facts(reading), reading.mapping.helpers
    amounts = reading.frame["mrr"].to_numpy(dtype=float)
    said = []
    if "cents" in facts:
        amounts, said = amounts / 100, ["amounts in cents"]
    quantity = _numbers(reading, "quantity")
    header = plain(reading.mapping.columns["mrr"])
    if quantity is not None and ("each" in facts or "unit" in header.split() or "per seat" in header):
        amounts = amounts * np.where(np.isfinite(quantity), quantity, 1.0)
        said.append(f"the price of one times '{helpers['quantity']}'")
    kind = _cells(reading, "kind")
    credited = _said(kind, _CREDITS) if kind is not None else np.zeros(len(amounts), dtype=bool)
    if credited.any():
        amounts = np.where(credited, -np.abs(amounts), amounts)
        said.append(f"{plural(int(credited.sum()), 'credit note')} taken off")
    refunded = _numbers(reading, "refunded")
    if refunded is not None and bool((refunded != 0)[np.isfinite(refunded)].any()):
        amounts = amounts - np.abs(np.nan_to_num(refunded))
        said.append(f"less '{helpers['refunded']}'")
    tax = _numbers(reading, "tax")
    if tax is not None and ("gross" in facts or header in _WITH_TAX) and bool(np.nansum(np.abs(tax)) > 0):
        amounts = amounts - np.nan_to_num(tax)
        said.append(f"without '{helpers['tax']}'")
    if not said:
        return reading, ()
    frame = reading.frame.assign(mrr=pd.Series(amounts, index=reading.frame.index))
    return replace(reading, frame=frame), tuple(said)


def _numbers(reading: Reading, helper: str) -> npt.NDArray[np.float64] | None:
    cells = _cells(reading, helper)
    return None if cells is None else read_numbers(cells).values.to_numpy(dtype=float)
