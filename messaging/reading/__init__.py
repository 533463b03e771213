"""Reads the e-mail of strangers: who has sent it, to which thread, and what they wrote beside what they quote."""
