"""The screens at which transcripts are coded and suggestions reviewed."""
