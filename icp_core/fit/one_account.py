"""How does one account fit, criterion by criterion?"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from icp_core.fit.matching import match
from icp_core.fit.score import fit_accounts
from icp_core.metrics.accounts import Accounts
from icp_core.profile import EFFECTS, Criterion, IcpProfile
from icp_core.results import Estimate, Unit, plural

Answer = Literal["met", "partly met", "missed", "unknown"]


@dataclass(frozen=True)
class CriterionAnswer:
    """One criterion for one account.

    Args:
        criterion: The criterion in words.
        effect: What it does.
        answer: Whether the account meets it; of an exclusion, whether it keeps clear of it.
        reason: What the account has.
    """

    criterion: str
    effect: str
    answer: Answer
    reason: str


@dataclass(frozen=True)
class AccountFit:
    """One account against the declared ICP.

    Args:
        score: From 0 to 100 over what is known; None where nothing is.
        ring: Where it stands.
        known_share: Share of the weight of all criteria whose value is known.
        criteria: The answer of every criterion, in their order.
        sentence: What it comes to.
    """

    score: float | None
    ring: str
    known_share: Estimate
    criteria: tuple[CriterionAnswer, ...]
    sentence: str


def account_fit(accounts: Accounts, profile: IcpProfile, account_id: str) -> AccountFit:
    """Hold one account against the ICP.

    Args:
        accounts: The account table.
        profile: The declared ICP.
        account_id: Its id.

    Raises:
        KeyError: No account has that id.
    """
    row = accounts.described[accounts.frame["account_id"] == account_id]
    if row.empty:
        raise KeyError(account_id)
    row = row.head(1).reset_index(drop=True)
    scored = fit_accounts(row, profile, explained=False).frame.iloc[0].to_dict()
    answers = []
    for criterion in profile.criteria:
        found, words = match(row, criterion)
        answers.append(
            CriterionAnswer(str(criterion), EFFECTS[criterion.mode], _answer(criterion, found.score[0]), words()[0])
        )
    score = None if np.isnan(scored["fit"]) else float(scored["fit"])
    known = Estimate(float(scored["known_share"]), Unit.RATIO, len(answers))
    return AccountFit(score, str(scored["ring"]), known, tuple(answers), _sentence(score, scored, answers))


def _answer(criterion: Criterion, score: float) -> Answer:
    if np.isnan(score):
        return "unknown"
    if criterion.mode == "exclude":
        return "missed" if score > 0 else "met"
    return "met" if score == 1 else "partly met" if score > 0 else "missed"


def _sentence(score: float | None, scored: Mapping[Hashable, Any], answers: list[CriterionAnswer]) -> str:
    unknown = sum(one.answer == "unknown" for one in answers)
    if score is None:
        return "Nothing that the ICP asks for is known of this account."
    words = f"{str(scored['ring']).capitalize()}, fit {score:.0f} of 100"
    if not unknown:
        return f"{words}; every criterion is known."
    low, high = float(scored["low"]), float(scored["high"])
    return f"{words}; {plural(unknown, 'criterion', 'criteria')} unknown, which could make it {low:.0f} to {high:.0f}."
