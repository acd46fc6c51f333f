"""Two made-up authorities whose exports were named without a look at what the kit knows, and the truths planted in them."""
