"""Drawn pictures: posters of acts and shows, rooms, portraits, for whatever has no picture of its own."""
