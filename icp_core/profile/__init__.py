"""The declared ICP: criteria, rings, and the file it is kept in."""

from icp_core.profile.criteria import Criterion, IcpProfile, Mode, Operator, RingLimits
from icp_core.profile.defects import describe
from icp_core.profile.files import profile_from_text, profile_to_yaml

__all__ = [
    "Criterion",
    "IcpProfile",
    "Mode",
    "Operator",
    "RingLimits",
    "describe",
    "profile_from_text",
    "profile_to_yaml",
]
