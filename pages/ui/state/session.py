"""What one browser session remembers between two runs, and how a change reaches the disk: never more than that."""

import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import streamlit as st
from streamlit.runtime import get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx

from icp_core.errors import UserError
from pages.ui import show

_NOTICE, _SAVED, _GENERATION = "_notice", "_saved", "_generation"
_ALIVE, _SHOWN = "_alive", "_shown"
_REFUSED = "_refused"
_log = logging.getLogger("icp_workbench")


def saving(key: str, save: Callable[[Any], object], now: Any) -> dict[str, Any]:
    """Arguments of a widget whose value is saved the moment it changes.

    Args:
        key: Name of the widget; the same after a restart of the server.
        save: Takes the new value.
        now: The stored value, which the widget shows.
    """
    if not st.session_state.get(_ALIVE):
        st.session_state[_SHOWN] = [*st.session_state.get(_SHOWN, []), (key, save, now)]
    return {"key": key, "on_change": _save_value, "args": (key, save)}


def saving_here(key: str, save: Callable[[Any], object], now: Any) -> dict[str, Any]:
    """Like `saving`; a value that is refused gets its sentence at the widget (`refusal`), which still shows it."""
    return {**saving(key, save, now), "on_change": _save_here}


def refusal(key: str) -> str:
    """Return why the value that the widget ``key`` shows was not saved; empty when it was."""
    value, words = st.session_state.get(_REFUSED, {}).get(key, (None, ""))
    return words if words and st.session_state.get(key) == value else ""


def begin_run() -> None:
    """Say what the last action has to say, once; called before the page."""
    st.session_state[_SHOWN] = []
    for kind, words in st.session_state.pop(_NOTICE, []):
        say = {"error": st.error, "toast": st.toast}.get(kind, st.success)
        say(show.escape(words))


def end_run() -> None:
    """Save what was entered into a tab that outlived a restart of the server; called after the page.

    Such a tab sends its widgets' values with its first click, but this session knows no callback yet.
    """
    shown = st.session_state.pop(_SHOWN, [])
    if st.session_state.get(_ALIVE):
        return
    st.session_state[_ALIVE] = True
    entered = [(key, save) for key, save, now in shown if key in st.session_state and st.session_state[key] != now]
    for key, save in entered:
        _save_value(key, save)
    if entered:
        st.rerun()


def doing(action: Callable[..., object], *args: object) -> dict[str, Any]:
    """Arguments of a button whose action changes what is stored."""
    return {"on_click": _do, "args": (action, *args)}


def taking_text(key: str, take: Callable[[str, str], object]) -> dict[str, Any]:
    """Arguments of an uploader of one small text file: name and text are handed to ``take``."""
    return {"key": key, "on_change": _take_text, "args": (key, take)}


def kept(name: str) -> dict[str, Any]:
    """Arguments of a control that keeps its value when the page is left."""
    return {"key": name, "persist_state": "session"}


def generation(name: str) -> int:
    """Number of times that ``renew(name)`` was called; part of the keys of widgets that must begin afresh."""
    return int(st.session_state.get(f"{_GENERATION}{name}", 0))


def renew(name: str) -> None:
    """Make the widgets of a form begin afresh from what is stored."""
    st.session_state[f"{_GENERATION}{name}"] = generation(name) + 1


def value_of(key: str) -> Any:
    """Return the value of another widget of the page, None before it was drawn."""
    return st.session_state.get(key)


def saved_at() -> datetime | None:
    """When something was last saved in this session, in this machine's time."""
    moment: datetime | None = st.session_state.get(_SAVED)
    return None if moment is None else moment.astimezone()


def notice(kind: str, words: str) -> None:
    """Say something in the next run: ``error`` or ``success`` at its top, ``toast`` in passing."""
    st.session_state[_NOTICE] = [*st.session_state.get(_NOTICE, []), (kind, words)]


def mark_saved() -> None:
    """Remember that something was saved now."""
    st.session_state[_SAVED] = datetime.now(UTC)


def _save_value(key: str, save: Callable[[Any], object]) -> None:
    _do(save, st.session_state.get(key))


def _save_here(key: str, save: Callable[[Any], object]) -> None:
    value = st.session_state.get(key)
    words = _attempted(save, value)
    refused = {place: said for place, said in st.session_state.get(_REFUSED, {}).items() if place != key}
    st.session_state[_REFUSED] = {**refused, key: (value, words)} if words else refused


def _take_text(key: str, take: Callable[[str, str], object]) -> None:
    file = st.session_state.get(key)
    if file is not None:
        _do(lambda: take(file.name, _decoded(file.getvalue(), file.name)))
        forget_upload(file.file_id)


def _decoded(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError("The file is not UTF-8 text.", "Save it as UTF-8.", file=name) from error


def _do(action: Callable[..., object], *args: object) -> None:
    words = _attempted(action, *args)
    if words:
        notice("error", words)


def _attempted(action: Callable[..., object], *args: object) -> str:
    """Change what is stored; return why that could not be done, empty when it was."""
    try:
        action(*args)
        mark_saved()
    except UserError as error:
        return str(error)
    except ValueError as error:  # pydantic's refusal of an impossible value
        return _reason(error)
    except Exception:  # noqa: BLE001 - the person must learn that nothing was saved, whatever the reason
        _log.exception("an action failed")
        return "This could not be saved. Nothing was changed; try again."
    return ""


def _reason(error: ValueError) -> str:
    first = getattr(error, "errors", lambda: [{"msg": str(error)}])()[0]
    return re.sub(r"^Value error, ", "", str(first["msg"]))


def forget_upload(file_id: str) -> None:
    """Drop an uploaded file from Streamlit's memory."""
    try:  # private: Streamlit offers no way to drop an upload, and three of 200 MB would stay in memory for good
        context = get_script_run_ctx()
        if context is not None:
            get_instance()._uploaded_file_mgr.remove_file(context.session_id, file_id)
    except (AttributeError, RuntimeError, KeyError):
        _log.warning("an upload could not be dropped from memory")
