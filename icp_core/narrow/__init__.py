"""What if we narrowed to the bullseye: how many deals would the same target need?"""

from icp_core.narrow.what_if import Narrow, RingPipeline, what_if

__all__ = ["Narrow", "RingPipeline", "what_if"]
