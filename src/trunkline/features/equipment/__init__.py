"""What an agent's microphone, loudspeaker and way to the switch are good for, as last checked."""
