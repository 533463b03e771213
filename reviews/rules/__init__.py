"""By which rules one reviews."""
