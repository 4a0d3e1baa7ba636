"""Reading: transcripts as tokens with lemmas and as vectors, and what is kept of both."""
