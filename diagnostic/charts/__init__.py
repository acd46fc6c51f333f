"""What charts share: the canvas, where names go, bars with their figures, axes of months and of half-hours."""
