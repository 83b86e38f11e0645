"""Tenants: companies that share one installation."""
