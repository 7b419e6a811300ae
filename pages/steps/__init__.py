"""One thin script per page, named by the user's question."""
