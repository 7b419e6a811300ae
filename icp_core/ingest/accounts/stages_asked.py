"""What a person is asked about companies that may never have been customers, and what is said of them."""

import numpy as np

from icp_core.ingest.findings import row_list
from icp_core.ingest.forms import Item, Mask, Question
from icp_core.ingest.rows.asking import Asking, Words, by_count
from icp_core.ingest.rows.prospects import (
    CUSTOMER,
    NEVER,
    NO_WORD,
    OPTIONS,
    QUESTION,
    SURELY,
    SURELY_WORDS,
    Stages,
    Standing,
)
from icp_core.ingest.rows.table import Reading
from icp_core.results import join_words, plural

MANY = 0.03  # share of the rows from which the number of customers hangs on the answer
SILENT = (0.1, 0.9)  # share of rows without any sign of a customer from which, and up to which, they are asked about
FEWEST_SILENT = 10  # such rows; fewer are cells that somebody forgot
NO_SIGN = "no date or revenue"  # the rows asked about where no column tells
NAMED = 6  # words that a sentence names
_COMPANIES = ("company", "companies")


def by_stages(reading: Reading, stages: Stages, own: Mask, bought: Mask) -> dict[str, Mask]:
    """Ask which words stand for companies that never were customers, and say whose rows stay all the same.

    Args:
        reading: The file.
        stages: The column that tells.
        own: Rows of the file that show by themselves that the company was a customer.
        bought: Rows of companies that other files show to be customers.

    Returns:
        Reason to the rows of the file that are left out for it.
    """
    kept, customers = reading.sieve.kept, own | bought
    stay = stages.rows(NEVER) & customers & kept
    out = stages.never & kept & ~stay
    _ask_words(reading, stages, out, customers)
    _say_who_stays(reading, stages, stay & own, "their own rows hold a date, revenue or a mark of a customer")
    _say_who_stays(reading, stages, stay & ~own, "the other files hold revenue or a won deal of them")
    reasons: dict[str, Mask] = {}
    for place, text in enumerate(stages.words.texts):
        at = out & (stages.words.codes == place)
        if at.any():
            says = "is empty" if text == NO_WORD else f"is '{text}'"
            reasons[f"'{stages.header}' {says}: the company never was a customer."] = at
    return reasons


def by_silence(reading: Reading, customers: Mask, *, most: float) -> dict[str, Mask]:
    """Ask about the rows that show no sign of a customer, where they are many and no column tells.

    Args:
        reading: The file.
        customers: Rows of the file that show to have been customers.
        most: Share of silent rows up to which they are asked about; 1: as long as one row shows a customer.

    Returns:
        Reason to the rows of the file that are left out for it; none until a person says so.
    """
    kept = reading.sieve.kept
    silent = kept & ~customers
    few = max(SILENT[0] * kept.sum(), FEWEST_SILENT)
    if not few <= silent.sum() <= min(most * kept.sum(), kept.sum() - 1):
        return {}
    asking = _asking(reading)
    options = {CUSTOMER: OPTIONS[CUSTOMER], NEVER: "Never a customer"}
    answers = asking.answers(QUESTION, options)
    use = answers.get(NO_SIGN, CUSTOMER)
    count = int(silent.sum())
    sentence = (
        f"{count:,} of {plural(int(kept.sum()), 'row')} hold no date of a customer, no revenue and no won deal. Were "
        "these companies ever customers? If they are leads, every count and share of customers is wrong with them."
    )
    words = Words((NO_SIGN,), np.where(silent, 0, -1), np.array([count]))
    items = asking.with_examples((Item(NO_SIGN, "rows without any date or revenue", use, count),), words)
    reading.findings.ask(
        Question(
            QUESTION, "customers", reading.raw.name, sentence, options,
            decided=NO_SIGN in answers, items=items, urgent=NO_SIGN not in answers,
        )
    )  # fmt: skip
    if use == NEVER:
        return {"The row has no date and no revenue of a customer: as you said, the company never was one.": silent}
    if NO_SIGN not in answers:
        reading.findings.warn(
            f"{count:,} of {plural(int(kept.sum()), 'row')} hold no date of a customer, no revenue and no won deal; "
            "they may be companies that never bought, and count as customers until you say otherwise.",
            remedy="Say on the Data page whether they ever were customers, or export customers only.",
        )
    return {}


