"""From cells of text to numbers, days, words and flags."""
