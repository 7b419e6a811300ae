"""Answers to a question that asks about several values: each is saved by itself, beside those that were given."""

from collections.abc import Mapping

from icp_core.ingest import Option
from icp_core.store import Upload
from pages.ui.state.declared import store
from pages.ui.state.files import chosen_for, save_choice


def save_values(workspace_id: str, upload: Upload, question: str, values: Mapping[str, str]) -> None:
    """Remember what was chosen for some of the values; what was chosen for the others stays."""
    table, header = chosen_for(upload)
    given: Option = store().choices(workspace_id).options(table, header=header).get(question, {})
    before = {} if isinstance(given, str) else given
    save_choice(workspace_id, upload, question, {**before, **values})
