"""What if we narrowed to the bullseye: how many deals would the same target need?"""

from icp_core.narrow.choice import FocusChoice
from icp_core.narrow.pipeline import win_rates_before
from icp_core.narrow.ring_rows import RingPipeline
from icp_core.narrow.what_if import Narrow, what_if

__all__ = ["FocusChoice", "Narrow", "RingPipeline", "what_if", "win_rates_before"]
