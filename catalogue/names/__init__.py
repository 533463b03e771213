"""Names of places, as people give them and as the database compares them."""
