"""Reads that span several apps: search, public pages, Today."""

from discovery.queries.search import Hit, HitPage, Wish, search_parties

__all__ = ["Hit", "HitPage", "Wish", "search_parties"]
