"""The live board: names, and the socket."""
