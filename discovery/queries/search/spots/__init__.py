"""Search over open spots."""
