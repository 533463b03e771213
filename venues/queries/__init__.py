"""Reads over venues, their stages and house rules."""

from venues.queries.policies import policies_of, policy_of
from venues.queries.stages import night_of, rooms_of, stages, stages_together

__all__ = ["night_of", "policies_of", "policy_of", "rooms_of", "stages", "stages_together"]
