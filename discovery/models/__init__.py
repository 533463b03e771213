"""What searches look through, and the searches that people keep."""

from discovery.models.listings import Listing, SearchText, SpotField
from discovery.models.saved import SavedSearch, SearchKind

__all__ = ["Listing", "SavedSearch", "SearchKind", "SearchText", "SpotField"]
