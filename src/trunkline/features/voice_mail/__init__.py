"""Voice mail (语音留言): what callers left for queues and agents, and what is done about it."""
