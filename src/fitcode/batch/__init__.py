"""Long runs: the same function over many items, in this process or in several."""
