"""The generator of the two towns: clean events, the mess of their exports, and their truths. Knows nothing of `diagnostic`."""
