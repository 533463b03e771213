"""The kinds of notifications, which the apps above register."""
