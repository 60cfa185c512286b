"""Danesh's retrieval as a LangChain retriever, for chains and agents built by others.

The audience is fixed when it is made: no question can change it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from assistant.retrieval import search
from kb.library import Library

if TYPE_CHECKING:
    from langchain_core.callbacks import CallbackManagerForRetrieverRun


class DaneshRetriever(BaseRetriever):
    """Finds published articles; one document for each, its passage as the content."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: Library
    audience: str = "public"
    language: str | None = None
    limit: int = 5

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        del run_manager
        found = search(self.library, query, language=self.language, audience=self.audience, limit=self.limit)
        address = self.library.settings.public_url
        return [
            Document(
                page_content=hit.passage,
                metadata={
                    "article_id": hit.article_id,
                    "external_id": hit.external_id,
                    "title": hit.title,
                    "language": hit.language,
                    "revision": hit.revision,
                    "url": address + hit.path,
                    "score": hit.score,
                },
            )
            for hit in found.hits
        ]
