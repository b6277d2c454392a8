"""The command line: ``insitu serve``, ``health``, ``version`` and ``demo``, as far as what is installed allows.

The one rule: what is missing is one sentence with the pip command that brings it, and exit code 2.
"""

import sys
from typing import TYPE_CHECKING, Annotated, Final, NoReturn

if TYPE_CHECKING:
    import typer

#: Exit code where an extra is missing, or no server answers.
CANNOT_START: Final = 2


def main() -> None:
    """Run the command line."""
    try:
        import typer
    except ImportError as error:
        _without_extras(sys.argv[1:], error)
    app = _server_app() or _client_app()
    no_address = "host:port of a server; without it one is started inside this process."

    @app.command()
    def demo(
        address: Annotated[str | None, typer.Option(envvar="INSITU_ADDRESS", help=no_address)] = None,
    ) -> None:
        """Show what insitu does, and check every fact shown: exit 1 if one is not true."""
        raise typer.Exit(_demo(address))

    app()


def _server_app() -> "typer.Typer | None":
    """Return the server's own command line, None where its dependencies are not installed."""
    try:
        from insitu_server.cli import app
    except ImportError:
        return None
    return app


def _client_app() -> "typer.Typer":
    """Return a command line for a client alone."""
    import typer

    app = typer.Typer(
        name="insitu", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
    )
    anything = {"allow_extra_args": True, "ignore_unknown_options": True}

    @app.command(context_settings=anything)
    def serve() -> None:
        """Serve (needs the extra "server")."""
        _missing("serve", "server")

    @app.command(context_settings=anything)
    def health() -> None:
        """Ask whether a server serves (needs the extra "server")."""
        _missing("health", "server")

    @app.command()
    def version() -> None:
        """Print insitu's version."""
        _print_version()

    return app


def _without_extras(words: list[str], error: ImportError) -> NoReturn:
    """Do what the bare client can do without an extra: tell its version."""
    command = words[0] if words else ""
    if command == "version":
        _print_version()
        sys.exit(0)
    if command == "demo":
        _missing("demo", "demo", error)
    _missing(command if command in ("serve", "health") else "serve", "server", error)


def _demo(address: str | None) -> int:
    from insitu_engine.errors import InsituError

    try:
        from insitu.demo import run
    except ImportError as error:
        _missing("demo", "demo", error)
    try:
        return run(address)
    except (InsituError, ConnectionError) as error:
        _refuse(str(error))


def _print_version() -> None:
    from insitu.version import __version__

    sys.stdout.write(f"{__version__}\n")


def _missing(command: str, extra: str, error: ImportError | None = None) -> NoReturn:
    what = f" ({error.name} is missing)" if error is not None else ""
    _refuse(f"`insitu {command}` needs what only `pip install 'insitu[{extra}]'` brings{what}")


def _refuse(sentence: str) -> NoReturn:
    sys.stderr.write(f"insitu: {sentence}\n")
    sys.exit(CANNOT_START)


if __name__ == "__main__":
    main()
