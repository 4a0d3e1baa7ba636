"""The command line: each command reads its options, calls one function, writes one result.

Importing this room loads no slow library; ``fitcode --help`` stays as quick as Typer itself.
"""
