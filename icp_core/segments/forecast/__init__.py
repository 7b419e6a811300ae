"""What will happen to an account, from what was known before the sale; and what became of groups made a year ago."""

from icp_core.segments.forecast.before_sale import after_the_sale
from icp_core.segments.forecast.find import forecast
from icp_core.segments.forecast.landmark import Followed, Landmark, landmark
from icp_core.segments.forecast.result import Forecast, ForecastGroup, Third

__all__ = ["Followed", "Forecast", "ForecastGroup", "Landmark", "Third", "after_the_sale", "forecast", "landmark"]
