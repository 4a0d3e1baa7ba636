"""The field's nouns: values without behaviour that needs a file, a database or a model.

Only pydantic and the standard library are imported here.
"""
