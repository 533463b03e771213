"""The gazetteer, genres, currencies and rates that come with the site, and what loads them."""
