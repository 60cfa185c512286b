from __future__ import annotations

from langchain_core.retrievers import BaseRetriever

from assistant.retriever import DaneshRetriever
from kb.library import Library


def test_is_a_langchain_retriever_with_a_fixed_audience(shop: Library) -> None:
    retriever = DaneshRetriever(library=shop, limit=2)
    assert isinstance(retriever, BaseRetriever)
    documents = retriever.invoke("How do I reset my password?")
    assert documents[0].metadata["external_id"] == "password"
    assert documents[0].metadata["url"].startswith("http://127.0.0.1:8000/en/articles/")
    assert len(documents) == 2
    assert "ZEBRA" not in repr(retriever.invoke("refund override code ZEBRA-9931"))
    assert "ZEBRA" in repr(DaneshRetriever(library=shop, audience="agents").invoke("refund override code"))