def _say_who_stays(reading: Reading, stages: Stages, at: Mask, why: str) -> None:
    if at.any():
        reading.findings.warn(
            f"By '{stages.header}', {plural(int(at.sum()), *_COMPANIES)} never became a customer, but {why} "
            f"({row_list(reading.raw.lines[at].tolist())}); "
            f"{'it counts as a customer' if at.sum() == 1 else 'they count as customers'}.",
            remedy="Correct the word or the date in the CRM, or say on the Data page what the word means.",
            column=stages.header,
        )


def say_who_goes(reading: Reading, leaving: dict[str, Mask], rows: int) -> None:
    """Say how many companies were left out as they never were customers."""
    gone = sum(int(at.sum()) for at in leaving.values())
    reading.findings.note(
        f"{gone:,} of {plural(rows, *_COMPANIES)} never {'was a customer' if gone == 1 else 'were customers'} and "
        f"{'is' if gone == 1 else 'are'} left out of every count of customers; the list of rejected rows names each."
    )


def _ask_words(reading: Reading, stages: Stages, out: Mask, customers: Mask) -> None:
    """Ask about every word of the column, with what is assumed."""
    asking, words, kept = _asking(reading), stages.words, reading.sieve.kept
    counts = np.bincount(words.codes[kept], minlength=len(words.texts))
    asked = np.flatnonzero(counts).tolist()
    items = by_count(
        Item(words.texts[place], _label(words.texts[place]), stages.uses[place], int(counts[place])) for place in asked
    )
    open_ = [place for place in asked if words.texts[place] not in stages.answers]
    unclear = [
        words.texts[place]
        for place in open_
        if stages.standings[place] is Standing.UNCLEAR and words.texts[place] != NO_WORD
    ]
    in_doubt = stages.never | ((words.codes == len(words.texts) - 1) & ~customers & stages.kept_up)
    moved = int((in_doubt & kept & np.isin(words.codes, open_)).sum())
    stay = stages.rows(NEVER) & customers & kept
    options = OPTIONS | ({SURELY: SURELY_WORDS} if stay.any() or SURELY in stages.uses else {})
    asking.ask(
        Question(
            QUESTION, "customers", reading.raw.name, _sentence(stages, out, stay, unclear), options,
            decided=not open_, items=asking.with_examples(items, words),
            urgent=bool(unclear or moved > MANY * counts.sum()),
        )
    )  # fmt: skip


def _sentence(stages: Stages, out: Mask, stay: Mask, unclear: list[str]) -> str:
    sentence = f"Which words in '{stages.header}' stand for companies that never were customers?"
    if out.any():
        rows = plural(int(out.sum()), "row")
        sentence += (
            f" {rows} of such companies {'is' if out.sum() == 1 else 'are'} left out of every count of customers."
        )
    if stay.any():
        sentence += f" {int(stay.sum()):,} more would be, but dates, revenue or a won deal show a customer."
    if not stages.kept_up:
        sentence += " Most rows have no word there, so nobody is left out until you say so."
    if unclear:
        more = [f"{len(unclear) - NAMED} more"] if len(unclear) > NAMED else []
        named = join_words([*(f"'{text}'" for text in unclear[:NAMED]), *more])
        count = "counts as a customer" if len(unclear) == 1 else "count as customers"
        sentence += f" {named} may be either and {count}."
    return sentence


def _label(text: str) -> str:
    return "no word in the row" if text == NO_WORD else text


def _asking(reading: Reading) -> Asking:
    return Asking(reading.raw, reading.mapping, reading.options, reading.findings)
