"""One account against the ICP, criterion by criterion; and the fit of all of them as a file."""

import streamlit as st

from icp_core.analysis import Comparison
from icp_core.fit import account_fit
from icp_core.results import format_value
from pages.ui import cached, show
from pages.ui.account_picker import pick_account
from pages.ui.work import Work

SIGNS = {"met": "Met", "partly met": "Partly met", "missed": "Missed", "unknown": "Unknown"}


def accounts(work: Work, comparison: Comparison) -> None:
    """Look one account up, and offer all as a file."""
    st.header("How does one account fit?", anchor=False)
    observed = cached.observed(work)
    picked = pick_account(observed, "fit_account")
    profile = comparison.profile
    if picked is not None and profile is not None:
        found = account_fit(observed.accounts, profile, picked)
        st.markdown(show.escape(found.sentence))
        rows = [{"criterion": one.criterion, "effect": one.effect, "answer": SIGNS[one.answer], "why": one.reason}
                for one in found.criteria]  # fmt: skip
        columns = {"criterion": "Criterion", "effect": "Effect", "answer": "Answer", "why": "What the account has"}
        show.table(rows, alt="Each criterion of the ICP for this account", columns=columns)
        st.caption(
            f"Known: {format_value(found.known_share.value, found.known_share.unit)} of the weight of all criteria. "
            "What is unknown is never counted as a miss."
        )
    show.download_csv("Download the fit of every account (CSV)", lambda: comparison.account_rows(observed),
                      "accounts.csv")  # fmt: skip
