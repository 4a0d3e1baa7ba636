"""Running: a project's own pipeline, as far as something in it has changed."""
