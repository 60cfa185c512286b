"""Writes what Outlook writes, for tests: OLE files (`.msg`) and TNEF files, of properties a test names."""

import struct

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SECTOR, MINI, SHORT = 512, 64, 4096


def ole(tree):
    """An OLE file of nested dicts: a dict is a storage, bytes are a stream; short streams share one."""
    entries, large, small = [], [], []  # entries: [name, kind, child, right, start, size]

    def add(name, node):
        index = len(entries)
        entries.append([name, 1 if index else 5, FREE, FREE, 0, 0])
        if isinstance(node, bytes):
            entries[index][1], entries[index][5] = 2, len(node)
            if node:
                (small if len(node) < SHORT else large).append((index, node))
            else:
                entries[index][4] = END
            return index
        last = None
        for child, held in node.items():
            new = add(child, held)
            entries[index if last is None else last][2 if last is None else 3] = new
            last = new
        return index

    add("Root Entry", tree)
    fat, mini_fat, shared = [], [], b""
    for index, node in small:
        entries[index][4] = _chain(mini_fat, -(-len(node) // MINI))
        shared += node + b"\0" * (-len(node) % MINI)
    data = b""
    for index, node in [*large, (0, shared)]:
        entries[index][4:] = [_chain(fat, -(-len(node) // SECTOR)) if node else END, len(node)]
        data += node + b"\0" * (-len(node) % SECTOR)
    mini = struct.pack(f"<{len(mini_fat)}I", *mini_fat)
    mini += b"\xff" * (-len(mini) % SECTOR)
    minis, start_of_minis = len(mini) // SECTOR, _chain(fat, len(mini) // SECTOR) if mini else END
    directory = b"".join(_entry(*entry) for entry in entries)
    directory += b"\0" * (-len(directory) % SECTOR)
    start_of_directory = _chain(fat, len(directory) // SECTOR)
    tables = 1
    while tables * 128 < len(fat) + tables:
        tables += 1
    places = list(range(len(fat), len(fat) + tables))
    fat += [FAT] * tables
    fat += [FREE] * (tables * 128 - len(fat))
    head = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII109I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, tables, start_of_directory,
        0, SHORT, start_of_minis, minis, END, 0, *places, *[FREE] * (109 - tables),
    )  # fmt: skip
    return head + data + mini + directory + struct.pack(f"<{len(fat)}I", *fat)


def _chain(fat, count):
    start = len(fat)
    fat += [*range(start + 1, start + count), END]
    return start


def _entry(name, kind, child, right, start, size):
    wide = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII16sIQQIQ", wide, len(wide), kind, 1, FREE, right, child, b"", 0, 0, 0, start, size
    )


def msg(strings, *, fixed=None, people=(), files=(), head=32):
    """The tree of a mail: text and bytes by number, numbers of fixed size apart, people, attachments."""
    tree = _streams(strings)
    tree["__properties_version1.0"] = _fixed(fixed or {}, head)
    for at, person in enumerate(people):
        named = {number: value for number, value in person.items() if not isinstance(value, int)}
        numbers = {number: value for number, value in person.items() if isinstance(value, int)}
        tree[f"__recip_version1.0_#{at:08X}"] = {
            **_streams(named),
            "__properties_version1.0": _fixed(numbers, 8),
        }
    for at, file in enumerate(files):
        tree[f"__attach_version1.0_#{at:08X}"] = {**_streams(file), "__properties_version1.0": _fixed({}, 8)}
    return tree


def _streams(values):
    found = {}
    for number, value in values.items():
        form = 0x001F if isinstance(value, str) else 0x000D if isinstance(value, dict) else 0x0102
        stream = value.encode("utf-16-le") if isinstance(value, str) else value
        found[f"__substg1.0_{number:04X}{form:04X}"] = stream
    return found


def _fixed(numbers, head):
    rows = b""
    for number, value in numbers.items():
        form = 0x0040 if value > 2**40 else 0x0003
        rows += struct.pack("<HHIQ", form, number, 6, value)
    return b"\0" * head + rows


def tnef(*attributes):
    """A TNEF file of (level, number, bytes)."""
    file = struct.pack("<IH", 0x223E9F78, 1)
    for level, number, data in attributes:
        file += struct.pack("<BII", level, number, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)
    return file


def properties(values, *, named=False):
    """MAPI properties as a TNEF attribute holds them; `named` puts one with a name of its own first."""
    out = struct.pack("<I", len(values) + named)
    if named:
        name = "Keywords".encode("utf-16-le") + b"\0\0"
        out += struct.pack("<HH", 0x101F, 0x8001) + b"\x11" * 16 + struct.pack("<II", 1, len(name))
        out += name + b"\0" * (-len(name) % 4)
        out += struct.pack("<I", 2) + b"".join(_counted("red\0".encode("utf-16-le")) for _ in range(2))
    for number, value in values.items():
        if isinstance(value, int):
            out += struct.pack("<HHI", 0x0003, number, value)
        else:
            raw = value.encode("utf-16-le") + b"\0\0" if isinstance(value, str) else value
            out += struct.pack("<HHI", 0x001F if isinstance(value, str) else 0x0102, number, 1) + _counted(
                raw
            )
    return out


def _counted(raw):
    return struct.pack("<I", len(raw)) + raw + b"\0" * (-len(raw) % 4)
