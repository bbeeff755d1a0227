"""A small corpus of our own for tests that train."""

from pathlib import Path

SMALL = """version: "3.1"
nlu:
- intent: report_illness
  examples: |
    - [Jayden](child) has been sick all night
    - she has a temperature
    - vomiting since [this morning](part)
    - a bad cough and a sore throat
    - he is poorly with a tummy bug
    - headache and a fever
- intent: late
  examples: |
    - running late, there in [ten minutes](time)
    - stuck in traffic
    - we missed the bus, in by [half nine](time)
    - overslept but on our way
    - will be late in
    - the car would not start, coming now
- intent: thanks
  examples: |
    - thank you
    - thanks so much
    - many thanks
    - brilliant, thanks
    - thank you very much
    - great, cheers
"""


def write_small(folder: Path, text: str = SMALL) -> Path:
    """Write the corpus into a folder of its own and return the folder."""
    folder.mkdir(exist_ok=True)
    (folder / "small.yml").write_text(text, "utf-8")
    return folder
