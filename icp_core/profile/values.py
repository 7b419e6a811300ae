"""When are two written values the same one?"""

from icp_core.dataset.countries import read_countries
from icp_core.dataset.regions import region_names

COUNTRY = "country"  # the canonical column in which a country may be written by any of its names
REGION = "region"  # likewise a region (APAC, Asia-Pacific)


def value_key(column: str, text: str) -> str:
    """Return what two spellings of one value share: letters without case, a place's one name, a number's value.

    Example:
        >>> value_key("industry", " Software ") == value_key("industry", "software")
        True
        >>> value_key("country", "USA") == value_key("country", "United States"), value_key("size", "1.0")
        (True, '1')
        >>> value_key("region", "Asia-Pacific") == value_key("region", "APAC")
        True
    """
    if column == COUNTRY:
        found = read_countries([text], codes=True).found.get(text)
        text = found.name if found else text
    elif column == REGION:
        text = region_names([text]).get(text, text)
    folded = text.strip().casefold()
    try:
        return f"{float(folded):.12g}"
    except ValueError:
        return folded
