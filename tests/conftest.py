"""What all tests share."""

from diagnostic import ipynb

ipynb.nbformat()  # first, and so without the seconds that its import costs otherwise
