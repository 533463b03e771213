"""Everything StageSlot needs to run, out of wheels: PostgreSQL, Valkey, and who looks after them.

Nothing here imports Django: it runs before settings can be read, because it writes what they read.
"""
