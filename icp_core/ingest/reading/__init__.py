"""From a file of any kind to rows of text cells, each with its line."""
