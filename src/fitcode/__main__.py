"""``python -m fitcode`` is the ``fitcode`` command."""

from fitcode.cli.entry import main

if __name__ == "__main__":
    main()
