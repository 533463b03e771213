"""Where files are stored and how they are served."""
