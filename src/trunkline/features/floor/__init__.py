"""What supervisors do on the floor: listen to conversations and act on calls and agents that are not their own."""
