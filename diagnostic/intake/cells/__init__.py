"""Cells: what a text says, as a word, a number, a stamp, an hour of the zone."""
