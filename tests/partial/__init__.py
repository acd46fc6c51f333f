"""Missions that lack half of what a town may have: what their reports say, and what they must not."""
