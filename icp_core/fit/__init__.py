"""The declared ICP against what happened: fit, rings, coverage, and the ICP that the customers suggest."""

from icp_core.fit.align import Alignment, RingRow, align
from icp_core.fit.gaps import Gap
from icp_core.fit.prospects import score_prospects
from icp_core.fit.score import Fit, fit_accounts
from icp_core.fit.suggest import Suggestion, suggest
from icp_core.fit.tally import INSIDE, RINGS, Ring

__all__ = [
    "INSIDE",
    "RINGS",
    "Alignment",
    "Fit",
    "Gap",
    "Ring",
    "RingRow",
    "Suggestion",
    "align",
    "fit_accounts",
    "score_prospects",
    "suggest",
]
