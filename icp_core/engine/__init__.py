"""Runs the reduction queries: from raw rows to one row an account, a period or a group."""

from icp_core.engine.duck import Engine, query

__all__ = ["Engine", "query"]
