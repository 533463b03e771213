"""Writes: what a booking's payments come to, and what comes of the booking with them."""
