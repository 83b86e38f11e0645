"""Customers who are to be called back."""
