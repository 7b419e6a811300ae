"""Which of the declared ICPs is open, whether the data are compared with it, and when it was last reviewed."""

from datetime import UTC, datetime

import streamlit as st

from icp_core.profile import IcpProfile, review_of
from pages.ui import show, state
from pages.ui.icp_open import OpenIcp
from pages.ui.work import Work

MANY = 3  # ICPs of customers to win; more is selling to everyone
AVOID = "to avoid"


def picker(work: Work, icp: OpenIcp | None) -> None:
    """Choose among the declared ICPs, or begin a new one."""
    if icp is None:
        st.info("No ICP is declared yet. Declare one, take a suggestion of the data as a draft, or load a file.")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if icp is not None and len(icp.declared) > 1:
            _choose(icp)
        _declare_buttons(work, 0 if icp is None else len(icp.declared))
    if icp is not None:
        _standing(icp)
        _many(icp)


def _choose(icp: OpenIcp) -> None:
    workspace_id, keys = icp.work.workspace.id, [item.key for item in icp.declared]
    names = {item.key: named(item.profile) for item in icp.declared if item.profile is not None}
    widget = f"icp:{workspace_id}:{'-'.join(map(str, keys))}:{icp.version.key}"
    st.selectbox(
        "Declared ICP",
        keys,
        keys.index(icp.version.key),
        format_func=lambda key: names[key],
        width=360,
        **state.saving(widget, lambda key: state.choose_icp(workspace_id, key), icp.version.key),
    )


def _declare_buttons(work: Work, count: int) -> None:
    new = IcpProfile(name="Our ICP" if not count else f"ICP {count + 1}")
    avoid = IcpProfile(name="Accounts to avoid", kind="negative")
    st.button(
        "Declare another ICP" if count else "Declare an ICP",
        type="secondary" if count else "primary",
        key="new_icp",
        **state.doing(state.declare, work.workspace.id, new),
    )
    st.button(
        "Declare accounts to avoid",
        key="new_negative_icp",
        help="A negative ICP: whom you would rather not win. It stands beside the others and shows whether that is so.",
        **state.doing(state.declare, work.workspace.id, avoid),
    )


def _standing(icp: OpenIcp) -> None:
    """Say what it is for, and how old its last review is."""
    review = review_of(icp.profile, datetime.now(UTC).date())
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{show.escape(icp.profile.name)}**", width="content")
        if icp.profile.negative:
            st.badge("Accounts to avoid", color="orange")
        elif icp.compared:
            st.badge("Compared with your data", color="green")
        else:
            st.badge("Not compared", color="gray")
            st.button(
                "Compare the data with this ICP",
                key="compare_icp",
                **state.doing(state.compare_with, icp.work.workspace.id, icp.version.key),
            )
        if review.overdue or review.due is None:
            st.badge("Review overdue" if review.overdue else "Never reviewed", color="orange")
        saved = icp.version.at.astimezone()
        who = f" by {icp.version.who}" if icp.version.who else ""
        st.caption(show.escape(f"{review.sentence} Saved {saved:%Y-%m-%d %H:%M}{who}."))
        _remove(icp)


def _remove(icp: OpenIcp) -> None:
    """Ask by name before an ICP is taken out."""
    with st.popover("Remove this ICP", type="tertiary", key=f"ask_remove:{icp.work.workspace.id}:{icp.version.key}"):
        st.markdown(show.escape(f"Remove '{icp.profile.name}'? Its versions are kept: under Versions it can be "
                                "brought back."))  # fmt: skip
        st.button(
            show.escape(f"Remove '{icp.profile.name}'"),
            key="remove_icp",
            type="primary",
            **state.doing(state.remove_icp, icp.work.workspace.id, icp.version.key),
        )


def _many(icp: OpenIcp) -> None:
    profiles = [item.profile for item in icp.declared if item.profile is not None]
    wanted = sum(bool(profile.criteria) and not profile.negative for profile in profiles)
    if wanted > MANY:
        st.warning(f"{wanted} ICPs of customers to win stand side by side. Selling to everyone is selling to no one.")


def named(profile: IcpProfile) -> str:
    """Write the name of an ICP; one of accounts to avoid says so."""
    return f"{profile.name} ({AVOID})" if profile.negative and AVOID not in profile.name else profile.name
