"""The transcript view: the widget in which transcripts are read and coded."""
