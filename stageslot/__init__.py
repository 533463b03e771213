"""StageSlot books live music without double bookings."""
