"""The search index: pieces of articles as dense vectors and BM25 word weights, behind one protocol.

The only room that speaks Qdrant; it holds a projection of SQL and can be thrown away and built again.
"""

from kb.index.fusion import Fused, by_words, fuse
from kb.index.opening import open_index
from kb.index.protocol import Filter, Found, Index, Piece, Ranked, Stored

__all__ = ["Filter", "Found", "Fused", "Index", "Piece", "Ranked", "Stored", "by_words", "fuse", "open_index"]
