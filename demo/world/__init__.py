"""The demo world: its people, houses and nights, how it is built beside the running site, and how it is wiped."""
