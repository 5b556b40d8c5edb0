"""Pages, their sources, and the index that finds passages in them."""
