"""An archive from a stranger costs neither memory nor a file outside of it, and says why it is refused."""

from __future__ import annotations

import zipfile

import pytest

from ingest.readers.zipped import ArchiveRefusedError, Limits, opened, refusal


def zipped(path, **contents):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            archive.writestr(name.replace("__", "/").replace("_DOT_", "."), data)
    return path


def why(path, limits=None):
    with pytest.raises(ArchiveRefusedError) as error, opened(path, limits):
        pass
    return error.value.reason


def test_files_are_read_in_the_order_of_the_archive(tmp_path):
    path = zipped(tmp_path / "a.zip", b__two_DOT_json=b"2", a__one_DOT_json=b"1")
    with opened(path) as archive:
        assert archive.names == ("b/two.json", "a/one.json")
        assert archive.open("a/one.json").read() == b"1"
        assert archive.size("b/two.json") == 1
        with pytest.raises(KeyError):
            archive.open("c")


@pytest.mark.parametrize("name", ["../up", "a/../../up", "/etc/x", "C:\\x", "..\\up", "\\\\host\\x"])
def test_names_that_lead_outside_are_refused(tmp_path, name):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("good.json", b"1")
        archive.writestr(name, b"2")
    assert why(path) == "a name in the archive leads outside of it"


def test_bombs_are_refused_before_they_are_unpacked(tmp_path):
    path = zipped(tmp_path / "a.zip", zeros=b"\0" * (40 * 2**20))
    assert why(path) == "the file unpacks to more than 250 times its size"
    assert why(path, Limits(2**20)) == "the file unpacks to more than 1 MB"
    many = zipped(tmp_path / "b.zip", **{f"f{number}": b"" for number in range(30)})
    assert why(many, Limits(2**20, files=29)) == "the file unpacks to more than 29 files"


def test_a_file_larger_than_its_entry_says_gives_no_more_than_that(tmp_path):
    path = zipped(tmp_path / "a.zip", lie=b"x" * 5000)
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(mark) + offset
        data[at : at + 4] = (10).to_bytes(4, "little")
    path.write_bytes(data)
    with opened(path) as archive, pytest.raises(zipfile.BadZipFile):
        archive.open("lie").read()


def test_encrypted_files_links_and_archives_inside_are_named_not_read(tmp_path):
    path = zipped(tmp_path / "a.zip", a_DOT_json=b"1", inner_DOT_zip=b"PK", secret_DOT_json=b"2")
    with zipfile.ZipFile(path, "a") as archive:
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    data = bytearray(path.read_bytes())
    at = data.rindex(b"secret.json") - 46 + 8
    data[at] |= 1
    path.write_bytes(data)
    with opened(path) as archive:
        assert archive.names == ("a.json",)
        assert dict(archive.refused) == {
            "inner.zip": "an archive in the archive is not opened",
            "secret.json": "the file in the archive is encrypted",
            "link": "a link in the archive is not followed",
        }
    assert refusal(path) == "the file is encrypted"


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04broken", b"words"])
def test_a_damaged_archive_is_named(tmp_path, data):
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    assert refusal(path) == why(path) == "the file is damaged or no .docx file"
