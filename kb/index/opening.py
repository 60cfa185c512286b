"""Chooses the index: a Qdrant server where one is named, else Qdrant Edge in the home folder."""

from __future__ import annotations

from kb.index.protocol import Index
from kb.settings import Settings

SERVER_TIMEOUT = 10  # seconds


def open_index(settings: Settings, dimension: int) -> Index:
    """Open the index, creating it when it is not there.

    Raises:
        IndexLockedError: another process holds the embedded index.
        IndexUnavailableError: the server does not answer.
    """
    if not settings.qdrant_url:
        from kb.index.edge import EdgeIndex

        return EdgeIndex(settings.index_folder, dimension)
    from qdrant_client import QdrantClient

    from kb.index.server import ServerIndex

    # The client's own check prints a warning when the server is down; our error says it in one sentence.
    client = QdrantClient(
        url=settings.qdrant_url,
        api_key=settings.qdrant_api_key or None,
        timeout=SERVER_TIMEOUT,
        check_compatibility=False,
    )
    return ServerIndex(client, dimension)
