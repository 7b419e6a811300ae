"""The declared ICP against what happened: fit, rings, coverage, and the ICP that the customers suggest."""

from icp_core.fit.align import Alignment, align
from icp_core.fit.gaps import Gap
from icp_core.fit.one_account import AccountFit, account_fit
from icp_core.fit.prospects import best_first, score_prospects, what_settles
from icp_core.fit.rings import RingRow, RingShare
from icp_core.fit.score import Fit, fit_accounts
from icp_core.fit.suggest import Suggestion, suggest
from icp_core.fit.tally import INSIDE, RINGS, Ring
from icp_core.fit.unfamiliar import Unfamiliar, unfamiliar_values

__all__ = [
    "INSIDE",
    "RINGS",
    "AccountFit",
    "Alignment",
    "Fit",
    "Gap",
    "Ring",
    "RingRow",
    "RingShare",
    "Suggestion",
    "Unfamiliar",
    "account_fit",
    "align",
    "best_first",
    "fit_accounts",
    "score_prospects",
    "suggest",
    "unfamiliar_values",
    "what_settles",
]
