"""What searches look through, and the searches that people keep."""

from discovery.models.listings import Listing, SearchText, SpotField
from discovery.models.refreshes import Fact, ListingRefresh
from discovery.models.saved import SavedSearch, SearchKind
from discovery.models.words import Word

__all__ = ["Fact", "Listing", "ListingRefresh", "SavedSearch", "SearchKind", "SearchText", "SpotField", "Word"]
