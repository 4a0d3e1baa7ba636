"""Entry: what the shell starts; it asks for as little as it can before it knows what is wanted."""

import sys

import fitcode


def main() -> None:
    """Run the command line."""
    # Scripts and editors ask for the version all the time: no need to load Typer for it.
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"fitcode {fitcode.__version__}\n")
        return
    from fitcode.cli.app import app

    app(prog_name="fitcode")
