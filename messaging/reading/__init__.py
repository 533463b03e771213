"""Reads the e-mail of strangers: who sent it, to which thread, and what they wrote apart from quotes."""
