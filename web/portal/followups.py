"""Names what a reader asked last, so that the next question and a hand-over can refer to it.

The name is signed: nobody comes to what somebody else asked by counting numbers up.
"""

from itsdangerous import BadSignature, URLSafeSerializer

from kb.library import Library

SALT = "follow-up"


def name(library: Library, question_id: int) -> str:
    """Return the name of a question."""
    return str(_serializer(library).dumps(question_id))


def question(library: Library, named: str) -> int | None:
    """Return the question's id; None for a name that we did not give."""
    try:
        found = _serializer(library).loads(named)
    except BadSignature:
        return None
    return found if isinstance(found, int) else None


def _serializer(library: Library) -> URLSafeSerializer:
    return URLSafeSerializer(library.settings.signing_key(), salt=SALT)
