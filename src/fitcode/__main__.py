"""``python -m fitcode`` is the ``fitcode`` command."""

from fitcode.cli.app import main

if __name__ == "__main__":
    main()
