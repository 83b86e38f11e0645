"""Caller lists: blacklist, white list, VIP list, and who was refused."""
