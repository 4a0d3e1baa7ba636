"""Starting: a new project, and the demo."""
