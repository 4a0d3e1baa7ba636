"""Dialogs: what asks for something and gives one answer back."""
