"""Lists of shows that somebody kept elsewhere."""
