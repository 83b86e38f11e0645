"""Follow-ups (回访): what an agent promised a customer to come back to, and when."""
