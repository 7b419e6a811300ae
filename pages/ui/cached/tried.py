"""What an ICP is tried on while somebody edits it: a row an account, a row a deal, and whom a draft picks of them."""

# ruff: noqa: ARG001 - arguments that are not read are the keys of the caches

from collections.abc import Mapping

import streamlit as st

from icp_core.fit.preview import Ground, Preview
from icp_core.fit.preview import preview as preview_of
from icp_core.metrics import Accounts, Deals, account_table, deal_table
from icp_core.profile import IcpProfile, Offer, offers_of
from pages.ui.cached.kept import KEPT
from pages.ui.work import Work


def tables(work: Work) -> tuple[Accounts, Deals | None]:
    """The accounts and the deals, a row each; no setting changes them."""
    return _tables(*_files(work), work)


def offers(work: Work) -> Mapping[str, Offer]:
    """Columns and values that an ICP can be made of, with how many accounts hold them."""
    return _offers(*_files(work), work)


def ground(work: Work) -> Ground:
    """What an ICP is tried on while somebody edits it."""
    return _ground(*_files(work), work)


def preview(work: Work, profile: IcpProfile) -> Preview:
    """Whom an ICP picks, counted without the comparison."""
    return _preview(*_files(work), profile.model_dump_json(include={"criteria", "rings"}), work, profile)


def _files(work: Work) -> tuple[str, str]:
    """Return what these results depend on: the files as imported, and nothing that is set afterwards."""
    return work.workspace.id, work.data.fingerprint


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _tables(workspace_id: str, fingerprint: str, _work: Work) -> tuple[Accounts, Deals | None]:
    accounts = account_table(_work.data)
    return accounts, deal_table(_work.data, accounts)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _offers(workspace_id: str, fingerprint: str, _work: Work) -> Mapping[str, Offer]:
    accounts, _ = tables(_work)
    return offers_of(accounts.frame, accounts.attributes)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _ground(workspace_id: str, fingerprint: str, _work: Work) -> Ground:
    return Ground.of(*tables(_work))


@st.cache_resource(max_entries=64, show_spinner=False)
def _preview(workspace_id: str, fingerprint: str, declared: str, _work: Work, _profile: IcpProfile) -> Preview:
    return preview_of(ground(_work), _profile)
