"""Which values of a list does nobody know: neither the ICP nor the customers?"""

from dataclasses import dataclass

import pandas as pd

from icp_core.fit.matching import match
from icp_core.profile import IcpProfile, offers_of
from icp_core.profile.known import resolve
from icp_core.profile.values import value_key


@dataclass(frozen=True)
class Unfamiliar:
    """A value that counts as a miss though it may be another word for one that is wanted.

    Args:
        column: The column of the ICP.
        value: As the list writes it.
        companies: Rows of the list that hold it and miss the criterion.
    """

    column: str
    value: str
    companies: int


def unfamiliar_values(frame: pd.DataFrame, profile: IcpProfile, customers: pd.DataFrame) -> tuple[Unfamiliar, ...]:
    """Find the values of a list that miss a criterion and stand neither in the ICP nor among the customers.

    Args:
        frame: The list, one row a company, shape (n, any).
        profile: The declared ICP; only what must or should be one of some values is looked at.
        customers: The customers, one row each; a column that they lack says nothing of the list.

    Returns:
        The values, by column in the order of the ICP, the most frequent first.

    Example:
        >>> icp = IcpProfile(criteria=[{"column": "industry", "op": "in", "value": ["Software"]}])
        >>> listed = pd.DataFrame({"industry": ["SaaS", "saas", "Retail", "Software"]})
        >>> unfamiliar_values(listed, icp, pd.DataFrame({"industry": ["Software", "Retail"]}))
        (Unfamiliar(column='industry', value='SaaS', companies=2),)
    """
    found: dict[tuple[str, str], Unfamiliar] = {}
    for criterion in profile.criteria:
        here, there = resolve(criterion.column, frame.columns), resolve(criterion.column, customers.columns)
        if criterion.op != "in" or criterion.mode == "exclude" or here is None or there is None:
            continue
        keys = offers_of(customers, [there])[there].keys
        if not keys:
            continue
        wanted = {
            value_key(here, value)
            for one in profile.criteria
            if resolve(one.column, frame.columns) == here
            for value in one.values
        }
        answers, _ = match(frame, criterion)
        missed = frame.loc[answers.score == 0, here].reset_index(drop=True)
        cells = pd.DataFrame({"value": missed.explode().dropna().astype("str")})
        cells["key"] = cells["value"].map({value: value_key(here, value) for value in cells["value"].unique()})
        strange = cells[~cells["key"].isin([*keys, *wanted, ""])]
        rows = [
            (str(key), Unfamiliar(here, str(held["value"].iloc[0]), int(held.index.nunique())))
            for key, held in strange.groupby("key")
        ]
        for key, one in sorted(rows, key=lambda row: -row[1].companies):
            found.setdefault((here, key), one)
    return tuple(found.values())
