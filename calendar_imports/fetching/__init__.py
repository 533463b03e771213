"""Asks the source of an imported calendar for its content. `sources.fetch` is the way in, `client` the only way out."""
