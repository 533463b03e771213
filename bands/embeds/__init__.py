"""Players of songs and films that other sites host."""
