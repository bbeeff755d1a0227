"""What can be wrong with the files an engine needs, each in a sentence that says what to do."""


class UnderstandingError(Exception):
    """The engine cannot be made ready; the text says what to do."""


class ModelFileError(UnderstandingError):
    """A model file is missing or altered."""


class CorpusError(UnderstandingError):
    """The training texts cannot be used; the text names file and line."""
