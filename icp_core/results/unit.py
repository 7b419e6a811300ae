"""What a number is measured in."""

from enum import StrEnum


class Unit(StrEnum):
    """What a number is measured in."""

    RATIO = "ratio"  # 1.0 is 100 %
    MONEY = "money"  # in the currency of the data set
    MONTHS = "months"
    DAYS = "days"
    COUNT = "count"
    POINTS = "points"  # difference of two ratios; 0.05 is 5 percentage points
    INDEX = "index"  # 0 to 100
    FACTOR = "factor"  # a ratio of two amounts, 3.0 is "3 times"
    SCORE = "score"  # of its own scale (NPS -100 to 100, CSAT 1 to 5)
