"""About: how is it done, what leaves this machine, and whose ideas are in it?"""

from importlib.metadata import version

import streamlit as st

from pages.ui import glossary

METHODS = {
    "Retention": "is a survival curve (Kaplan-Meier): a customer who has not left counts as here at least so long.",
    "Winning": "counts decided deals only; spend is held against the customers won later by the usual sales cycle.",
    "Groups": "come from how long customers stay and what they pay, found blind to the ICP; there may be only one.",
    "Traits": "of the best customers are shown with rates from customers that were not used to find them.",
    "Fit": "scores every account against your criteria; an unknown value is never a no.",
    "Drift": "compares the last complete quarters with the year before; open deals count as unfinished.",
    "Focus": "simulates from past deals what the bullseye alone would need; its ranges hold in 8 of 10 cases.",
    "The checklist": "puts what people answer beside what the files say; the files never change an answer.",
}

st.title("About the ICP workbench")
st.markdown(
    "ICP drift is the slow parting of the customers a company wins from those its product serves best. It usually "
    "builds for 12 to 18 months before churn and revenue retention show it."
)
st.header("How it is done")
for part, words in METHODS.items():
    st.markdown(f"**{part}** {words}")
st.markdown(
    "Every other interval holds the truth in 9 of 10 cases, and every number shows the count behind it. "
    "Where the data cannot tell, the page says so."
)
st.header("What the words mean")
glossary.words()
st.header("What leaves this machine")
st.markdown(
    "Nothing. The app listens on this machine only, loads nothing from elsewhere and reports no usage. Files, answers "
    "and results stand in one folder: `~/.icp-workbench`, or where `ICP_HOME` points. Delete it and all is gone."
)
st.header("Credit")
st.markdown(
    "The idea of a checklist of drift symptoms, and its order function by function, come from AlignICP's public "
    'article "signs of drift". The wording here is our own, and AlignICP has no part in this product.'
)
st.header("Versions")
st.markdown(
    "\n".join(
        f"- {name} {version(name)}" for name in ("icp-workbench", "streamlit", "duckdb", "pandas", "scikit-learn")
    )
)
