"""Every way in which a school's files may be broken, and the message each gets."""

from dataclasses import dataclass

from tests.unit.importing.files import AVA, BEN, CONTACT_HEADER, PUPIL_HEADER, SOUND, make_upn, spoiled


@dataclass(frozen=True)
class Broken:
    """Files, and everything that must be said of them."""

    name: str
    files: dict[str, str | bytes]
    messages: tuple[str, ...]


def _without(name: str) -> dict[str, str | bytes]:
    return {key: text for key, text in SOUND.items() if key != name}


def _with(name: str, content: str | bytes) -> dict[str, str | bytes]:
    return {**SOUND, name: content}


def _changed(name: str, old: str, new: str, *messages: str, label: str) -> Broken:
    return Broken(label, spoiled(name, old, new), messages)


_SAVE_AS = 'In Excel choose Save As and "CSV UTF-8 (comma delimited)".'
_DAY = "Write it like 2026-11-20 or 20/11/2026."
WRONG_LETTER = ("B" if AVA[0] != "B" else "C") + AVA[1:]

BROKEN = (
    Broken(
        "missing file",
        _without("classes.csv"),
        (
            "classes.csv: the file is missing. Put it with the others. "
            "Its first line must be: class,year,teacher,am_close,pm_close",
        ),
    ),
    Broken(
        "empty file",
        _with("calendar.csv", " \r\n\n"),
        ("calendar.csv: the file is empty. Its first line must be: kind,name,first_date,last_date",),
    ),
    Broken(
        "column names and nothing else",
        _with("pupils.csv", PUPIL_HEADER + "\n"),
        ("pupils.csv: there is nothing under the column names. Export it again.",),
    ),
    Broken(
        "Windows-1252",
        _with("pupils.csv", SOUND["pupils.csv"].encode("cp1252")),
        ("pupils.csv, line 4: the file is not UTF-8 but seems to be Windows-1252 ('Zoë'). " + _SAVE_AS,),
    ),
    Broken(
        "bytes of no encoding",
        _with("pupils.csv", SOUND["pupils.csv"].encode() + b"\x81\x8d,x"),
        (f"pupils.csv, line 5: the file is not UTF-8. {_SAVE_AS}",),
    ),
    Broken(
        "NUL bytes",
        _with("pupils.csv", SOUND["pupils.csv"].replace("Ava", "A\0va")),
        (f"pupils.csv: the file holds bytes that are not text. {_SAVE_AS}",),
    ),
    Broken(
        "an Excel workbook",
        _with("contacts.csv", b"PK\x03\x04 and more"),
        (f"contacts.csv: the file is an Excel workbook. {_SAVE_AS}",),
    ),
    Broken(
        "semicolons",
        _with("calendar.csv", SOUND["calendar.csv"].replace(",", ";")),
        (
            "calendar.csv, line 1: the columns are not separated by commas. "
            'Save it as "CSV (comma delimited)".',
        ),
    ),
    _changed(
        "contacts.csv",
        "may_be_told,",
        "",
        "contacts.csv, line 1, may_be_told: this column is missing. "
        "Add it; it may be left empty where the documentation says so.",
        label="missing column",
    ),
    _changed(
        "classes.csv",
        "teacher",
        "year",
        "classes.csv, line 1, year: this column is there twice. Take one of them out.",
        "classes.csv, line 1, teacher: this column is missing. "
        "Add it; it may be left empty where the documentation says so.",
        label="a column twice",
    ),
    _changed(
        "pupils.csv",
        f"{BEN},Ben",
        f"{AVA},Ben",
        f"pupils.csv, line 3, upn: '{AVA}' is there already, on line 2. Take one of the two out.",
        f"contacts.csv, line 4, upn: '{BEN}' is not the UPN of a pupil in pupils.csv. "
        "Add the pupil there, or take this line out.",
        f"contacts.csv, line 5, upn: '{BEN}' is not the UPN of a pupil in pupils.csv. "
        "Add the pupil there, or take this line out.",
        label="one UPN twice",
    ),
    Broken(
        "a wrong check letter",
        {
            **SOUND,
            "pupils.csv": SOUND["pupils.csv"].replace(AVA, WRONG_LETTER),
            "contacts.csv": SOUND["contacts.csv"]
            .replace(AVA, BEN)
            .replace(f"{BEN},C1,1", f"{BEN},C5,8")
            .replace(f"{BEN},C2,2", f"{BEN},C2,9"),
        },
        (
            f"pupils.csv, line 2, upn: '{WRONG_LETTER}' is a UPN with the wrong check letter. Copy it again "
            f"from the admission register: with these digits it would begin with {AVA[0]}.",
        ),
    ),
    _changed(
        "pupils.csv",
        BEN,
        "12345",
        "pupils.csv, line 3, upn: '12345' is not a UPN. A UPN is a letter and 12 digits, like H801200001001.",
        f"contacts.csv, line 4, upn: '{BEN}' is not the UPN of a pupil in pupils.csv. "
        "Add the pupil there, or take this line out.",
        f"contacts.csv, line 5, upn: '{BEN}' is not the UPN of a pupil in pupils.csv. "
        "Add the pupil there, or take this line out.",
        label="no UPN at all",
    ),
    _changed(
        "contacts.csv",
        "C1,2,Mary",
        "C1,2,Marie",
        "contacts.csv, line 5, first_name: 'Marie' is not what line 2 says of the same contact_id. "
        "Make the two lines say the same, or give two people two contact_ids.",
        label="two rows that disagree about a contact",
    ),
    _changed(
        "contacts.csv",
        "childminder,,07700 900101",
        "childminder,,07700 900109",
        "contacts.csv, line 5, phone_1: '07700 900109' is not what line 2 says of the same contact_id. "
        "Make the two lines say the same, or give two people two contact_ids.",
        label="two rows that disagree about a number",
    ),
    _changed(
        "contacts.csv",
        f"{BEN},C1,2",
        f"{BEN},C3,2",
        "contacts.csv, line 5, contact_id: 'C3' is there already, on line 4. Take one of the two out.",
        "contacts.csv, line 5, first_name: 'Mary' is not what line 4 says of the same contact_id. "
        "Make the two lines say the same, or give two people two contact_ids.",
        "contacts.csv, line 5, last_name: 'O'Neill' is not what line 4 says of the same contact_id. "
        "Make the two lines say the same, or give two people two contact_ids.",
        "contacts.csv, line 5, language: is not what line 4 says of the same contact_id. "
        "Make the two lines say the same, or give two people two contact_ids.",
        "contacts.csv, line 5, phone_1: '07700 900101' is not what line 4 says of the same contact_id. "
        "Make the two lines say the same, or give two people two contact_ids.",
        label="one contact twice for a pupil",
    ),
    _changed(
        "pupils.csv",
        "2,2A",
        "2,2B",
        "pupils.csv, line 3, class: '2B' is not a class in classes.csv. "
        "Add the class there, or correct its name here.",
        label="unknown class",
    ),
    _changed(
        "contacts.csv",
        f"{AVA},C2",
        f"{make_upn(99)},C2",
        f"contacts.csv, line 3, upn: '{make_upn(99)}' is not the UPN of a pupil in pupils.csv. "
        "Add the pupil there, or take this line out.",
        label="unknown pupil",
    ),
    _changed(
        "pupils.csv",
        "05/06/2019",
        "31/02/2019",
        f"pupils.csv, line 3, birth_date: '31/02/2019' is a date that does not exist. {_DAY}",
        label="a date that does not exist",
    ),
    _changed(
        "pupils.csv",
        "05/06/2019",
        "05/06/19",
        f"pupils.csv, line 3, birth_date: '05/06/19' is not a date with a year of four digits. {_DAY}",
        label="a year of two digits",
    ),
    _changed(
        "pupils.csv",
        "2024-09-03,,",
        ",,",
        "pupils.csv, line 2, start_date: nothing is written here. It is needed in every row.",
        label="no start date",
    ),
    _changed(
        "pupils.csv",
        "2024-09-03,,",
        "2024-09-03,2024-09-01,",
        "pupils.csv, line 2, leaving_date: '2024-09-01' is before the start date. Correct one of the two.",
        label="left before starting",
    ),
    _changed(
        "calendar.csv",
        "2026-12-18",
        "2026-08-18",
        "calendar.csv, line 2, last_date: '2026-08-18' is before the first date. Correct one of the two.",
        label="a term that ends before it starts",
    ),
    _changed(
        "calendar.csv",
        "inset,Staff day,2026-09-02,",
        "closure,Boiler,2026-10-29,2026-11-03",
        "calendar.csv, line 3, first_date: '2026-10-29' overlaps with line 4 (Half-term). "
        "Let each day stand in one row.",
        label="closures that overlap",
    ),
    _changed(
        "calendar.csv",
        "term,Autumn",
        "semester,Autumn",
        "calendar.csv, line 2, kind: 'semester' is not a kind of day. "
        "Write term, holiday, inset, bank_holiday or closure.",
        label="unknown kind of day",
    ),
    _changed(
        "calendar.csv",
        "term,Autumn",
        "holiday,Autumn",
        "calendar.csv: there is no term. "
        "Add a row for each term, such as: term,Autumn term,2026-09-02,2026-12-18",
        "calendar.csv, line 3, first_date: '2026-09-02' overlaps with line 2 (Autumn term). "
        "Let each day stand in one row.",
        "calendar.csv, line 4, first_date: '26/10/2026' overlaps with line 2 (Autumn term). "
        "Let each day stand in one row.",
        label="a term called a holiday",
    ),
    _changed(
        "contacts.csv",
        "mother,pl",
        "mother,Polish",
        "contacts.csv, line 4, language: 'Polish' is not the code of a language. Write pl.",
        label="a language by its name",
    ),
    _changed(
        "contacts.csv",
        "mother,pl",
        "mother,xx",
        "contacts.csv, line 4, language: 'xx' is not the code of a language. "
        "Write two letters, such as en, pl or ur.",
        label="unknown language",
    ),
    _changed(
        "contacts.csv",
        "yes,yes,yes,no,no,yes",
        "yes,maybe,yes,no,no,yes",
        "contacts.csv, line 2, may_report: 'maybe' is neither yes nor no. Write yes or no.",
        label="neither yes nor no",
    ),
    _changed(
        "contacts.csv",
        "yes,yes,yes,no,no,yes",
        "yes,yes,,no,no,yes",
        "contacts.csv, line 2, may_be_told: nothing is written here. It is needed in every row.",
        label="an answer that may not be left out",
    ),
    _changed(
        "contacts.csv",
        "C4,1,Luc",
        'C4,1,"Luc',
        "contacts.csv, line 6: a quotation mark that opens here is not closed where the cell ends. "
        'Close it with another ", and write a quotation mark inside a cell twice.',
        label="a quotation mark never closed",
    ),
    _changed(
        "classes.csv",
        "2A,2,,,",
        "2A,2,,,,,",
        "classes.csv, line 3: this line has 7 cells where the first line has 5. "
        'Put " round a cell that has a comma in it, and leave no cell out.',
        label="too many cells",
    ),
    _changed(
        "classes.csv",
        "2A,2,,,",
        "2A,2",
        "classes.csv, line 3: this line has 2 cells where the first line has 5. "
        'Put " round a cell that has a comma in it, and leave no cell out.',
        label="too few cells",
    ),
    _changed(
        "contacts.csv",
        "C2,2,Pat",
        "C2,second,Pat",
        "contacts.csv, line 3, order: 'second' is not a whole number. "
        "Write 1 for whoever is tried first, then 2, and so on.",
        label="an order that is no number",
    ),
    _changed(
        "contacts.csv",
        "C2,2,Pat",
        "C2,1,Pat",
        "contacts.csv, line 3, order: '1' is there already, on line 2. Take one of the two out.",
        label="two who are first",
    ),
    _changed(
        "contacts.csv",
        "2025-01-01,,",
        "2025-01-01,2024-01-01,",
        "contacts.csv, line 3, to: '2024-01-01' is before the day in from. Correct one of the two.",
        label="a contact until before from",
    ),
    _changed(
        "school.csv",
        ",default",
        ",strict",
        "school.csv, line 2, policy: 'strict' is not a policy we have. "
        "Choose one of default, clarion, clifford, five, stoc.",
        label="unknown policy",
    ),
    _changed(
        "school.csv",
        "07700 900001",
        "07700 90",
        "school.csv, line 2, line: '07700 90' is not a number that can be dialled. "
        "Write it like 07700 900123.",
        label="a line that cannot be dialled",
    ),
    _changed(
        "school.csv",
        "100001",
        "10001",
        "school.csv, line 2, urn: '10001' is not a URN. "
        "A URN is six digits; yours is on Get Information about Schools.",
        label="no URN",
    ),
    _changed(
        "school.csv",
        "Europe/London",
        "London",
        "school.csv, line 2, time_zone: 'London' is not a time zone. Write Europe/London.",
        label="unknown time zone",
    ),
    _changed(
        "classes.csv",
        "09:10",
        "9.10am",
        "classes.csv, line 2, am_close: '9.10am' is not a time. Write it like 09:10.",
        label="not a time",
    ),
    _changed(
        "classes.csv",
        "2A,2",
        "2A,twelfth",
        "classes.csv, line 3, year: 'twelfth' is not a year group. Write N, R or a number from 1 to 13.",
        label="not a year group",
    ),
    _changed(
        "classes.csv",
        "2A,2,",
        "2A,2,\x07",
        "classes.csv, line 3, teacher: '\N{REPLACEMENT CHARACTER}' holds a sign that is not text. "
        "Type it again.",
        label="a control character",
    ),
    Broken(
        "an endless cell",
        spoiled("classes.csv", "Ms Invented", "M" * 600),
        (f"classes.csv, line 2, teacher: '{'M' * 39}…' is longer than 500 letters. Shorten it.",),
    ),
    Broken(
        "columns out of a contact file of another kind",
        _with("contacts.csv", CONTACT_HEADER.replace("upn", "pupil") + "\nx\n"),
        (
            "contacts.csv, line 1, upn: this column is missing. "
            "Add it; it may be left empty where the documentation says so.",
        ),
    ),
)
