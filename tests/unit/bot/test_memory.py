"""What was needed to get ready is given back."""

from bot.evaluating.memory import resident_mb
from bot.parsers.memory import give_back_memory

PIECES, PIECE = 400_000, 100  # small pieces, which the C library keeps for itself


def test_free_memory_goes_back_to_the_system() -> None:
    pieces = [bytes(PIECE) for _ in range(PIECES)]
    kept = pieces[::1000]
    full = resident_mb()
    del pieces
    give_back_memory()
    after = resident_mb()
    assert full is not None
    assert after is not None
    assert after < full
    assert len(kept) == PIECES // 1000
