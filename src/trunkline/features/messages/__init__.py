"""Messages between supervisors and agents."""
