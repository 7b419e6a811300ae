"""Amounts in several currencies: never added up, but kept apart or converted as a person decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from icp_core.ingest.findings import Findings
from icp_core.ingest.forms import Option, Question, chosen_word
from icp_core.ingest.rows.parsed import Refused
from icp_core.ingest.rows.rates import NONE, Decision, decided, rates_question
from icp_core.ingest.undecided import UndecidedError
from icp_core.ingest.values.money import DOLLARS, Codes, currency_of_rows, header_currency
from icp_core.ingest.values.numbers import NumberColumn
from icp_core.results import join_words, plural

ASIDE = "annual_revenue"  # the customers' own revenue is compared with itself only, not with what they pay


@dataclass(frozen=True)
class Money:
    """One column of amounts, and in which currency each stands.

    Args:
        name: Canonical column.
        header: Its header.
        column: The amounts.
        codes: ISO codes that occur beside an amount; empty where none is named anywhere.
        places: For each row the place of its code, -1 for none; None where all amounts are in one currency.
    """

    name: str
    header: str
    column: NumberColumn
    codes: tuple[str, ...]
    places: Codes | None = None

    def rows(self) -> dict[str, int]:
        """Return how many amounts stand in each currency."""
        filled = self.column.values.notna().to_numpy()
        if self.places is None:
            return {code: int(filled.sum()) for code in self.codes}
        counts = np.bincount(self.places[filled] + 1, minlength=len(self.codes) + 1)
        named = dict(zip(self.codes, counts[1:].tolist(), strict=True))
        return named | ({NONE: int(counts[0])} if counts[0] else {})


def money_column(name: str, header: str, column: NumberColumn, currencies: pd.Series | None) -> Money:
    """Find the currency of each amount: as its own cell says, else its header, else the currency column of its row.

    A bare $ is the dollar that header or row names.
    """
    named = header_currency(header)
    own, places = column.currencies, column.places
    if column.bare_dollar and named in DOLLARS:
        own = tuple(named if code == "USD" else code for code in own)
    if named and own:
        here = np.zeros(len(column.values), dtype=np.int8)
        return _used(name, header, column, own, places, (named,), here, always=named)
    if named:
        return Money(name, header, column, (named,))
    if currencies is None:
        nowhere = np.full(len(column.values), np.int8(-1))
        return (
            _used(name, header, column, own, places, (), nowhere) if len(own) > 1 else Money(name, header, column, own)
        )
    of_row, at_row = currency_of_rows(currencies)
    if not own and len(of_row) <= 1:
        return Money(name, header, column, of_row)
    if column.bare_dollar and places is not None:
        dollars = np.isin(at_row, [place for place, code in enumerate(of_row) if code in DOLLARS])
        places = np.where((places == own.index("USD")) & dollars, np.int8(-1), places)
    return _used(name, header, column, own, places, of_row, at_row)


def settled(
    money: Sequence[Money], table: str, findings: Findings, options: Mapping[str, Option]
) -> tuple[dict[str, NumberColumn], tuple[str, ...], list[Refused]]:
    """Bring all amounts of a file to one currency, or refuse the file until somebody says how.

    Args:
        money: The columns of amounts.
        table: Canonical table.
        findings: Where conversions and questions go.
        options: What the person chose.

    Returns:
        The columns by canonical name, the currencies of what is left, and the rows that are in another one.

    Raises:
        UndecidedError: Amounts that are added up are in several currencies, and nobody chose one or gave rates.
    """
    counted = [column for column in money if column.name != ASIDE]
    codes = tuple(dict.fromkeys(code for column in counted for code in column.codes))
    every = tuple(dict.fromkeys(code for column in (*counted, *money) for code in column.codes))
    decision = decided(options, every)
    mixed = len(codes) > 1
    if mixed and decision is None:
        raise _undecided(counted, codes, table, findings.file, options)
    aside = next((column for column in money if column.name == ASIDE and len(column.codes) > 1), None)
    if decision is None and aside is None:
        return {column.name: column.column for column in money}, codes, []
    if mixed or aside or (decision and codes and codes != (decision.target,)):
        _ask(counted if mixed or aside is None else [aside], table, findings, options, decision, both=mixed)
    use = decision or Decision(_commonest(aside) if aside else "", {})
    columns, refused = {}, []
    for column in money:
        if decision is None and column is not aside:
            columns[column.name] = column.column
            continue
        columns[column.name], rows = _converted(column, use, findings)
        refused += rows
    left = (use.target,) if decision and codes else codes
    return columns, left, refused


def _used(
    name: str,
    header: str,
    column: NumberColumn,
    own: tuple[str, ...],
    places: Codes | None,
    others: tuple[str, ...],
    at_others: Codes,
    *,
    always: str = "",
) -> Money:
    """Put the codes of the cells before those of header or row, and keep the codes that stand beside an amount.

    ``always`` is kept too: a header that names another currency than the cells is a contradiction to be decided.
    """
    names = tuple(dict.fromkeys((*own, *others)))
    moved = np.array([*(names.index(code) for code in others), -1], dtype=np.int8)[at_others]
    if places is not None:
        home = np.array([*(names.index(code) for code in own), -1], dtype=np.int8)[places]
        moved = np.where(home >= 0, home, moved)
    filled = column.values.notna().to_numpy() & (column.values != 0).to_numpy()
    used = np.bincount(moved[filled & (moved >= 0)], minlength=len(names)) > 0
    codes = tuple(code for code, occurs in zip(names, used, strict=True) if occurs or code == always)
    if len(codes) <= 1:
        return Money(name, header, column, codes or names[:1])
    short = np.array([codes.index(code) if code in codes else -1 for code in (*names, "")], dtype=np.int8)
    return Money(name, header, column, codes, short[moved])


def _commonest(column: Money) -> str:
    rows = {code: count for code, count in column.rows().items() if code != NONE}
    return max(rows, key=lambda code: rows[code])


def _counts(money: Sequence[Money]) -> dict[str, int]:
    """Return for each currency the most amounts that one column holds in it, the commonest currency first."""
    counts: dict[str, int] = {}
    for column in money:
        for code, count in column.rows().items():
            counts[code] = max(counts.get(code, 0), count)
    return dict(sorted(counts.items(), key=lambda item: (item[0] == NONE, -item[1])))


def _questions(
    money: Sequence[Money], table: str, file: str, options: Mapping[str, Option], *, both: bool
) -> list[Question]:
    counts = _counts(money)
    codes = [code for code in counts if code != NONE]
    decision = decided(options, codes)
    target = decision.target if decision else codes[0]  # the commonest
    rates = rates_question(counts, target, table, file, options)
    if not both:
        return [rates]
    named = chosen_word(options, "currency")
    told = ", ".join(f"{code} in {plural(count, 'row')}" for code, count in counts.items() if code != NONE)
    choice = Question(
        "currency",
        table,
        file,
        f"The amounts are in several currencies ({told}), which cannot be added up. Keep the rows in one of them, or "
        "give rates below.",
        {code: f"Only rows in {code}" for code in codes},
        chosen=named if named in codes else "",
        decided=named in codes,
        urgent=True,
    )
    return [choice, rates]


def _undecided(
    money: Sequence[Money], codes: Sequence[str], table: str, file: str, options: Mapping[str, Option]
) -> UndecidedError:
    within = next((column.header for column in money if len(column.codes) > 1), "")
    what = "The column holds amounts" if within else "The columns hold amounts"
    where = [] if within else [f"{column.header}: {column.codes[0]}" for column in money if column.codes]
    return UndecidedError(
        f"{what} in several currencies, which cannot be added up.",
        "Choose one of them or give rates on the Data page, or export it in one currency.",
        _questions(money, table, file, options, both=True),
        file=file,
        column=within,
        found="; ".join(where) or ", ".join(codes),
    )


def _ask(
    money: Sequence[Money],
    table: str,
    findings: Findings,
    options: Mapping[str, Option],
    decision: Decision | None,
    *,
    both: bool,
) -> None:
    """Show the answered question again, so that it can be changed."""
    for question in _questions(money, table, findings.file, options, both=both):
        open_one = decision is not None and not question.decided  # one of the two answers was enough
        findings.ask(replace(question, urgent=question.urgent and not open_one and both))


def _converted(money: Money, use: Decision, findings: Findings) -> tuple[NumberColumn, list[Refused]]:
    """Multiply each amount with its rate; an amount without a rate takes its row out, or only its cell."""
    values = money.column.values
    codes = (*money.codes, NONE)
    factors = np.array([1.0 if code == use.target else use.rates.get(code, np.nan) for code in codes])
    if money.places is None:
        if not money.codes:
            return money.column, []
        if np.isnan(factors[0]):
            return _all_unknown(money, use, findings)
        at = np.zeros(len(values), dtype=np.int8)
    else:
        at = money.places
    counts = money.rows()
    said = [
        f"1 {code} = {factor:g} {use.target} ({plural(counts[code], 'row')})"
        for code, factor in zip(codes, factors, strict=True)
        if code in counts and code not in (NONE, use.target) and not np.isnan(factor)
    ]
    if said:
        findings.note(f"'{money.header}' was converted into {use.target}: {', '.join(said)}.", column=money.header)
    amount = values.notna().to_numpy() & (values != 0).to_numpy()
    factor = np.where(amount, factors[at], 1.0)
    lost = np.isnan(factor)
    converted = replace(money.column, values=values * factor)
    if not lost.any():
        return converted, []
    if money.name == ASIDE:
        findings.warn(
            f"'{money.header}' holds several currencies; only the {plural(int((amount & ~lost).sum()), 'amount')} in "
            f"{use.target} count, the other {int(lost.sum()):,} are unknown.",
            column=money.header,
            remedy="Give rates on the Data page.",
        )
        return converted, []
    return converted, _refused(money, use, lost)


def _all_unknown(money: Money, use: Decision, findings: Findings) -> tuple[NumberColumn, list[Refused]]:
    """Forget a whole column in another currency, which is no reason to take out the rows."""
    if money.name == ASIDE:
        return money.column, []
    findings.warn(
        f"'{money.header}' is in {money.codes[0]}, the data are in {use.target}; its amounts count as unknown.",
        column=money.header,
        remedy=f"Give a rate for {money.codes[0]} on the Data page.",
    )
    return replace(money.column, values=money.column.values * np.nan), []


def _refused(money: Money, use: Decision, lost: np.ndarray) -> list[Refused]:
    assert money.places is not None  # a column in one currency is dealt with before
    refused = []
    for place, code in ((-1, NONE), *enumerate(money.codes)):
        at = lost & (money.places == place)
        if not at.any():
            continue
        what = "names no currency, others in the file do" if code == NONE else f"is in {code}"
        reason = f"'{money.header}' {what}; only amounts in {join_words([use.target, *_rated(money, use)])} are used."
        refused.append(Refused(at, reason, money.header, "Give a rate for it on the Data page."))
    return refused


def _rated(money: Money, use: Decision) -> list[str]:
    return [code for code in money.codes if code in use.rates and code != use.target]
