"""Which table a file holds, and which header holds which canonical column."""
