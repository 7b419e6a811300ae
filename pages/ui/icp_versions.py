"""Every version of the open ICP: who saved it when and why, what changed, whom that brought in, and the way back."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from icp_core.fit.version_changes import VersionChanges, version_changes
from icp_core.profile import changes_between
from icp_core.results import Unit, format_value, plural
from icp_core.store import ProfileVersion, meant_versions
from pages.ui import cached, headers, show, state
from pages.ui.icp_open import OpenIcp
from pages.ui.icp_picker import named
from pages.ui.work import Work

MOST_LISTED = 500  # accounts shown in a table; the download holds all


def versions(icp: OpenIcp) -> None:
    """List the versions, compare two, restore one."""
    history = state.icp_history(icp.work.workspace.id, icp.version.key)
    st.header("Versions", anchor=False)
    _keep(icp)
    everything = st.toggle(
        "Every single change",
        help="Every change is a version. Otherwise the first, the last of each sitting and those with a reason show.",
        **state.kept("icp_every_change"),
    )
    shown = history if everything else meant_versions(history)
    _list(shown)
    _two(icp, shown)
    removed(icp.work)


def removed(work: Work) -> None:
    """Offer to bring back the ICPs that were taken out."""
    gone = state.removed_icps(work.workspace.id)
    if not gone:
        return
    st.header("Removed ICPs", anchor=False)
    for last in gone:
        with st.container(horizontal=True, vertical_alignment="center"):
            if last.profile is not None:
                st.markdown(show.escape(f"{named(last.profile)}, last changed {_when(last)}"), width="content")
            st.button(
                "Bring back", key=f"bring_back:{last.key}", **state.doing(state.bring_back, work.workspace.id, last)
            )


def _keep(icp: OpenIcp) -> None:
    """Let people say who they are and why the ICP is as it is now."""
    st.text_input(
        "Your name",
        max_chars=120,
        placeholder="Stands beside the versions you save",
        width=360,
        **state.kept(state.WHO),
    )
    with st.form("icp_reason", border=False, clear_on_submit=True):
        reason, button = st.columns([4, 1.4], vertical_alignment="bottom")
        with reason:
            st.text_input(
                "Why is it as it is now?", max_chars=500, key="icp_why", placeholder="Decided on Tuesday: ..."
            )
        with button:
            st.form_submit_button("Keep this version", width="stretch", **state.doing(_keep_now, icp))


def _keep_now(icp: OpenIcp) -> None:
    why = str(state.value_of("icp_why") or "").strip()
    icp.change(lambda now: now, why or "Kept")


def _list(shown: Sequence[ProfileVersion]) -> None:
    before: list[ProfileVersion | None] = [None, *shown[:-1]]
    rows = [
        {
            "version": version.version,
            "when": _when(version),
            "who": version.who,
            "why": version.why,
            "what": _what(older, version),
        }
        for older, version in zip(before, shown, strict=True)
    ]
    columns = {
        "version": st.column_config.NumberColumn("Version", width="small"),
        "when": st.column_config.TextColumn("When"),
        "who": st.column_config.TextColumn("Who"),
        "why": st.column_config.TextColumn("Why"),
        "what": st.column_config.TextColumn("What changed", width="large"),
    }
    show.table(rows[::-1], alt="Versions of this ICP, the newest first", columns=columns)


def _what(older: ProfileVersion | None, version: ProfileVersion) -> str:
    if version.profile is None:
        return "Removed."
    if older is None or older.profile is None:
        return f"Declared with {plural(len(version.profile.criteria), 'criterion', 'criteria')}."
    return " ".join(changes_between(older.profile, version.profile)) or "Nothing but the reason."


def _two(icp: OpenIcp, shown: Sequence[ProfileVersion]) -> None:
    """Compare an older version with a newer one, in words and in accounts."""
    kept = {version.version: version for version in shown if version.profile is not None}
    if len(kept) < 2:
        st.caption("There is one version yet. The next change makes a second one, and the two can be compared here.")
        return
    st.header("What changed between two versions", anchor=False)
    numbers = list(kept)
    older, newer = st.columns(2)
    place = f"{icp.place}:{numbers[-1]}"

    def choose(beside: Any, label: str, back: int, key: str) -> int:
        named = {number: _label(one) for number, one in kept.items()}
        picked: int = beside.selectbox(
            label, numbers, len(numbers) - back, format_func=named.__getitem__, **state.kept(f"{key}:{place}")
        )
        return picked

    first = choose(older, "From version", 2, "icp_older")
    second = choose(newer, "To version", 1, "icp_newer")
    _difference(icp, kept[first], kept[second])
    if first != icp.version.version:
        st.button(
            f"Restore version {first}",
            key="restore_version",
            help="It becomes the newest version; nothing of the history is lost.",
            **state.doing(state.restore_version, icp.work.workspace.id, kept[first], icp.version.version),
        )


def _difference(icp: OpenIcp, older: ProfileVersion, newer: ProfileVersion) -> None:
    if older.profile is None or newer.profile is None:
        return
    said = changes_between(older.profile, newer.profile)
    st.markdown("\n".join(f"- {show.escape(words)}" for words in said) or "The two versions say the same.")
    accounts, _ = cached.tables(icp.work)
    before, after = older.profile, newer.profile
    found = cached.measured(
        icp.work,
        "version_changes",
        lambda: version_changes(accounts, cached.ground(icp.work), before, after),
        before.model_dump_json(include={"criteria", "rings"}),
        after.model_dump_json(include={"criteria", "rings"}),
    )
    _accounts(icp, found)


def _accounts(icp: OpenIcp, found: VersionChanges) -> None:
    if not found.moved:
        st.markdown("No customer stands in another ring because of it.")
        return
    currency = icp.work.currency
    st.markdown(show.escape(_in_words(found, currency)))
    for name, frame in (("gained", found.gained), ("lost", found.lost)):
        if frame.empty:
            continue
        st.subheader(f"{plural(len(frame), 'customer')} {name}", anchor=False)
        show.table(frame.head(MOST_LISTED), alt=f"Customers {name}, the largest ARR first", columns=_columns(currency))
        show.download_csv(f"Download the customers {name} (CSV)", frame, f"icp-{name}.csv")


def _in_words(found: VersionChanges, currency: str) -> str:
    def money(value: float | None) -> str:
        return f" ({format_value(value, Unit.MONEY, currency=currency)} ARR)" if value else ""

    words = (
        f"{plural(len(found.gained), 'customer')}{money(found.arr_gained.value)} came inside, "
        f"{len(found.lost):,}{money(found.arr_lost.value)} fell out, {found.stayed:,} stayed inside; "
        f"{plural(found.moved, 'customer')} in all stand in another ring."
    )
    if found.deals_gained.value is not None and found.deals_lost.value is not None:
        gained, lost = found.deals_gained.value, found.deals_lost.value
        words += f" Of the open deals {gained:,.0f} came inside and {lost:,.0f} fell out."
    if found.unplaced_before != found.unplaced_after:
        words += (
            f" {plural(found.unplaced_after, 'customer')} cannot be placed now, "
            f"{found.unplaced_before:,} before: the versions ask for other columns."
        )
    return words


def _columns(currency: str) -> Mapping[str, object]:
    return {
        "account_id": st.column_config.TextColumn("Account"),
        "name": st.column_config.TextColumn("Name"),
        "arr": headers.money("ARR", currency),
        "before": st.column_config.TextColumn("Ring before"),
        "after": st.column_config.TextColumn("Ring after"),
        "reasons": st.column_config.TextColumn("Reasons now", width="large"),
    }


def _label(version: ProfileVersion) -> str:
    why = f", {version.why}" if version.why else ""
    return f"{version.version} of {_when(version)}{why}"


def _when(version: ProfileVersion) -> str:
    return f"{version.at.astimezone():%Y-%m-%d %H:%M}"
