"""Fields and forms of deals, fees and times."""
