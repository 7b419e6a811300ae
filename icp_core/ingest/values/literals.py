"""What a single cell looks like: nothing, a number, a date, the name of a month."""

import re
import unicodedata

_SIGNS = ("", "-", "--", "---", "–", "—", "n/a", "n.a.", "n.a", "#n/a", "null", "(null)", "<null>", "<na>", "\\n")
_SAID = ("(blank)", "(empty)", "(none)", "(not set)", "(no value)", "no value", "not available", "not applicable")
_FOREIGN = ("k.a.", "keine angabe", "nicht verfügbar", "non disponible", "no disponible", "não disponível")
MISSING_IN_WORDS = frozenset((*_SIGNS, *_SAID, *_FOREIGN))  # what nobody means as a value, in a column of words too
_PLACE_HOLDERS = ("na", "nan", "nat", "nil", "none", "unknown", "undefined", "unspecified", "missing", "tbd", ".", "?")
_NONE_ELSEWHERE = (
    "unbekannt",
    "keine",
    "inconnu",
    "aucun",
    "desconocido",
    "ninguno",
    "sconosciuto",
    "onbekend",
    "geen",
)
MAY_MEAN = frozenset((*_PLACE_HOLDERS, *_NONE_ELSEWHERE))  # NA may be North America, None a plan without a name
MISSING = MISSING_IN_WORDS | MAY_MEAN  # in a column of numbers or dates none of them can be anything else

_NUMBER = re.compile(r"[-+(]?\s*[$€£]?\s*\d[\d.,' ]*(e[-+]?\d+)?\s*%?\)?", re.IGNORECASE)
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ,].*)?")
PLAIN_NUMBER = (  # a bare number, as Arrow's patterns say it
    r"^[-+]?(?:[0-9]+|[0-9]*[.,][0-9]+|[0-9]+[.,]|[0-9]{1,3}(?:,[0-9]{3})+(?:[.][0-9]+)?|[0-9]{1,3}(?:[.][0-9]{3})+(?:,[0-9]+)?)"
    r"(?:[eE][-+]?[0-9]{1,3})?$"
)
_MONTHS = {  # English, German, French, Spanish, Portuguese, Italian, Dutch, Czech and Polish, both cases of the latter
    1: "january januar janner janvier enero janeiro gennaio januari leden ledna styczen stycznia",
    2: "february februar feber fevrier febrero fevereiro febbraio februari unor unora luty lutego",
    3: "march marz maerz mrz mars marzo marco maart mrt brezen brezna marzec marca",
    4: "april avril abril aprile duben dubna kwiecien kwietnia",
    5: "may mai mayo maio maggio mei kveten kvetna maj maja",
    6: "june juni juin junio junho giugno cerven cervna czerwiec czerwca cvn",
    7: "july juli juillet julio julho luglio cervenec cervence lipiec lipca cvc",
    8: "august aout agosto augustus srpen srpna sierpien sierpnia",
    9: "september septembre septiembre setiembre setembro settembre zari wrzesien wrzesnia",
    10: "october oktober octobre octubre outubro ottobre rijen rijna pazdziernik pazdziernika",
    11: "november novembre noviembre novembro listopad listopadu listopada",
    12: "december dezember decembre diciembre dezembro dicembre prosinec prosince grudzien grudnia",
}
_WHOLE = {name: number for number, names in _MONTHS.items() for name in names.split()}
_STARTS: dict[str, set[int]] = {}
for _name, _number in _WHOLE.items():
    for _length in range(3, len(_name)):
        _STARTS.setdefault(_name[:_length], set()).add(_number)
_SHORT = {start: numbers.pop() for start, numbers in _STARTS.items() if len(numbers) == 1 and start != "pro"}
_MONTH = re.compile(
    r"(19|20)\d\d[-/.](0?[1-9]|1[0-2])([-/.]01)?|(0?[1-9]|1[0-2])[-/.](19|20)\d\d|([^\W\d_]{3,12})[.]?[-\s/,']+((19|20)?\d\d)",
    re.IGNORECASE,
)


def looks_like_data(cell: str) -> bool:
    """Whether a cell is a number or a date, as no header is.

    Example:
        >>> looks_like_data("2/18/2008 02:36:48"), looks_like_data("19.5 %"), looks_like_data("Close Date")
        (True, True, False)
    """
    text = cell.strip()
    return bool(_NUMBER.fullmatch(text) or _DATE.fullmatch(text))


def is_month_name(cell: str) -> bool:
    """Whether a header names one month (``2024-01``, ``Jan 2024``, ``01/2024``).

    Example:
        >>> is_month_name("Jan-24"), is_month_name("2024-01-01"), is_month_name("Plan 9")
        (True, True, False)
    """
    match = _MONTH.fullmatch(cell.strip())
    return bool(match) and (match.group(6) is None or month_number(match.group(6)) > 0)  # type: ignore[union-attr]


def month_number(name: str) -> int:
    """Return 1 to 12 for the name of a month, whole or cut, in nine European languages; 0 for another word.

    Example:
        >>> month_number("Sept."), month_number("března"), month_number("juil"), month_number("market")
        (9, 3, 7, 0)
    """
    decomposed = unicodedata.normalize("NFKD", name.casefold().rstrip("."))
    word = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _WHOLE.get(word, 0) or _SHORT.get(word, 0)
