"""What is paid for is kept for the payer a little longer than the time to pay."""

import datetime as dt

LONGEST_WAIT = dt.timedelta(minutes=2)
"""So long after the time to pay what is paid for is kept, until the provider has said what became of the page."""
