"""Reads: what payments are for, and what a booking still costs."""
