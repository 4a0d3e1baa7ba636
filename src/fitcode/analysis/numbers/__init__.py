"""Numbers: arrays and nothing else, for counts of any kind."""
