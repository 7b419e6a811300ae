"""What the most successful accounts share: mined, tested against chance, and shown with held-out rates."""

from icp_core.traits.conditions import Condition, meets, rule_words
from icp_core.traits.find import find_traits
from icp_core.traits.result import Largest, SetAside, Trait, Traits
from icp_core.traits.success import WEIGHTS, Success, success_target
from icp_core.traits.trial import Progress

__all__ = [
    "WEIGHTS",
    "Condition",
    "Largest",
    "Progress",
    "SetAside",
    "Success",
    "Trait",
    "Traits",
    "find_traits",
    "meets",
    "rule_words",
    "success_target",
]
