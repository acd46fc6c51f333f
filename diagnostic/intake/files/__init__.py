"""Files: what a received file is, and how its bytes become rows of text under their headers."""
