"""What the Traits page says first, and a card for each trait that stood its test."""

import pandas as pd
import streamlit as st

from icp_core.analysis import Observed
from icp_core.results import plural
from icp_core.traits import Trait, Traits, rule_words
from pages.ui import show, success_form, traits_levels_view
from pages.ui.work import Work

SHARED, LEVELS, SUCCESS, ASIDE = "What they share", "Level by level", "What counts as success", "Set aside"
STRONG, MILD = 1000, 3000  # customers at which a trait that multiplies success by 2.5, or by 1.75, is usually found
MEANT = {
    "clear": "At most 1 in 100 searches over shuffled outcomes finds a rule as strong.",
    "likely": "At most 5 in 100 searches over shuffled outcomes find a rule as strong.",
}


def answer(observed: Observed) -> None:
    """Say first whether the best customers share anything beyond chance."""
    found = observed.traits
    if found.found:
        st.badge("Traits found", color="green")
        st.markdown(f"**{show.escape(show.sentence(found.items[0].sentence))}**")
        return
    searched = found.p_value is not None
    st.badge("No trait beyond chance" if searched else "Not enough data", color="gray")
    st.markdown(show.escape(show.sentence(found.why)))
    if searched:
        st.markdown(show.escape(_what_it_takes(found.n)))


def parts(work: Work, observed: Observed) -> None:
    """Show the parts of the page, of which only the open one is drawn."""
    found = observed.traits
    shown = {SHARED: lambda: shared(work, found)} if found.found else {}
    shown |= {
        LEVELS: lambda: traits_levels_view.levels(work, found),
        SUCCESS: lambda: success_form.form(work, observed),
        ASIDE: lambda: traits_levels_view.set_aside(found),
    }
    show.parts("traits_part" if found.found else "traits_part_without", shown)
    if found.found:
        show.steps((show.ICP, "Take them as a draft ICP"), (show.FIT, "Compare with the ICP you declare"))
    else:
        show.steps((show.SEGMENTS, "Look at the groups"), (show.COMPARE, "Break any number down by any column"))


def shared(work: Work, found: Traits) -> None:
    """Show a card for each trait, what the least successful share, and where to go on."""
    st.header("What the most successful share", anchor=False)
    st.caption(show.escape(f"An account is successful when it is {found.success}."))
    for trait in found.items:
        _card(work, trait, "successful")
    st.caption(
        show.escape(
            f"{found.why} Every rate is held out: it counts customers that the judging rule has not seen. Several "
            "traits: each later one is sought among the customers whom the earlier ones leave."
        )
    )
    _worst(work, found)
    show.download_csv("Download the customers of each trait (CSV)", _members(found), "traits.csv")


def _card(work: Work, trait: Trait, word: str) -> None:
    with st.container(border=True):
        st.badge(show.sentence(trait.word).rstrip("."), color="blue", help=MEANT.get(trait.word))
        st.markdown(f"**{show.escape(trait.sentence)}**")
        if trait.caution:
            st.warning(show.escape(trait.caution))
        inside, outside, beside = st.columns(3)
        kept, rate = "Still here after 12 months", show.sentence(word).rstrip(".")
        with inside:
            st.markdown("With the trait")
            show.facts({kept: trait.kept_inside, rate: trait.rate_inside}, work.currency)
        with outside:
            st.markdown("Without it")
            show.facts({kept: trait.kept_outside, rate: trait.rate_outside}, work.currency)
        with beside:
            st.markdown("Compared")
            show.facts({"How many times as often": trait.lift}, work.currency)
        st.caption(show.escape(_largest(trait)))


def _largest(trait: Trait) -> str:
    if trait.largest is None:
        return "How much rests on the largest accounts is unknown: no column says what these customers pay."
    return trait.largest.sentence


def _worst(work: Work, found: Traits) -> None:
    """Show what the least successful share; it becomes an exclusion of the suggested ICP where one can say it."""
    st.header("What the least successful share", anchor=False)
    if not found.worst:
        st.markdown(show.escape(show.sentence(found.why_worst or "It was not searched.")))
    for trait in found.worst:
        _card(work, trait, "among the least successful")


def _members(found: Traits) -> pd.DataFrame:
    rows = [(member, rule_words(trait.rule)) for trait in found.items for member in trait.members]
    return pd.DataFrame(rows, columns=["account_id", "trait"])


def _what_it_takes(n: int) -> str:
    known = f"Here are {plural(n, 'customer')} of which success is known."
    if n >= MILD:
        return f"{known} So many would usually show even a trait that makes success 1.75 times as frequent."
    if n >= STRONG:
        return (
            f"{known} So many usually show a trait that makes success 2.5 times as frequent; one of 1.75 times takes "
            f"about {MILD:,}."
        )
    return (
        f"{known} A trait that makes success 2.5 times as frequent is usually found from about {STRONG:,} on, one of "
        f"1.75 times from about {MILD:,}: that none was found does not mean that there is none."
    )
