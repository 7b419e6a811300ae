"""The words that do not tell two companies apart, from their data file."""

from functools import cache

from icp_core.dataset.books import read_book


@cache
def company_words(kind: str) -> tuple[str, ...]:
    """Return the words of one kind: ``legal_forms`` or ``shared_hosts``.

    Example:
        >>> "gmbh" in company_words("legal_forms"), "gmail.com" in company_words("shared_hosts")
        (True, True)
    """
    return tuple(str(word) for word in read_book("icp_core.ingest.accounts", "company_words.yaml")[kind])
