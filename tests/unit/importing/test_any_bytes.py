"""Whatever bytes come, the answer is a typed refusal or a school, never a crash."""

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st

from attendance.importing import ImportRefused, RowError, SchoolFiles, read_files, read_register
from tests.unit.importing.files import SOUND

_NAMES = st.sampled_from(sorted(SOUND))
_SIGNS = st.sampled_from(
    ['"', ",", "\n", "\r", "'", "=1+1", "\u202e", "９", "31/02/2026", "٣", "yes", "\x07", "ﬃ"]
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(_NAMES, st.binary(max_size=300)))
def test_random_bytes(files: dict[str, bytes]) -> None:
    with contextlib.suppress(ImportRefused):
        read_files({**{name: text.encode() for name, text in SOUND.items()}, **files})
    for data in files.values():
        with contextlib.suppress(ImportRefused):
            read_register(data)


@settings(max_examples=300, deadline=None)
@given(name=_NAMES, at=st.floats(0, 1), length=st.integers(0, 12), put=st.lists(_SIGNS, max_size=3))
def test_a_sound_file_with_something_overwritten(name: str, at: float, length: int, put: list[str]) -> None:
    text = SOUND[name]
    start = int(at * len(text))
    spoiled = text[:start] + "".join(put) + text[start + length :]
    refused, files = _outcome({**{each: SOUND[each].encode() for each in SOUND}, name: spoiled.encode()})
    if files is None:
        assert refused
        assert all(error.file in SOUND and str(error).isprintable() for error in refused)
    else:
        assert files.pupils
        assert files.terms


def _outcome(files: dict[str, bytes]) -> tuple[tuple[RowError, ...], SchoolFiles | None]:
    try:
        return (), read_files(files)
    except ImportRefused as error:
        return error.errors, None
