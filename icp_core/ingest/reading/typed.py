"""Text for cells that a file keeps with their type, so that the import reads the same value back."""

import math
import re

ONE_GROUP = r"^([-+]?[1-9]\d{0,2}\.\d{3})$"  # 1.234: one thousand or one and a bit? the file knows, the text does not
EXACT = 1 << 53  # whole numbers above it cannot be told apart in a workbook
SHOWN_DIGITS = 15  # digits that Excel keeps and shows

_ONE_GROUP = re.compile(ONE_GROUP)


def cell_text(value: str | float | None) -> str:
    """Write one cell of a workbook as text.

    Args:
        value: Text, number, yes or no, or nothing.

    Returns:
        Whole numbers without ``.0``, a number such as 1.234 with a fourth decimal (nobody takes it for a thousand
        then), and an empty text for nothing.

    Example:
        >>> [cell_text(value) for value in ("007", 12.0, 0.1 + 0.2, 1.234, True, None)]
        ['007', '12', '0.3', '1.2340', 'TRUE', '']
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return "" if value is None else number_text(value)


def number_text(number: float) -> str:
    """Write a number with a point and without a power of ten, as exactly as a workbook shows it.

    Example:
        >>> number_text(1234567890123.0), number_text(2.5e-7), number_text(float("nan"))
        ('1234567890123', '0.00000025', '')
    """
    if isinstance(number, float) and not math.isfinite(number):
        return ""
    if number == int(number) and abs(number) < EXACT:
        return str(int(number))
    short = f"{number:.{SHOWN_DIGITS}g}"
    if "e" in short:
        digits, power = short.split("e")
        places = len(digits.partition(".")[2]) - int(power)
        short = f"{number:.{max(0, places)}f}"
    return f"{short}0" if _ONE_GROUP.match(short) else short
