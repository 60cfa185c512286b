"""A chat or forum message as plain text: markup and entities resolved, white space in order.

Invariant: what is not markup stays, word for word; "a < b" and "<3" are not markup.
"""

from __future__ import annotations

import html
import re

from ingest.cleaning.characters import plain, tidy
from ingest.cleaning.phrases import either

_BREAKING = either(
    r"""
    address  article  aside  blockquote  br  center  dd  div  dl  dt  footer  h[1-6]  header  hr  li  main  nav  ol
    p  pre  section  table  tbody  td  tfoot  th  thead  tr  ul
    """
)
_INLINE = either(
    r"""
    a  abbr  b  big  cite  code  del  em  font  i  img  input  ins  kbd  label  mark  q  s  small  span  strike
    strong  sub  sup  tt  u  wbr  video  audio  source  iframe  button  svg  path  html  body  meta  link
    """
)
_UNREAD = re.compile(
    r"<(script|style|head|title)\b[^>]{0,300}>.{0,100000}?</\1\s{0,9}>", re.IGNORECASE | re.DOTALL
)
_COMMENT = re.compile(r"<!--.{0,20000}?-->|<!doctype[^>]{0,200}>", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(rf"</?{_BREAKING}(?:\s[^<>]{{0,2000}})?/?>", re.IGNORECASE)
_TAG = re.compile(rf"</?{_INLINE}(?:\s[^<>]{{0,2000}})?/?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def clean_chat(text: str) -> str:
    """A message without HTML, with one space between words and one empty line at most between paragraphs."""
    if "<" in text:
        text = _COMMENT.sub(" ", _UNREAD.sub(" ", text))
        text = _TAG.sub("", _BREAK.sub("\n", text))
    text = plain(_ENTITY.sub(lambda entity: html.unescape(entity.group()), text))
    text = re.sub(r"[ \t]+", " ", text)
    return tidy(re.sub(r"\n ", "\n", text))
