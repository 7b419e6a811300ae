"""What a guided path over the pages answers: steps, each with the data's own answer, and a verdict."""

from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from icp_core.profile import IcpProfile

State = Literal["answered", "cannot tell", "missing"]


@dataclass(frozen=True)
class Step:
    """One step of a path.

    Args:
        question: What is asked.
        answer: What the data say to it, in sentences; or why they cannot, and what would.
        state: ``answered``; ``cannot tell`` where there are too few customers or deals; ``missing`` where a file is.
        page: Title of the page where it is looked at closely.
    """

    question: str
    answer: str
    state: State
    page: str


@dataclass(frozen=True)
class Guide:
    """One path with its end.

    Args:
        steps: What was looked at, in order.
        word: The verdict in a few words, out of the closed list of the path.
        verdict: The same in sentences, with the numbers it rests on.
        draft: The ICP it leads to, not declared by anybody yet; None where the data lead to none.
        table: Numbers behind it, one row a group; empty where the steps say all.
    """

    steps: tuple[Step, ...]
    word: str
    verdict: str
    draft: IcpProfile | None
    table: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
