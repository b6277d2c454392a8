"""The embedded server: the one place where the client imports the server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from insitu_engine.errors import InsituError


def start(files_dir: str | Path | None = None) -> Any:
    """Start a private server inside this process, on a free port of the loopback interface.

    It keeps files in ``files_dir``, or none.

    Returns something with ``address`` and ``stop()``. Raises InsituError, naming the pip command, where only the thin
    client is installed.
    """
    try:
        from insitu_server.embedded import start_in_thread
        from insitu_server.settings import Settings
    except ImportError as error:
        raise InsituError(
            f"an embedded server needs what only `pip install 'insitu[server]'` brings ({error.name} is missing); "
            "or name a server: insitu.connect('host:port'), or the environment variable INSITU_ADDRESS"
        ) from error
    # The environment may name certificates, a token and a folder for another server than this private one.
    guarded = {"tls_cert": None, "tls_key": None, "tls_client_ca": None, "token": None, "token_file": None}
    folder = None if files_dir is None else Path(files_dir)
    return start_in_thread(Settings(host="127.0.0.1", port=0, files_dir=folder, **guarded))
