"""The mails of `mails.txt`: a name, the mail, and its new text.

Each begins with a line `=== name`; a line `---` parts the mail from what must come out.
"""

from pathlib import Path

MAILS = []
for _block in Path(__file__).with_name("mails.txt").read_text().split("=== ")[1:]:
    _name, _, _rest = _block.partition("\n")
    _mail, _, _new = _rest.rpartition("\n---\n")
    MAILS.append((_name, _mail, _new.strip()))
