"""What a reader reads of a mission, sentence by sentence: short enough, in plain words, and about nothing that is not there."""
