"""Which columns may be known before the sale, and which tell only of customers?"""

import re

AFTER_THE_SALE = re.compile(
    r"\b(usage|used|log ?ins?|sessions?|active (users|days|seats)|adoption|onboard\w*|health( score)?|nps|csat|"
    r"satisfaction|support (tickets?|cases?|calls?|contacts?)|tickets?|complaints?|overdue|dunning|late payments?|"
    r"renew\w*|expansion|upsell|downgrade\w*|upgrade\w*|last (seen|log ?in|activity|contact|invoice|payment)|"
    r"invoices?|referrals?|age of (the )?account|account age|customer since|months as (a )?customer)\b"
)


def after_the_sale(column: str) -> bool:
    """Whether a column's name says that it tells of a customer, and so was not known when the deal was made.

    Example:
        >>> [after_the_sale(name) for name in ("industry", "support_tickets", "LastLogin", "TechSupport")]
        [False, True, True, False]
    """
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column)
    return AFTER_THE_SALE.search(re.sub(r"[^a-z0-9]+", " ", spaced.lower())) is not None
