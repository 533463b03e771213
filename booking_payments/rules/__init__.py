"""What a booking comes to: pure reckoning."""
