"""The command line: ``insitu serve``, ``health``, ``version``, ``config-table``.

The flags of ``serve`` are the settings themselves, read from their one table.
"""

from __future__ import annotations

import asyncio
import inspect
import os
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Annotated, Any, Final, NoReturn

import grpc
import typer
from grpc_health.v1 import health_pb2, health_pb2_grpc
from pydantic import ValidationError
from pydantic.fields import FieldInfo

from insitu_server import logs
from insitu_server.app import AddressInUseError, RunningServer
from insitu_server.files import UnusableFolderError
from insitu_server.lifecycle import serve as serve_until_signal
from insitu_server.settings import PREFIX, Settings, flag, settings_table, shown_default

app: Final = typer.Typer(
    name="insitu", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)

#: Exit codes: a setting is wrong, the port is taken, the server does not serve.
BAD_SETTINGS: Final = 2
CANNOT_LISTEN: Final = 3
NOT_SERVING: Final = 1


def _serve(config: str | None = None, **given: Any) -> None:
    """Serve until SIGTERM or SIGINT. Each flag is also a variable (INSITU_PORT) and a key of the configuration file."""
    if config is not None:
        os.environ[f"{PREFIX}CONFIG"] = config
    settings = _read_settings({name: value for name, value in given.items() if value is not None})
    logs.configure(settings.log_level, settings.log_format)
    try:
        asyncio.run(serve_until_signal(settings, _announce))
    except AddressInUseError as error:
        _fail(str(error), CANNOT_LISTEN)
    except UnusableFolderError as error:
        _fail(f"files_dir: {error}", BAD_SETTINGS)


@app.command()
def health(
    address: Annotated[str, typer.Option(help="host:port of the server.")] = "127.0.0.1:50051",
    timeout: Annotated[float, typer.Option(help="Seconds to wait for its answer.")] = 3.0,
    tls_ca: Annotated[Path | None, typer.Option(help="Authorities to trust, PEM: speak TLS.")] = None,
) -> None:
    """Ask whether a server serves: exit 0 if it does, 1 if it does not or cannot be reached."""
    if tls_ca is None:
        channel = grpc.insecure_channel(address)
    else:
        channel = grpc.secure_channel(address, grpc.ssl_channel_credentials(tls_ca.read_bytes()))
    with channel:
        try:
            check: Any = health_pb2_grpc.HealthStub(channel).Check  # type: ignore[attr-defined] # the stubs have none
            answer = check(health_pb2.HealthCheckRequest(), timeout=timeout)
        except grpc.RpcError as error:
            _fail(f"{address}: {error.code().name}: {error.details()}", NOT_SERVING)
    status = health_pb2.HealthCheckResponse.ServingStatus.Name(answer.status)
    typer.echo(f"{address}: {status}")
    if answer.status != health_pb2.HealthCheckResponse.SERVING:
        raise typer.Exit(NOT_SERVING)


@app.command()
def version() -> None:
    """Print insitu's version."""
    typer.echo(metadata.version("insitu"))


@app.command("config-table")
def config_table() -> None:
    """Print every setting of the server as a Markdown table."""
    typer.echo(settings_table(), nl=False)


def _announce(server: RunningServer) -> None:
    print(server.address, flush=True)  # noqa: T201 - the one line that programs read


def _read_settings(given: dict[str, Any]) -> Settings:
    """Return the settings, or say in one sentence each what is wrong with them and exit."""
    try:
        return Settings(**given)
    except ValidationError as error:
        lines = [_sentence(problem) for problem in error.errors(include_url=False, include_input=False)]
        _fail("\n".join(lines), BAD_SETTINGS)
    except (OSError, ValueError) as error:
        _fail(str(error), BAD_SETTINGS)


def _sentence(problem: Any) -> str:
    text = str(problem["msg"]).removeprefix("Value error, ")
    return f"{problem['loc'][0]}: {text}" if problem["loc"] else text


def _fail(text: str, code: int) -> NoReturn:
    for line in text.splitlines():
        print(f"insitu: {line}", file=sys.stderr)  # noqa: T201 - for people
    raise typer.Exit(code)


def _option(name: str, field: FieldInfo) -> inspect.Parameter:
    """Return one setting as typer wants a flag: text, checked when all settings are."""
    default = shown_default(field.default)
    text = f"{field.description}{f' [default: {default}]' if default else ''}"
    kind: Any = Annotated[
        str | None, typer.Option(flag(name), help=text, show_default=False, metavar="VALUE")
    ]
    if field.annotation is bool:
        kind = Annotated[
            bool | None, typer.Option(f"{flag(name)}/--no-{name}", help=text, show_default=False)
        ]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=kind)


def _with_flags(command: Callable[..., None]) -> Callable[..., None]:
    """Give the command one parameter for each setting."""
    config = inspect.Parameter(
        "config",
        inspect.Parameter.KEYWORD_ONLY,
        default=None,
        annotation=Annotated[
            str | None, typer.Option("--config", help="Configuration file, TOML.", metavar="FILE")
        ],
    )
    parameters = [config, *(_option(name, field) for name, field in Settings.model_fields.items())]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined] # what typer reads
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return command


app.command("serve")(_with_flags(_serve))
