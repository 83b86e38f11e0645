"""Keys for what is done often, which each person may choose."""
