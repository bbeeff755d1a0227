"""A school's files: read them whole, say everything that is wrong with them, then write all or nothing."""

from attendance.importing.folder import read_files, read_folder
from attendance.importing.problems import ImportRefused, RowError
from attendance.importing.records import SchoolDetails, SchoolFiles
from attendance.importing.register_file import RegisterRow, read_register
from attendance.importing.school import import_school
from attendance.importing.summary import ImportSummary

__all__ = [
    "ImportRefused",
    "ImportSummary",
    "RegisterRow",
    "RowError",
    "SchoolDetails",
    "SchoolFiles",
    "import_school",
    "read_files",
    "read_folder",
    "read_register",
]
