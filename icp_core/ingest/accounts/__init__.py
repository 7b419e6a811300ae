"""Accounts across files: which rows of which files speak of the same company."""
