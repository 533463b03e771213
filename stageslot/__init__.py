"""StageSlot books live music without double bookings."""

__version__ = "0.1.0"
