"""Does the data know what an ICP asks for: its columns, its categories, its numbers?"""

from collections.abc import Collection, Iterable, Iterator, Mapping

from rapidfuzz import fuzz, process

from icp_core.dataset.regions import BY_COUNTRY
from icp_core.profile.criteria import Criterion, IcpProfile
from icp_core.profile.offers import Offer
from icp_core.profile.remarks import Remark
from icp_core.profile.values import COUNTRY, value_key
from icp_core.results import join_words

ALIKE = 72.0  # of 100 (rapidfuzz WRatio): below it two names are no spellings of one
NEAREST = 3  # names suggested
MOST_NAMED = 5  # unknown values named in one sentence


def unknown_to(profile: IcpProfile, offers: Mapping[str, Offer], headers: Mapping[str, str]) -> tuple[Remark, ...]:
    """Name every column and every value of an ICP that the data do not have, with what may be meant.

    Args:
        profile: The ICP.
        offers: The columns of the accounts, by name.
        headers: Canonical column to the header that it has in the file.

    Example:
        >>> offers = {"industry": Offer("industry", False, {"Fintech": 3}, keys=frozenset({"fintech"}))}
        >>> icp = IcpProfile(criteria=[{"column": "industri", "op": "in", "value": ["Fintec"]}])
        >>> unknown_to(icp, offers, {})[0].sentence
        "No file has a column 'industri', so what it asks is unknown for everybody. Nearest: 'industry'."
    """
    return tuple(
        remark
        for position, criterion in enumerate(profile.criteria)
        for remark in _criterion(position, criterion, offers, headers)
    )


def in_columns_of(
    profile: IcpProfile, columns: Collection[str], headers: Mapping[str, str]
) -> tuple[IcpProfile, tuple[str, ...]]:
    """Write the criteria that name a header of the file with the column that it was read as.

    Args:
        profile: The ICP.
        columns: The columns of the accounts.
        headers: Canonical column to the header that it has in the file.

    Returns:
        The ICP in the columns of the data, and a sentence for each header that was replaced.

    Example:
        >>> icp = IcpProfile(criteria=[{"column": "Mitarbeiter", "op": ">=", "value": 50}])
        >>> found, said = in_columns_of(icp, ["employees"], {"employees": "Mitarbeiter"})
        >>> found.columns, said
        (('employees',), ("Your header 'Mitarbeiter' was read as 'employees'.",))
    """
    said: dict[str, str] = {}
    rows = []
    for one in profile.criteria:
        meant = None if resolve(one.column, columns) else _header(one.column, headers)
        if meant in columns:
            said[one.column] = f"Your header '{one.column}' was read as '{meant}'."
            rows.append(one.model_copy(update={"column": meant}))
        else:
            rows.append(one)
    return profile.model_copy(update={"criteria": tuple(rows)}), tuple(said.values())


def resolve(column: str, names: Iterable[str]) -> str | None:
    """Return the column that is meant: the name itself, or the only one that differs in case or in signs alone."""
    known = list(names)
    if column in known:
        return column
    alike = [name for name in known if _folded(name) == _folded(column)]
    return alike[0] if len(alike) == 1 else None


def _criterion(
    position: int, criterion: Criterion, offers: Mapping[str, Offer], headers: Mapping[str, str]
) -> Iterator[Remark]:
    meant = resolve(criterion.column, offers)
    if meant is None and criterion.column in BY_COUNTRY and COUNTRY in offers:
        words = f"No file has a column '{criterion.column}'; it is taken from the country, by the usual borders."
        yield Remark(position, words, grave=False)
    elif meant is None:
        yield _no_column(position, criterion, offers, headers)
    elif criterion.numeric:
        yield from _numbers(position, criterion, offers[meant])
    else:
        yield from _words(position, criterion, offers[meant])


def _no_column(position: int, criterion: Criterion, offers: Mapping[str, Offer], headers: Mapping[str, str]) -> Remark:
    name = criterion.column
    canonical = _header(name, headers)
    if canonical is not None and canonical in offers:
        words = f"'{name}' is the header of your file; the column is called '{canonical}' here."
        return Remark(position, words, part="column", written=name, instead=(canonical,))
    found = [column for column, score, _ in process.extract(name, list(offers), scorer=fuzz.WRatio) if score >= ALIKE]
    nearest = f" Nearest: {_quoted(found[:NEAREST])}." if found else " Nothing in the data has a name like it."
    words = f"No file has a column '{name}', so what it asks is unknown for everybody.{nearest}"
    return Remark(position, words, part="column", written=name, instead=tuple(found[:NEAREST]))


def _numbers(position: int, criterion: Criterion, offer: Offer) -> Iterator[Remark]:
    if offer.numeric or offer.least is not None:
        low, high = criterion.ends
        least, most = offer.least, offer.most
        if least is not None and most is not None and (high < least or low > most):
            yield Remark(position, f"No account lies there: '{offer.column}' runs from {least:,.12g} to {most:,.12g}.")
    elif not any(_is_number(key) for key in offer.keys):
        example = next(iter(offer.counts), "")
        said = f", for example '{example}'" if example else ""
        yield Remark(
            position, f"'{offer.column}' holds words{said}, so no number is known there. Choose 'is one of' instead."
        )


def _words(position: int, criterion: Criterion, offer: Offer) -> Iterator[Remark]:
    if offer.numeric or not offer.keys:
        return
    missing = [value for value in criterion.values if value_key(offer.column, value) not in offer.keys]
    if not missing:
        return
    grave = len(missing) == len(criterion.values) and criterion.mode != "exclude" and criterion.op == "in"
    shown = _quoted(missing[:MOST_NAMED]) + (" and others" if len(missing) > MOST_NAMED else "")
    words = f"No account has {shown} in '{offer.column}'."
    matches = process.extract(missing[0], list(offer.counts), scorer=fuzz.WRatio, limit=NEAREST)
    found = tuple(value for value, score, _ in matches if score >= ALIKE and value not in criterion.values)
    nearest = f" Nearest to '{missing[0]}': {_quoted(found)}." if found else ""
    yield Remark(position, words + nearest, grave=grave, part="value", written=missing[0], instead=found)


def _header(name: str, headers: Mapping[str, str]) -> str | None:
    """Return the canonical column whose header in the file is ``name``."""
    alike = [column for column, header in headers.items() if _folded(header) == _folded(name)]
    return alike[0] if len(alike) == 1 else None


def _quoted(names: Iterable[str]) -> str:
    return join_words([f"'{name}'" for name in names], "or")


def _folded(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
