"""Questions about many values, short enough for a phone: spellings by likeness, other values by their answer."""

from collections.abc import Callable, Mapping, Sequence
from zlib import crc32

import streamlit as st

from icp_core.ingest import Item, Question
from pages.ui import show, state

FEW_SPELLINGS, FEW = 4, 8  # spellings, and other values, up to which each is shown by itself
REST_APART = "Keep those not merged apart"
MOST_ANSWERS = 4  # options up to which each has a list of its values

Save = Callable[[Mapping[str, str]], None]


def suits(question: Question) -> bool:
    """Whether a question asks about so many values that they are better answered together."""
    if of_spellings(question):
        return len(question.items) > FEW_SPELLINGS
    return len(question.items) > FEW and 2 < len(question.options) <= MOST_ANSWERS


def values(question: Question, name: str, save: Save) -> None:
    """Show the values of one question, and save what somebody says of them at once.

    Args:
        question: The question; `suits`.
        name: Begins the keys of its widgets.
        save: Takes the answers that change, by the key of the item.
    """
    (_spellings if of_spellings(question) else _answers)(question, name, save)


def of_spellings(question: Question) -> bool:
    """Whether a question offers to merge spellings."""
    return len(question.options) == 2 and all(item.group for item in question.items)


def _spellings(question: Question, name: str, save: Save) -> None:
    """The surest first; a tap merges a spelling, a button all of one kind."""
    merge, keep = question.options
    st.caption("Tap a spelling to merge it into the name above it; tap again to keep it apart.")
    sections: dict[str, list[Item]] = {}
    for item in question.items:
        sections.setdefault(item.examples[0] if item.examples else "", []).append(item)
    for why, items in sections.items():
        merged = [item for item in items if item.chosen == merge]
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{show.escape(show.sentence(why))}** {len(merged)} of {len(items)} merged.")
            several = len(items) > 1
            for words, option, at in (
                (f"Merge all {len(items)}" if several else "Merge", merge, len(merged) < len(items)),
                (f"Keep all {len(items)} apart" if several else "Keep apart", keep, bool(merged)),
            ):
                if at:
                    answers = {item.key: option for item in items}
                    st.button(words, key=f"all:{option}:{name}:{why}", **state.doing(save, answers))
        groups: dict[str, list[Item]] = {}
        for item in items:
            groups.setdefault(item.group, []).append(item)
        for target, members in groups.items():
            _pills(target, members, (merge, keep), f"{name}:{why}", save)


def _pills(target: str, items: Sequence[Item], options: tuple[str, str], name: str, save: Save) -> None:
    """The spellings that may be one name; those that are merged are chosen."""
    merge, keep = options
    now = [item.key for item in items if item.chosen == merge]

    def take(chosen: Sequence[str]) -> None:
        save(
            {
                item.key: merge if item.key in chosen else keep
                for item in items
                if (item.key in chosen) != (item.key in now)
            }
        )

    words = {item.key: f"{item.label} ({item.count:,})" for item in items}
    st.pills(
        show.escape(target),
        list(words),
        selection_mode="multi",
        default=now,
        format_func=words.__getitem__,
        **state.saving(f"pills:{name}:{target}:{_print(now)}", take, now),
    )


def _answers(question: Question, name: str, save: Save) -> None:
    """One list for each answer but the last, which is that of all other values."""
    *listed, rest = question.options
    words = {item.key: f"{item.label} ({item.count:,})" for item in question.items}
    for option in listed:
        now = [item.key for item in question.items if item.chosen == option]

        def take(chosen: Sequence[str], option: str = option, now: Sequence[str] = now) -> None:
            save({key: option for key in chosen if key not in now} | {key: rest for key in now if key not in chosen})

        st.multiselect(
            show.escape(question.options[option]),
            list(words),
            default=now,
            format_func=words.__getitem__,
            placeholder="Type a part of a name, then choose",
            **state.saving(f"list:{name}:{option}:{_print(now)}", take, now),
        )
    others, open_ = (sum(item.chosen == chosen for item in question.items) for chosen in (rest, ""))
    said = f"All {others:,} others: **{show.escape(question.options[rest])}**." if others else ""
    st.markdown(f"{said} {f'**{open_:,}** not said yet.' if open_ else ''}".strip() or "No other value is left.")
    part = st.expander(f"All {len(question.items)} with their rows", key=f"seen:{name}", on_change="rerun")
    if part.open:
        with part:
            rows = [
                {
                    "Value": item.label,
                    "Rows": item.count,
                    "Counts as": question.options.get(item.chosen, ""),
                    "For example": "; ".join(item.examples),
                }
                for item in question.items
            ]
            show.table(rows, alt="Every value that is asked about, with its rows and what it counts as")


def _print(keys: Sequence[str]) -> str:
    """Tell one choice from another in the key of a widget: what could not be followed never looks as if it held."""
    return f"{crc32('|'.join(keys).encode()):x}"
