"""What may be asked of a search, and how one is kept."""
