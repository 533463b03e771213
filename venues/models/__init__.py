"""What a venue has beyond being a party: an address, a day-roll, stages and house rules."""

from venues.models.policies import HousePolicy, usual_tiers
from venues.models.venues import Stage, StagePhoto, Venue

__all__ = ["HousePolicy", "Stage", "StagePhoto", "Venue", "usual_tiers"]
