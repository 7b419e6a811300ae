"""New market: by size, where are larger customers already won, kept and grown?"""

from itertools import pairwise

import numpy as np
import pandas as pd

from icp_core.analysis.compare import Comparison
from icp_core.analysis.guides.bands import FEWEST, WORSE, Band, bands, size_columns
from icp_core.analysis.guides.result import Guide, Step
from icp_core.analysis.observe import Observed
from icp_core.profile import Criterion, IcpProfile
from icp_core.results import Estimate, column_words, join_words

SERVED, NOT_YET, CANNOT_TELL, NO_BAND = "already served", "not yet", "cannot tell yet", "nobody there yet"
QUESTIONS = {"win": "Are they won?", "keep": "Do they stay?", "grow": "Do they grow?"}
_PAGES = {"win": "Winning", "keep": "Retention", "grow": "Revenue"}
_BEHIND = {"win": "won less often", "keep": "kept less long"}


def new_market(observed: Observed, comparison: Comparison, *, column: str = "") -> Guide:
    """Look upwards from the core: which larger customers are already won and kept as well as those of the core?

    A larger band is served already when its win rate and its retention after a year both are as good as the core's,
    each within its tolerated loss (``WORSE``) with the whole 90 % interval. The bands are asked one after the other,
    the one with most customers first, and the first that cannot be called served ends the row: so the chance of calling
    any band served that is not stays at 5 %.

    Args:
        observed: What the data say.
        comparison: The declared ICP beside them; its range on the column is the core.
        column: A name in :func:`size_columns`; default the first of them.

    Returns:
        The word is ``already served``, ``not yet``, ``cannot tell yet`` or ``nobody there yet``; the draft asks for the
        larger sizes and keeps the other criteria of the declared ICP.
    """
    columns = size_columns(observed)
    chosen = column or (columns[0] if columns else "")
    found = bands(observed, chosen, comparison.profile) if chosen else ()
    size = Step("How large are the customers?", _sizes(found, chosen), "answered" if found else "missing", "Compare")
    if not found:
        return Guide((size,), CANNOT_TELL, size.answer, None)
    above = [band for band in found if band.place == "above"]
    steps = (size, *(_step(name, found, above) for name in QUESTIONS))
    word, verdict, served = _verdict(chosen, above)
    draft = None if word in (NOT_YET, NO_BAND) else _draft(chosen, served, above, comparison.profile)
    return Guide(steps, word, verdict, draft, _table(found, chosen))


def _sizes(found: tuple[Band, ...], column: str) -> str:
    if not column:
        return "No column tells how large a customer is. A column of employees, revenue or seats would."
    if not found:
        return f"By {column_words(column)} the customers do not fall into two bands of {FEWEST} customers or more."
    core = next(band for band in found if band.place == "core")
    counts = join_words([f"{band.n:,} of {band.name}" for band in found])
    return f"Customers by {column_words(column)}: {counts}. The core is {core.name}."


def _step(name: str, found: tuple[Band, ...], above: list[Band]) -> Step:
    question, page = QUESTIONS[name], _PAGES[name]
    core = next(band for band in found if band.place == "core")
    middle: Estimate = getattr(core, name)
    if middle.value is None:
        return Step(question, f"Unknown: {middle.why}.", "missing", page)
    if not above:
        return Step(question, f"In the core {middle}; there is no larger band.", "cannot tell", page)
    parts = []
    for band in above:
        estimate: Estimate = getattr(band, name)
        words = f"{estimate} ({band.words[name]})" if estimate.value is not None else f"unknown, {estimate.why}"
        parts.append(f"{band.name}: {words}")
    answered = any(band.words[name] != "cannot tell" for band in above)
    return Step(question, f"In the core {middle}. {'; '.join(parts)}.", "answered" if answered else "cannot tell", page)


def _verdict(column: str, above: list[Band]) -> tuple[str, str, list[Band]]:
    """Return word, sentences and the bands that are served already, the one with most customers first."""
    if not above:
        return (
            NO_BAND,
            f"Hardly any customer is larger than the core by {column_words(column)}: the data say nothing.",
            [],
        )
    asked = sorted(above, key=lambda band: -band.n)
    served: list[Band] = []
    for band in asked:
        if band.words["win"] != "as good" or band.words["keep"] != "as good":
            break
        served.append(band)
    tolerated = f"within {100 * WORSE['win']:.0f} points of the win rate and {100 * WORSE['keep']:.0f} of retention"
    if served:
        names = join_words([_who(band, column) for band in served])
        growing = [_who(band, column) for band in served if band.words["grow"] == "as good"]
        grow = f" They also grow as well ({join_words(growing)})." if growing else ""
        return SERVED, f"Customers with {names} are won and kept as well as the core, {tolerated}.{grow}", served
    first = asked[0]
    behind = [verb for name, verb in _BEHIND.items() if first.words[name] == "worse"]
    if behind:
        return NOT_YET, f"Customers with {_who(first, column)} are {join_words(behind)} than those of the core.", []
    open_questions = [QUESTIONS[name].lower() for name in ("win", "keep") if first.words[name] == "cannot tell"]
    return (
        CANNOT_TELL,
        (
            f"For customers with {_who(first, column)} the data cannot tell yet: {join_words(open_questions)} "
            "The draft below is a hypothesis to test, beside the ICP you have."
        ),
        [],
    )


def _draft(column: str, served: list[Band], above: list[Band], declared: IcpProfile | None) -> IcpProfile:
    """Ask for the served bands, or for all above the core as a hypothesis; and for what the declared ICP asks else."""
    target = sorted(served or above, key=lambda band: band.low)
    if any(one.high != other.low for one, other in pairwise(target)):
        target = served[:1]
    low, high = target[0].first, target[-1].high
    size = (
        Criterion(column=column, op=">=", value=low, mode="require")
        if np.isinf(high)
        else Criterion(column=column, op="between", value=(low, float(high)), mode="require")
    )
    others = tuple(one for one in (declared.criteria if declared is not None else ()) if one.column != column)
    why = "won and kept as well as the core already" if served else "a hypothesis: the data do not show it yet"
    return IcpProfile(name=f"Up-market: {size}"[:120], rationale=f"Larger customers: {why}.", criteria=(size, *others))


def _table(found: tuple[Band, ...], column: str) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                column: f"{band.name} (core)" if band.place == "core" else band.name, "n": band.n, "win_rate": band.win,
                "sales_cycle_days": band.cycle, "retention_12m": band.keep, "nrr": band.grow,
                **{f"{name}_beside_core": band.words.get(name, "") for name in QUESTIONS},
            }
            for band in found
        ]
    )  # fmt: skip


def _who(band: Band, column: str) -> str:
    return f"{band.name} employees" if column == "employees" else f"{column_words(column)} of {band.name}"
