"""What the pages of shows and bookings need beyond what a viewer may know."""
