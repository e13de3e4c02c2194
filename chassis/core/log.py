"""The log: one JSON object a line, from our own code and from every library, on one stream.

Nothing is masked here, so nothing private goes in: no name, phone, ID number, text of a resident,
token or vote; ids, codes, counts and seconds do. ``correlation`` ties lines to requests and events
by itself (context variables). Casting a vote writes no line at all.
"""

import logging
import sys
from typing import Any, TextIO

import structlog

from chassis.core.settings import Settings

# ``chassis.web.passage`` writes its own line for each request, with the route and not the address.
SILENT = ("uvicorn.access",)
# These tell of every connection and request at "info".
QUIET = ("httpx", "httpcore", "aio_pika", "aiormq", "pymongo", "asyncio")


def configure(settings: Settings, stream: TextIO | None = None) -> None:
    """Send all logging to ``stream`` (stdout) as JSON lines from ``settings.log_level`` up."""
    handler = logging.StreamHandler(stream or sys.stdout)
    handler.setFormatter(_formatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    # No line names a thread or a process, so none is looked up for each of them.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    _route_libraries()
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_described(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def _described() -> list[Any]:
    """What every line says beside its own words."""
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]


def _formatter() -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.PositionalArgumentsFormatter(), *_described()],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ],
    )


def _route_libraries() -> None:
    for name in ("uvicorn", "uvicorn.error", *SILENT):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.setLevel(logging.NOTSET)  # the root's level is the one that was set
        logger.propagate = name not in SILENT
        logger.disabled = name in SILENT
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
