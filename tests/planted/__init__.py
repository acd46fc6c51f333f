"""What simulated towns whose truth is known say together: nothing is found where nothing was planted, and what was planted is found."""
