"""The shapes of API.md: what comes in and what goes out."""
