"""One criterion against one column: for every account whether it holds, how nearly, or that nobody knows."""

from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from icp_core.dataset.countries import read_countries
from icp_core.dataset.regions import BY_COUNTRY, region_column, region_names
from icp_core.fit.edges import Floats, Told, compare_numbers, spread
from icp_core.profile import Criterion

Bools: TypeAlias = npt.NDArray[np.bool_]

COUNTRY = "country"  # the canonical column in which the import brings all spellings to one
TRUE_WORDS, FALSE_WORDS = frozenset(("true", "yes", "1")), frozenset(("false", "no", "0"))
_JOINT = "\x1f"  # joins the entries of a list; ASCII's own unit separator, which no export contains
_ENTRIES_SHOWN = 3  # of a list that holds none of the wanted values


@dataclass(frozen=True)
class Match:
    """How one criterion meets one column.

    Args:
        criterion: The criterion.
        score: Shape (n,), from 0 to 1; NaN where the value is unknown. For ``require`` and ``score``: 1 holds, 0 does
            not, between them the value lies on the soft edge. For ``exclude``: 1 keeps the account out, 0 does not.
        near: Shape (n,), True where a must-have fails, but on its soft edge.
        absent: The data have no such column, so the answer is unknown for everybody.
        note: What the reader should know about the column, one sentence; mostly empty.
    """

    criterion: Criterion
    score: Floats
    near: Bools
    absent: bool = False
    note: str = ""

    @property
    def known(self) -> Bools:
        """Where the value is known, shape (n,)."""
        return ~np.isnan(self.score)


def match(frame: pd.DataFrame, criterion: Criterion) -> tuple[Match, Told]:
    """Compare one column with one criterion.

    Text is compared without regard to case and surrounding blanks, a country by whatever name or code it has; a list
    passes ``in`` when any entry does; a number is compared with text by its value (``"1"`` is 1.0); text that is no
    number is unknown to a numeric criterion.

    Args:
        frame: One row an account, shape (n, any).
        criterion: What to look for.

    Returns:
        The match, and what makes a reason per account in words, shape (n,).

    Example:
        >>> frame = pd.DataFrame({"employees": [250.0, 80.0, None]})
        >>> found, words = match(frame, Criterion(column="employees", op="between", value=(101, 500)))
        >>> found.score.tolist(), words().tolist()
        ([1.0, 0.0, nan], ['employees 250: yes', 'employees 80: below 101', 'employees: unknown'])
    """
    name = _column(frame, criterion.column)
    if name != criterion.column:
        criterion = criterion.model_copy(update={"column": name})
    if name in BY_COUNTRY and name not in frame.columns and COUNTRY in frame.columns and not criterion.numeric:
        assert isinstance(criterion.value, tuple)
        told = region_column(frame[COUNTRY], [str(word) for word in criterion.value])
        found, words = match(pd.DataFrame({name: told}), criterion)
        note = f"The data have no column '{name}'; it is taken from the country, by the usual borders of the regions."
        return replace(found, note=note), words
    if name not in frame.columns:
        nobody = np.zeros(len(frame), dtype=bool)
        absent = Match(criterion, np.full(len(frame), np.nan), nobody, absent=True)
        return absent, lambda: spread([], np.full(len(frame), -1), f"{name}: unknown")
    if criterion.numeric:
        compared = compare_numbers(frame[name], criterion)
        return Match(criterion, compared.score, compared.near, note=compared.note), compared.words
    score, words = _compare_values(frame[name], criterion)
    return Match(criterion, score, np.zeros(len(frame), dtype=bool)), words


def _column(frame: pd.DataFrame, wanted: str) -> str:
    """Return the column that is meant: the name itself, else the only one that differs in case or in blanks alone."""
    if wanted in frame.columns:
        return wanted
    alike = [str(name) for name in frame.columns if _folded(str(name)) == _folded(wanted)]
    return alike[0] if len(alike) == 1 else wanted


def _folded(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _compare_values(column: pd.Series, criterion: Criterion) -> tuple[Floats, Told]:
    """Judge ``in`` and ``not in`` once for each distinct value; an empty text or list is unknown."""
    name, excluding = criterion.column, criterion.mode == "exclude"
    if column.dtype == object:
        column = pd.Series([_joined(cell) for cell in column], dtype=object)
    codes, levels = pd.factorize(column)
    scores, words = [], []
    wanted = _Wanted(criterion)
    for level in levels:
        entries = level.split(_JOINT) if isinstance(level, str) else [level]
        listed = [entry for entry in entries if wanted.has(entry)]
        shown = ", ".join(_shown(entry) for entry in (listed[:1] or entries[:_ENTRIES_SHOWN]))
        if not shown:
            scores.append(np.nan)
            words.append(f"{name}: unknown")
        elif excluding:
            scores.append(float(bool(listed)))
            words.append(f"{name} {shown}: {'excluded' if listed else 'not excluded'}")
        else:
            holds = bool(listed) == (criterion.op == "in")
            scores.append(float(holds))
            words.append(f"{name} {shown}: {'yes' if holds else 'no'}")
    # A missing value has code -1 and takes the last entry.
    return np.array([*scores, np.nan])[codes], lambda: spread(words, codes, f"{name}: unknown")


class _Wanted:
    """The values that a criterion lists, in the forms in which they are compared."""

    def __init__(self, criterion: Criterion) -> None:
        assert isinstance(criterion.value, tuple)
        self._country, self._region = criterion.column == COUNTRY, criterion.column in BY_COUNTRY
        self._texts = frozenset(self._key(str(value)) for value in criterion.value)
        self._numbers = frozenset(number for text in self._texts if (number := _number(text)) is not None)

    def has(self, entry: object) -> bool:
        """Whether the entry is one of them."""
        if isinstance(entry, bool | np.bool_):
            return not self._texts.isdisjoint(TRUE_WORDS if entry else FALSE_WORDS)
        if isinstance(entry, int | float | np.number):
            return float(entry) in self._numbers
        return self._key(_shown(entry)) in self._texts

    def _key(self, text: str) -> str:
        """Return what is compared: a country or region by its one name, however it is written (``USA``, ``DE``)."""
        if self._region:
            return region_names([text]).get(text, text).strip().casefold()
        found = read_countries([text], codes=True).found.get(text) if self._country else None
        return (found.name if found else text).strip().casefold()


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _shown(entry: object) -> str:
    if isinstance(entry, float | np.floating):
        return f"{entry:,.0f}" if float(entry).is_integer() else f"{entry:,g}"
    if isinstance(entry, pd.Timestamp):
        return entry.date().isoformat()
    return str(entry).strip()


def _joined(cell: object) -> object:
    if not isinstance(cell, list | tuple | np.ndarray):
        return cell
    return _JOINT.join(map(str, cell)) or None
