"""Leaving a band, a venue or the site for good, closing a party, and what becomes of its bookings then."""
