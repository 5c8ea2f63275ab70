"""The part of a mail that its sender wrote: no quoted replies, no signature, HTML as plain text."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

_QUOTE = re.compile(r"^\s*>.*$\n?", re.MULTILINE)
_EMPTY_LINES = re.compile(r"\n{3,}")


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
    text = str(part.get_content()).replace("\r\n", "\n")
    if part.get_content_subtype() == "html":
        text = _plain(text)
    replies = EmailReplyParser(languages=["en"]).read(text).replies
    newest = str(replies[0].body) if replies else ""
    return _EMPTY_LINES.sub("\n\n", _QUOTE.sub("", newest)).strip()


def _plain(html: str) -> str:
    from inscriptis import Inscriptis
    from lxml.html import fromstring

    tree = fromstring(html if html.strip() else "<p></p>")
    for quoted in tree.xpath("//blockquote | //*[contains(@class, 'gmail_quote')] | //style | //script"):
        quoted.drop_tree()
    lines = str(Inscriptis(tree).get_text()).split("\n")
    return "\n".join(line.strip() for line in lines)
