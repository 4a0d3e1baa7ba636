"""Learning: what codings and decisions of the project add."""
