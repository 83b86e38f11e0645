"""What is said to callers, in words: numbers, amounts, lengths of time, places in line. Pure text; media speaks it."""
