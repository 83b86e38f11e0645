"""Live figures of today: counted from facts, kept by interval, pushed to who watches."""
