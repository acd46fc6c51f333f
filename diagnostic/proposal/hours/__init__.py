"""Opening hours as received files write them, and the entries of `hours:` that they make."""
