"""From bytes to text: what a school's system or a spreadsheet may have saved instead of UTF-8."""

from collections.abc import Sequence

from attendance.importing.problems import Problems, shown

LARGEST = 20_000_000
SAVE_AS = 'In Excel choose Save As and "CSV UTF-8 (comma delimited)".'
_NOT_TEXT = {
    b"PK\x03\x04": "the file is an Excel workbook.",
    b"\xd0\xcf\x11\xe0": "the file is an old Excel workbook.",
    b"\xff\xfe": "the file is UTF-16.",
    b"\xfe\xff": "the file is UTF-16.",
    b"%PDF": "the file is a PDF.",
}


def decode(name: str, data: bytes | None, columns: Sequence[str], problems: Problems) -> str | None:
    """The text of a file, or None when an error was noted.

    Args:
        name: the file's name, for messages.
        data: what is in it, or None when there is no such file.
        columns: what its first line should say.
        problems: where errors are noted.
    """
    complaint = _complaint(data, columns)
    if complaint:
        problems.add(name, None, None, None, *complaint)
        return None
    assert data is not None  # noqa: S101 -- `_complaint` has spoken of a missing file
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        problems.add(name, line, None, None, _said_of(data, error.start), SAVE_AS)
        return None


def _complaint(data: bytes | None, columns: Sequence[str]) -> tuple[str, str] | None:
    first_line = f"Its first line must be: {','.join(columns)}"
    if data is None:
        return "the file is missing.", f"Put it with the others. {first_line}"
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        return "the file is empty.", first_line
    if len(data) > LARGEST:
        return "the file is larger than 20 MB.", "Export only this school's pupils."
    for start, said in _NOT_TEXT.items():
        if data.startswith(start):
            return said, SAVE_AS
    if b"\0" in data:
        return "the file holds bytes that are not text.", SAVE_AS
    return None


def _said_of(data: bytes, at: int) -> str:
    start = max(data.rfind(sign, 0, at) for sign in (b"\n", b"\r", b",", b'"')) + 1
    word = data[start : at + 20].split(b",")[0].split(b"\n")[0].split(b"\r")[0].strip(b'"')
    try:
        read = word.decode("cp1252")
    except UnicodeDecodeError:
        return "the file is not UTF-8."
    return f"the file is not UTF-8 but seems to be Windows-1252 ('{shown(read)}')."
