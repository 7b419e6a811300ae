"""The words that pages use without explaining them each time, for the About page."""

import streamlit as st

from icp_core.metrics import DEFINITIONS
from pages.ui import show

WORDS = {
    "n": "How many customers, deals or answers stand behind a number.",
    "80 % to 90 %": "Beside a number: the range in which the truth lies in 9 of 10 cases. Where two ranges overlap "
    "widely, the data do not tell the two numbers apart.",
    "Points": "The difference of two shares: from 80 % to 87 % is +7 points.",
    "p": "How often luck alone would make a difference as large. A page calls a difference clear only below 0.05, and "
    "is stricter the more comparisons it makes (Holm).",
    "Held out, holdout": "Customers that were not used to find a trait, so that it cannot flatter itself.",
    "Resamples": "The same search on customers drawn anew from yours. What is found again in most of them is no "
    "accident of this list.",
    "k-means, mixture": "Two ways to make groups; the page says which was used, and whether the groups are real.",
    "Middle case": "The median: half of them lie above, half below.",
    "Rings": "Bullseye, inner and outer ring, and outside, by how well a company fits your ICP. Bullseye and inner "
    "count as inside; unclassified are those of which too little is known.",
}
METRICS = ("arr", "mrr", "nrr", "grr", "logo_churn", "ltv", "cac", "cac_payback_months", "nps", "csat")


def words() -> None:
    """Explain the words of the pages, then the metrics that go by initials."""
    metrics = {show.title_of(name): DEFINITIONS[name].sentence for name in METRICS}
    lines = [f"- **{show.escape(word)}**: {show.escape(meaning)}" for word, meaning in {**WORDS, **metrics}.items()]
    st.markdown("\n".join(lines))
