"""Entry: what the shell starts; it asks for as little as it can before it knows what is wanted."""

import os
import sys

import fitcode

_INTERRUPTED = 130
_MENDABLE = 1


def main() -> None:
    """Run the command line."""
    from fitcode.cli.streams import prepare_streams

    prepare_streams()
    try:
        _run()
    except BrokenPipeError:  # whoever read has read enough
        _leave(0)
    except OSError as error:  # help and version texts; commands tell their own
        sys.stderr.write(
            f"Error: The output could not be written: {error.strerror or error}.\nSend it elsewhere.\n"
        )
        _leave(_MENDABLE)


def _run() -> None:
    # Scripts and editors ask for the version all the time: no need to load Typer for it.
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"fitcode {fitcode.__version__}\n")
        sys.stdout.flush()
        return
    # Counting multiplies small matrices: the threads that numpy would start for them cost 0.15 s.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Nothing here is for plug-ins of pydantic: looking for some in every package costs 0.01 s.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    try:
        from fitcode.cli.app import app

        app(prog_name="fitcode")
    except KeyboardInterrupt:  # before a command began to work
        sys.stderr.write("Interrupted; nothing was begun.\n")
        _leave_interrupted()
    except SystemExit as ended:
        import signal

        # The work is done: a late Ctrl-C would only disturb the interpreter on its way out.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if ended.code == _INTERRUPTED:
            _leave_interrupted()
        raise


def _leave_interrupted() -> None:
    """End with the promised code.

    Where Ctrl-C fell into an ``exec`` (importing pydantic's models does some), CPython would end the
    program by the signal instead, however it was dealt with.
    """
    _leave(_INTERRUPTED)


def _leave(code: int) -> None:
    """End at once, with what can be told told."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, AttributeError):  # closed by whoever read it, or never there
            continue
    os._exit(code)
