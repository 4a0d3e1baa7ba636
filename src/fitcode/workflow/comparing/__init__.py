"""Comparing: how far coders agree, in tables with raw counts beside every coefficient."""
