"""A small, sound school as files, and ways to spoil it."""

from pathlib import Path

from stdnum.gb import upn as stdnum_upn


def make_upn(serial: int) -> str:
    """A UPN with the right check letter; serial: 1 to 999."""
    digits = f"801200126{serial:03d}"
    return stdnum_upn.calc_check_digit(digits) + digits


AVA, BEN, ZOE = make_upn(1), make_upn(2), make_upn(3)
PUPIL_HEADER = (
    "upn,first_name,last_name,known_as,birth_date,year,class,start_date,leaving_date,address,hazards,"
    "vulnerable,social_worker,youth_offending,ehcp,looked_after,medical_plan,priority_call"
)
CONTACT_HEADER = (
    "upn,contact_id,order,first_name,last_name,relationship,language,phone_1,phone_2,phone_3,"
    "parental_responsibility,may_report,may_be_told,must_not_be_contacted,court_restriction,emergency,from,to,kind"
)
SOUND: dict[str, str] = {
    "school.csv": "urn,name,phone,time_zone,line,policy\n"
    "100001,Invented Primary,0161 496 0001,Europe/London,07700 900001,default\n",
    "classes.csv": "class,year,teacher,am_close,pm_close\n1A,1,Ms Invented,09:10,\n2A,2,,,\n",
    "pupils.csv": f"{PUPIL_HEADER}\n"
    f'{AVA},Ava,O\'Neill,,2020-03-04,1,1A,2024-09-03,,"1 Made Up Street, Town",Dog,yes,,,,,,\n'
    f"{BEN},Benjamin,Nowak,Ben,05/06/2019,2,2A,2023-09-05,,,,,,,,,,\n"
    f"{ZOE},Zoë,Châtelain-Ó Séaghdha,,2019-07-08,2,2A,2023-09-05,,,,no,no,no,no,no,no,no\n",
    "contacts.csv": f"{CONTACT_HEADER}\n"
    f"{AVA},C1,1,Mary,O'Neill,mother,,07700 900101,0161 496 0101,,yes,yes,yes,no,no,yes,,,\n"
    f"{AVA},C2,2,Pat,O'Neill,grandfather,en,0161 496 0101,,,no,yes,yes,,,yes,2025-01-01,,person\n"
    f"{BEN},C3,1,Ewa,Nowak,mother,pl,+44 7700 900103,,,yes,yes,yes,no,no,yes,,,person\n"
    f"{BEN},C1,2,Mary,O'Neill,childminder,,07700 900101,0161 496 0101,,no,yes,yes,no,no,yes,,,\n"
    f"{ZOE},C4,1,Luc,Châtelain,father,fr,07700 900104,,,yes,yes,yes,no,no,yes,,,\n",
    "calendar.csv": "kind,name,first_date,last_date\n"
    "term,Autumn term,2026-09-02,2026-12-18\n"
    "inset,Staff day,2026-09-02,\n"
    "holiday,Half-term,26/10/2026,30/10/2026\n"
    "bank_holiday,Invented bank holiday,2026-10-28,2026-10-28\n",
}


def write_files(folder: Path, files: dict[str, str | bytes]) -> Path:
    """Write files into a folder, made when it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def spoiled(name: str, old: str, new: str) -> dict[str, str | bytes]:
    """The sound files with one of them changed in one place."""
    assert SOUND[name].count(old) >= 1, f"{name} does not hold {old!r}"
    return {**SOUND, name: SOUND[name].replace(old, new, 1)}


def as_bytes(files: dict[str, str | bytes]) -> dict[str, bytes]:
    """The files as they would be read."""
    return {name: text.encode() if isinstance(text, str) else text for name, text in files.items()}
