"""Reads over holds and ladders."""
