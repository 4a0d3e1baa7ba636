"""Meaning: what a codebook says of its codes, held against what respondents say."""
