"""The worklist: codings made under an earlier definition, listed and confirmed."""
