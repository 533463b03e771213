"""Names that people choose from or are given: addresses, time zones."""
