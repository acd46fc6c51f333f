"""What charts share: the canvas, where names go, a time axis."""
