"""Danger words are seen in many wordings; everyday ones that look like them are not."""

import pytest

from bot.parsers.language import find_language
from bot.parsers.normalise import normalise
from bot.parsers.safety import has_danger_words


@pytest.mark.parametrize(
    "text",
    [
        "she ran away last night",
        "he hasn't come home and I can't find him",
        "my daughter has gone missing",
        "she's been cutting herself again",
        "he says he wants to die",
        "took too many tablets",
        "her dad hit her",
        "my partner has been beating us",
        "we are in a refuge, we had to flee",
        "she's scared to go home",
        "they want to take her abroad and force her to marry",
        "there is no food in the house and mum won't wake up",
        "he's been left on his own all weekend",
        "i can't cope, i'm going to hurt him",
        "older boyfriend picks her up and gives her money, she's being groomed",
        "please dont tell my mum",
        "he won't go near his dad since the weekend, I don't know what happened",
        "she flinches when I go to hug her",
        "he's got marks on his wrists he won't explain",
        "she's wearing long sleeves in this heat and I saw the scars",
        "her dad turned up drunk and took her",
        "I don't know where she slept last night",
        "he's been sleeping at different houses and has new phones",
        "mum's boyfriend has been rough with them",
        "we've had to leave home in a hurry, please don't tell anyone where we are",
        "he says there's no point in anything any more",
        "she gave her rabbit away and wrote us a goodbye letter",
        "they've not eaten since yesterday and we have nothing in",
        "he's making me keep her off so the bruise goes down",
        "her dad says if she talks to you there'll be trouble",
        "I'm not allowed to leave the house",
        "he controls everything, I'm using my sister's phone",
        "she came home with someone else's underwear on",
        "a man online keeps asking her for pictures",
        "he's got money and we don't know where from",
        "they're sending her back home to be married in the summer",
        "auntie is taking her for the ceremony girls have",
        "i can't keep her safe from him",
        "he smashed my phone so i couldn't ring you",
        "my dad hurts me",
        "please don't send me home",
        "i'm on my own with my little brothers, mum hasn't come back",
        "he hasn't been seen since he left for school yesterday",
        "she's talking to a 30 year old man",
        "he put his hands round my neck",
        "the police have taken their dad away, he went for me",
        "she says she'd be better off not here",
        "he said he will burn us out",
        "she told me a family friend makes her do things",
        "they make him sleep in the shed",
        "she's covered in bruises again",
        "he's scared of going to his dads",
        "my mum's boyfriend comes in my room at night",
        "shes been taking my tablets to feel nothing",
        "he's going to find us if you tell him where we are",
    ],
)
def test_danger(text: str) -> None:
    assert has_danger_words(normalise(text).text)


@pytest.mark.parametrize(
    "text",
    [
        "dying of a cold",
        "i'll kill him if he's forgotten his PE kit",
        "her coat has gone missing",
        "he hit his head on the door",
        "panic attack this morning",
        "scared of the dentist",
        "missed the bus again",
        "she cut her finger",
        "I'll kill him for losing his coat",
        "she's dying to come back",
        "her coat has gone missing, navy with a hood",
        "I could kill him, he's lost his shoes again",
        "he's killing me with this cough",
        "dead tired",
        "hit by a bug",
        "he got hit with the sickness bug",
        "beaten by the flu",
        "attack of the sneezes",
        "he's been missing his mum",
        "his tooth is missing",
        "she has missed the bus",
        "he's not eating",
        "cut her knee",
        "burnt her hand on the iron",
        "bruised from rugby",
        "her nan left her with me",
        "locked out of the house so late",
        "the dog followed her to school",
        "he hurt himself playing football",
        "she's hurt herself falling off the swing",
        "gave himself a black eye on the door",
        "crack in his tooth",
        "stranger danger talk today?",
        "chest is killing him",
        "dad can't cope with the traffic",
    ],
)
def test_no_danger(text: str) -> None:
    assert not has_danger_words(normalise(text).text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Zofia jest chora i nie przyjdzie dzisiaj do szkoły", "pl"),
        ("আমার মেয়ে আজ স্কুলে যাবে না", "bn"),
        ("مريم مريضة اليوم", "ar"),
        ("میری بیٹی بیمار ہے آج اسکول نہیں آئے گی", "ur"),
        ("Дитина хвора сьогодні", "uk"),
        ("nid yw Sian yn dod i'r ysgol heddiw", "cy"),
        ("O João está doente hoje", "pt"),
        ("our Ellie's full o' cold and badly this mornin", "en"),
        ("jayden not in 2day", "en"),
        ("Ola", "en"),
        ("", "en"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert find_language(text) == language
