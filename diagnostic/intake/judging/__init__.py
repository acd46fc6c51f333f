"""Judging: which rows are kept, which are not, and what they show of the tool rather than of the work."""
