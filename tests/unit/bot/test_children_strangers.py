"""An only child needs no name, unless the message is about another family's."""

import pytest

from tests.unit.bot.families import names_found

CASES = [
    ("Ben Frost", "Hi it's Lorraine, Ben's foster carer. He's been sick this morning", "Ben"),
    ("Ben Frost", "Morning, Agnieszka, Ben's mum here, he has a temperature", "Ben"),
    ("Ben Frost", "its gwen, bens nan, he's poorly and stopping off", "Ben"),
    ("Olivia Stone", "this is Oliver's mum Olivia, he's ill", ""),
    ("Olivia Stone", "Liv has a bad tummy", "Olivia"),
    ("Olivia Stone", "Jasmine has a bad tummy", ""),
    ("Olivia Stone", "For Aarav please, he is sick", ""),
    ("Olivia Stone", "Hi Karen, she's not well today", "Olivia"),
    ("Olivia Stone", "Morning Mrs Patel, she's got a cold", "Olivia"),
    ("Olivia Stone", "She has caught Emma's cold and won't be in", "Olivia"),
    ("Olivia Stone", "Her friend Jake gave her nits so she's off", "Olivia"),
    ("Olivia Stone", "it's about Tobi, he's got the runs", ""),
    ("Olivia Stone", "Stone, year 4, off today", "Olivia"),
    ("Olivia Stone", "Ollie's sister Liv is ill", "Olivia"),
    ("Olivia Stone", "Olvia not in", "Olivia"),
    ("Olivia Stone", "O. Stone absent today", "Olivia"),
    ("Olivia Stone", "my son Daniel is unwell today", ""),
    ("Joseph Tull", "Josh is off today", ""),
    ("Oliver Tull", "It's my other son Harry who's ill, not Oliver", ""),
    ("Oliver Tull", "Ollie's ill", "Oliver"),
    ("Oliver Tull", "My nephew Jaydon is ill", ""),
    ("Oliver Tull", "Just to let you know Freddie has a tummy bug", ""),
    ("Oliver Tull", "Sienna's off today, temp of 39", ""),
    ("Oliver Tull", "Hi, Leo has an orthodontist appointment", ""),
    ("Oliver Tull", "hello it's mason's nan he's got earache", ""),
    ("Oliver Tull", "Absence for Hannah Price 6B: sick", ""),
    ("Oliver Tull", "Krishna unwell today", ""),
    ("Oliver Tull", "Ngozi has malaria", ""),
    ("Oliver Tull", "My other half Sam is ill so he can't be brought in", "Oliver"),
    ("Oliver Tull", "Grandma Rose has died, he's off", "Oliver"),
    ("Oliver Tull", "Mr Evans said to ring. He's ill", "Oliver"),
    ("Oliver Tull", "Covid. Off all week", "Oliver"),
    ("Oliver Tull", "Chickenpox", "Oliver"),
    ("Oliver Tull", "Norovirus again", "Oliver"),
    ("Oliver Tull", "Paris trip tomorrow so he's leaving early", "Oliver"),
    ("Oliver Tull", "Eid Mubarak! He's off for Eid", "Oliver"),
    ("Oliver Tull", "Diwali tomorrow so no school", "Oliver"),
    ("Oliver Tull", "April showers have flooded our street, not in", "Oliver"),
    ("Oliver Tull", "Good morning Janet, he won't be in", "Oliver"),
    ("Oliver Tull", "Hi Dawn, he's poorly today x", "Oliver"),
    ("Oliver Tull", "Morning Sue he's got a bug", "Oliver"),
    ("Oliver Tull", "Hello, Fiona Tull here. He is unwell.", "Oliver"),
    ("Oliver Tull", "Fiona Tull, Oliver's mum. He's got flu", "Oliver"),
    ("Oliver Tull", "It's Fiona, he is ill", "Oliver"),
    ("Oliver Tull", "This is Fiona. Poorly again today", "Oliver"),
    ("Oliver Tull", "oliver's brother has been rushed to hospital so oliver won't be in", "Oliver"),
    ("Oliver Tull", "his cousin Mia is getting married so we'll be away", "Oliver"),
    ("Oliver Tull", "Off to see Hamilton so he'll leave at 12", "Oliver"),
]


@pytest.mark.parametrize(("children", "text", "expected"), CASES)
def test_an_only_child_is_meant_unless_another_is_named(children: str, text: str, expected: str) -> None:
    assert names_found(text, children) == expected
