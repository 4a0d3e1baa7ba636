"""What a researcher does, a verb and an object a module: the one place where rooms meet.

Both faces change a project through here and nowhere else.
"""
