"""What an agent does: commands to the machine, and the browser phone."""
