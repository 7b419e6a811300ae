"""Text that is safe in a spreadsheet: no cell of it is run as a formula."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MARK = "'"  # put before such a cell; a spreadsheet then shows it as text


def looks_like_formula(cell: str) -> bool:
    """Whether a spreadsheet would take a cell for a formula.

    Source:
        OWASP, "CSV Injection".

    Example:
        >>> looks_like_formula("=cmd|' /C calc'!A0"), looks_like_formula("Smith & Sons")
        (True, False)
    """
    return cell.startswith(FORMULA_STARTS)
