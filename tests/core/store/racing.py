"""Several people who change the same thing at the same moment."""

import threading
from pathlib import Path

from icp_core.errors import ConflictError
from icp_core.store import Store
from icp_core.workspace import Settings

CODES = ("EUR", "USD", "GBP", "CHF")


def winners_of_a_race(where: str | Path, workspace_id: str) -> list[str]:
    """Let four people set the currency of the version that all of them saw; return the codes of those who succeeded."""
    won: list[str] = []

    def settle(currency: str) -> None:
        with Store(where) as own:
            try:
                own.save_settings(workspace_id, Settings(currency=currency), currency, base_version=0)
            except ConflictError:
                return
            won.append(currency)

    threads = [threading.Thread(target=settle, args=(code,)) for code in CODES]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return won
