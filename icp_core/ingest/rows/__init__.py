"""From text cells to the rows of one canonical table: kept, rejected or left out, each with its reason."""
