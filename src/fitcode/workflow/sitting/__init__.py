"""A sitting: what somebody does at a screen, as plain state and deeds that need no screen."""
