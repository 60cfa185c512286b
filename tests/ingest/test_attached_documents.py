"""A document attached to a mail becomes one more message of its conversation, said by whoever sent the mail."""

from __future__ import annotations

import base64

from ingest.preparing import prepare, readable_conversation
from ingest.readers.mail import mail_items
from ingest.receiving import receive
from kb.database import Session
from kb.library import Library
from kb.tables import Conversation

ASKED = "From: Nora Field <nora@mail.example>\nTo: help@barg.example\nSubject: Kettle\nMessage-ID: <q@x>\n"
ANSWERED = (
    "From: help@barg.example\nTo: nora@mail.example\nSubject: Re: Kettle\n"
    "Message-ID: <a@x>\nIn-Reply-To: <q@x>\n"
)


def mail(head: str, text: str, *files: tuple[str, bytes]) -> bytes:
    raw = f"{head}Content-Type: multipart/mixed; boundary=q\n\n--q\n\n{text}\n"
    for name, data in files:
        raw += (
            f"--q\nContent-Type: application/octet-stream; name={name}\nContent-Transfer-Encoding: base64\n\n"
        )
        raw += base64.encodebytes(data).decode()
    return f"{raw}--q--\n".encode()


QUESTION = mail(
    ASKED, "It leaks, see my notes.", ("notes.txt", b"Leaks at the lid.\n\nCall +44 20 7946 0958.")
)
ANSWER = mail(ANSWERED, "Please follow the sheet.", ("sheet.md", b"Turn the lid twice."), ("a.exe", b"MZ"))


def take(session: Session, *mails: bytes) -> list[tuple[str, str]]:
    outcomes = [receive(session, item, publish=False) for raw in mails for item in mail_items("/box", raw)]
    return [(outcome.outcome, outcome.reason) for outcome in outcomes]


def test_it_stands_after_its_mail_with_the_same_role_masked_and_quotable(library: Library) -> None:
    with library.database.session() as session:
        outcomes = take(session, ANSWER, QUESTION)
        assert outcomes[0][0] == "imported"
        assert outcomes[0][1].startswith("attachment 2 (.exe) is not read: ")
        assert outcomes[1] == ("imported", "")
        (conversation,) = session.query(Conversation).all()
        prepare(session, conversation, library.settings)
        read = readable_conversation(conversation)
        assert [(message.external_id, message.role) for message in read.messages] == [
            ("q@x", "customer"),
            ("q@x/notes.txt", "customer"),
            ("a@x", "agent"),
            ("a@x/sheet.md", "agent"),
        ]
        assert read.external_id == "q@x"
        assert read.messages[1].text == "Leaks at the lid.\n\nCall [phone 1]."
        assert read.messages[3].text == "Turn the lid twice."


def test_the_same_mail_again_adds_nothing_and_a_new_document_is_added(library: Library) -> None:
    with library.database.session() as session:
        take(session, QUESTION)
        assert take(session, QUESTION) == [("unchanged", "")]
        again = mail(ASKED, "It leaks, see my notes.", ("notes.txt", b"Other notes."))
        assert take(session, again) == [("imported", "")]
        (conversation,) = session.query(Conversation).all()
        assert [message.external_id for message in conversation.messages] == [
            "q@x",
            "q@x/notes.txt",
            "q@x/notes.txt#2",
        ]


def test_a_file_name_tells_nobody_whom_to_call(library: Library) -> None:
    with library.database.session() as session:
        take(session, mail(ASKED, "See it.", ("nora@mail.example.txt", b"words")))
        (conversation,) = session.query(Conversation).all()
        assert [message.external_id for message in conversation.messages] == ["q@x", "q@x/[email 1]"]
