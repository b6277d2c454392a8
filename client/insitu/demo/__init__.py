"""``insitu demo``: what insitu does, shown on a real server. The one rule: every fact that is shown is checked.

Needs the extra "demo" (rich, scikit-learn), and a server: the embedded one, or any with ``--address``.
"""

from __future__ import annotations

from rich.console import Console

from insitu.current import connect
from insitu.demo import convolution, errors, in_place, training
from insitu.demo.stage import Stage
from insitu.version import __version__

__all__ = ["run"]


def run(address: str | None = None) -> int:
    """Show all scenes on a server, an embedded one if no address is given; return 1 if a fact was not true."""
    stage = Stage(Console(highlight=False))
    with connect(address) as session:
        where = "embedded in this process" if address is None else "over the network"
        stage.open(f"insitu {__version__}", f"gRPC server at {session.address}, {where}")
        session.manual_seed(0)
        in_place.show(stage)
        convolution.show(stage, session)
        errors.show(stage)
        training.show(stage, session)
    return stage.close()
