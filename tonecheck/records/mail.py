"""The part of a mail that its sender wrote: no quoted replies, no signature, HTML as plain text."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

_QUOTE = re.compile(r"^[^\S\n]*>.*$\n?", re.MULTILINE)
_XML = re.compile(r"^\s*<\?xml[^>]*>")  # lxml takes no text that also declares an encoding
_EMPTY_LINES = re.compile(r"\n{3,}")
# What follows a signature's mark; a line that a telephone adds; a closing with a name and a few lines of address.
_SIGNATURE = re.compile(r"^(?:--|__|[-_]{32,})$.*", re.MULTILINE | re.DOTALL)
_DEVICE = re.compile(r"^(?:Sent from my|Sent from Outlook|Get Outlook for)\b.{0,60}$", re.MULTILINE)
_CLOSING = re.compile(
    r"\n+(?i:(?:(?:best|kind|kindest|warm) )?(?:regards|wishes)|best|(?:many )?thanks|thank you|all the best|cheers|sincerely),?"
    r"\n+(?:[A-Z][\w.'’-]{0,30}[ ,]*){1,4}(?:\n+(?!PS|P\.S)[^a-z\n!?][^\n!?]{0,60}){0,6}\s*\Z"
)


def body(content: bytes) -> str:
    """The new text of a mail (RFC 5322).

    Raises:
        ValueError: the mail has no text part.
        LookupError: its text is in a character set that Python doesn't know.
    """
    # Both libraries are loaded here: a plain check has no use for them.
    from mailparser_reply import EmailReplyParser

    mail = message_from_bytes(content, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    part = mail.get_body(preferencelist=("plain", "html"))
    if not isinstance(part, EmailMessage):
        raise ValueError("it has attachments only, or no body")
    if not part.get_param("charset"):
        part.set_param("charset", "utf-8")  # of which ASCII, the default, is a part
    text = str(part.get_content()).replace("\r\n", "\n")
    if part.get_content_subtype() == "html":
        text = _plain(text)
    text = _tidy("\n".join(line.strip() for line in text.split("\n")))
    replies = EmailReplyParser(languages=["en"]).read(text).replies
    return _unsigned(_tidy(_QUOTE.sub("", _newest(replies[0])))) if replies else ""


def _tidy(text: str) -> str:
    return _EMPTY_LINES.sub("\n\n", text).strip()


def _newest(reply: Any) -> str:
    """A reply without its header and disclaimers. Its `body` won't do: a list with hyphens, or a line that begins
    with "Thanks," passes there for a signature, and all that follows is lost."""
    text = str(reply.full_body)
    for disclaimer in filter(None, reply.disclaimers):
        text = text.replace(disclaimer, "")
    return text


def _unsigned(text: str) -> str:
    text = _DEVICE.sub("", _SIGNATURE.sub("", text)).strip()
    return _CLOSING.sub("", text).strip()


def _plain(html: str) -> str:
    from inscriptis import Inscriptis
    from lxml.etree import ParserError
    from lxml.html import document_fromstring

    try:
        tree = document_fromstring(_XML.sub("", html))
    except ParserError:  # nothing in it, or comments only
        return ""
    for quoted in tree.xpath("//blockquote | //*[contains(@class, 'gmail_quote')] | //style | //script"):
        quoted.drop_tree()
    lines = str(Inscriptis(tree).get_text()).split("\n")
    return "\n".join(line.strip() for line in lines)
