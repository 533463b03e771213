"""Evenings and habits, computed from blocks. Pure Python, no database."""
