"""What we measure against, each in a process of its own: a bare gRPC echo, and Arrow Flight.

``python -m benchmarks.yardsticks echo`` (or ``flight``) prints its port and serves until it is killed.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import grpc
import numpy as np
from numpy.typing import NDArray

ROOT: Final = Path(__file__).parent.parent
_METHOD: Final = "/yardstick.Echo/Echo"


@contextmanager
def process(*command: str) -> Iterator[str]:
    """Start a Python process that prints its address in its first line; end it afterwards."""
    with subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as child:
        try:
            assert child.stdout is not None
            line = child.stdout.readline().strip()
            if not line:
                raise RuntimeError(f"{' '.join(command)} ended without saying where it serves")
            yield line
        finally:
            child.terminate()


@contextmanager
def insitu_server() -> Iterator[str]:
    """Serve insitu in a process of its own; yield its address."""
    with process("-m", "insitu", "serve", "--port", "0", "--log-level", "error") as address:
        yield address


@contextmanager
def echo() -> Iterator[Callable[[bytes], bytes]]:
    """Serve an echo on grpc.aio; yield a unary call of the synchronous client: bytes there, bytes back, no protobuf."""
    with (
        process("-m", "benchmarks.yardsticks", "echo") as port,
        grpc.insecure_channel(f"127.0.0.1:{port}") as channel,
    ):
        call: Any = channel.unary_unary(_METHOD)
        call(b"are you there?")
        yield call


@contextmanager
def flight() -> Iterator[Any]:
    """Serve Arrow Flight; yield its client."""
    from pyarrow import flight as arrow  # type: ignore[import-untyped] # it ships no types

    with (
        process("-m", "benchmarks.yardsticks", "flight") as port,
        arrow.connect(f"grpc://127.0.0.1:{port}") as client,
    ):
        yield client


def flight_put(client: Any, array: NDArray[Any]) -> None:
    """Send an array as one record batch, and wait until the server has it."""
    import pyarrow as pa
    from pyarrow import flight as arrow

    batch = pa.record_batch([pa.array(array)], names=["values"])
    writer, reader = client.do_put(arrow.FlightDescriptor.for_path("values"), batch.schema)
    with writer:
        writer.write_batch(batch)
        writer.done_writing()
        reader.read()


def flight_get(client: Any) -> NDArray[Any]:
    """Receive the array."""
    from pyarrow import flight as arrow

    column = client.do_get(arrow.Ticket(b"values")).read_all().column("values")
    values: NDArray[Any] = column.chunk(0).to_numpy()
    return values


def _serve_flight() -> None:
    from pyarrow import flight as arrow

    class Server(arrow.FlightServerBase):  # type: ignore[misc] # pyarrow ships no types
        """Keeps the last table that was put."""

        kept: Any = None

        def do_put(self, _: Any, __: Any, reader: Any, writer: Any) -> None:
            self.kept = reader.read_all()
            writer.write(b"kept")

        def do_get(self, _: Any, __: Any) -> Any:
            return arrow.RecordBatchStream(self.kept)

    server = Server("grpc://127.0.0.1:0")
    print(server.port, flush=True)
    server.serve()


async def _serve_echo() -> None:
    async def reply(request: bytes, _: Any) -> bytes:
        return request

    server = grpc.aio.server()
    handler: Any = grpc.unary_unary_rpc_method_handler(reply)
    server.add_generic_rpc_handlers(
        (grpc.method_handlers_generic_handler("yardstick.Echo", {"Echo": handler}),)
    )
    print(server.add_insecure_port("127.0.0.1:0"), flush=True)
    await server.start()
    await server.wait_for_termination()


def random_floats(count: int) -> NDArray[np.float32]:
    """Return so many random float32."""
    return np.random.default_rng(7).random(count, np.float32)


if __name__ == "__main__":
    if sys.argv[1] == "echo":
        asyncio.run(_serve_echo())
    else:
        _serve_flight()
