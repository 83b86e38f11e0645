"""How a call ended: the tree of dispositions."""
