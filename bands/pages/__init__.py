"""What the pages of bands and musicians tell programs."""
