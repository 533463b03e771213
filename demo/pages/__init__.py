"""What pages show of a demo world that is being built."""
