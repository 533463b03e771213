"""Rules on the wall clock: what they may say, what an edit makes of them, and the blocks that they project."""
