"""The bill: in which order acts play, and when everything happens."""
