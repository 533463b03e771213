"""Measurements. `bin/bench NAME` runs one of these modules, which prints medians and ratios."""
