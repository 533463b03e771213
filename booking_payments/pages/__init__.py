"""What pages show of payments of bookings."""
