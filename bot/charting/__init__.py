"""What every drawing of a chart shares: its look, its numbers as a table, and the picture on file."""
