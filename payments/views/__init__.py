"""What requests about payments start."""
