"""Refusals in words."""
