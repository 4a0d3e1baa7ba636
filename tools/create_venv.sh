#!/bin/sh
# Create .venv and fill it from requirements.lock, every hash checked.
# uv does it where it is installed, venv and pip where it is not. PYTHON names the interpreter to use.
set -eu

cd "$(dirname "$0")/.."

fits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1
}

if [ -n "${PYTHON:-}" ]; then
    if ! fits "$PYTHON"; then
        echo "PYTHON=$PYTHON is not a Python 3.11, 3.12 or 3.13." >&2
        echo "Name one that is, for example: make PYTHON=/usr/bin/python3.12" >&2
        exit 1
    fi
    python=$PYTHON
else
    python=
    for candidate in python3 python3.13 python3.12 python3.11 python; do
        if fits "$candidate"; then
            python=$candidate
            break
        fi
    done
fi

rm -rf .venv
if command -v uv >/dev/null 2>&1; then
    uv venv --quiet --python "${python:->=3.11,<3.14}" .venv
    uv pip install --quiet --python .venv/bin/python --require-hashes -r requirements.lock
elif [ -n "$python" ]; then
    "$python" -m venv .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
else
    echo "fitcode needs Python 3.11, 3.12 or 3.13, and none was found." >&2
    echo "Install one, or say where it is: make PYTHON=/path/to/python3.12" >&2
    exit 1
fi
