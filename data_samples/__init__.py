"""Two generated towns in the messy exports that clients send, and the script that makes them."""
