"""Logging: structlog's events through the standard library's logger ``insitu_server``.

Nothing is configured at import, so that the embedded server leaves its host's logging alone; `configure` is for the
process that does nothing but serve.
"""

from __future__ import annotations

import logging
import sys
from typing import Any, Final

import structlog

_SHARED: Final[list[Any]] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]

log: Final[structlog.stdlib.BoundLogger] = structlog.wrap_logger(
    logging.getLogger("insitu_server"),
    processors=[structlog.stdlib.filter_by_level, structlog.stdlib.render_to_log_kwargs],
    wrapper_class=structlog.stdlib.BoundLogger,
)


def configure(level: str, form: str) -> None:
    """Write the log to stderr, for people (``form="console"``) or for machines (``"json"``)."""
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    chain = [
        structlog.stdlib.ExtraAdder(),
        *_SHARED,
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
    ]
    if form == "json":
        chain.append(structlog.processors.format_exc_info)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=[*chain, renderer]))
    logger = logging.getLogger("insitu_server")
    logger.handlers = [handler]
    logger.setLevel(level.upper())
    logger.propagate = False
