"""Skills that agents have and queues ask for."""
