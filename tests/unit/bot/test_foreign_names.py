"""Names in other scripts and inflected names, and the words that must not be taken for a child."""

import pytest

from bot.entities.foreign_names import forms_match

SURE = 0.6
NEAR = 0.05  # two children this close to one word are not told apart by it

# language, "said=name said=name ...": each is that child
RIGHT = [
    ("ur", "علی=Ali حمزہ=Hamza عائشہ=Aisha عائشہ=Ayesha محمد=Muhammad یوسف=Yusuf زینب=Zainab مریم=Maryam"),
    ("ur", "ریان=Rayan فاطمہ=Fatima ابراہیم=Ibrahim بلال=Bilal حسن=Hassan حسین=Hussain زویا=Zoya"),
    ("ar", "سارة=Sara يوسف=Youssef أحمد=Ahmed مريم=Mariam ليلى=Layla نور=Noor عمر=Omar خالد=Khalid"),
    ("ar", "ولسارة=Sarah لين=Leen إبراهيم=Ibrahim آدم=Adam كريم=Kareem"),
    ("uk", "Аміра=Amira Софія=Sofiia Софії=Sofia Матвій=Matvii Матвія=Matviy Назара=Nazar Злата=Zlata"),
    ("uk", "Злати=Zlata Богдан=Bohdan Богданові=Bohdan Вероніку=Veronika Дмитра=Dmytro Емма=Emma"),
    ("bn", "আমিনা=Amina তাহমিদের=Tahmid মারিয়াম=Mariam ফাহিম=Fahim নুসরাত=Nusrat রাফি=Rafi ইউসুফ=Yusuf"),
    ("bn", "সাদিয়া=Sadia ফাহিমের=Fahim Rafir=Rafi Nusrater=Nusrat Fahimke=Fahim"),
    ("pa", "ਸਿਮਰਨ=Simran ਗੁਰਲੀਨ=Gurleen ਜਸਕਰਨ=Jaskaran ਅਰਜਨ=Arjan ਮਨਵੀਰ=Manveer ਹਰਪ੍ਰੀਤ=Harpreet"),
    ("pa", "ਅਮਨ=Aman ਕਿਰਨ=Kiran ਜਸਲੀਨ=Jasleen ਰਵੀ=Ravi"),
    ("pl", "Jakuba=Jakub Jakubowi=Jakub Kubuś=Jakub Zosia=Zofia Zosi=Zofia Zofii=Zofia Bartka=Bartek"),
    ("pl", "Hani=Hanna Oli=Ola Julki=Julia Tymka=Tymek Leny=Lena Mateuszem=Mateusz Piotrkowi=Piotr"),
    ("ro", "Andreei=Andreea Mariei=Maria Ioanei=Ioana Biancăi=Bianca Ionuț=Ion Sofiei=Sofia"),
    ("ro", "Ștefan=Stefan Teodorei=Teodora Ilincăi=Ilinca Alexandrei=Alexandra"),
    ("so", "Cali=Ali Xasan=Hassan Maxamed=Mohamed Faadumo=Fatima Yaxye=Yahya Cabdi=Abdi Ayaan=Ayan"),
    ("so", "Xaliimo=Halima Axmed=Ahmed Ismaaciil=Ismail Muuse=Muse"),
    ("pt", "Tiaguinho=Tiago Joãozinho=João Aninha=Ana Pedrinho=Pedro Marianinha=Mariana Zé=José"),
    ("pt", "Chico=Francisco Leonorzinha=Leonor Inês=Ines"),
    ("fr", "d'Amélie=Amelie qu'Emma=Emma Zoé=Zoe Théo=Theo l'Inès=Ines Loulou=Louis Pierrot=Pierre"),
    ("fr", "Jeannette=Jeanne François=Francois"),
    ("cy", "Siân=Sian Gwil=Gwilym Guto=Gruffudd Cadi=Catrin Llŷr=Llyr Beti=Elisabeth Ianto=Ifan Deio=Dafydd"),
]
# the same, and none of them may be that child
WRONG = [
    ("ur", "کے=Kai دن=Dan نہ=Noah جانا=Jana"),
    ("ar", "مع=Mia الله=Ella عنده=Nadia"),
    ("uk", "тому=Tom день=Dan хай=Kai"),
    ("bn", "কি=Kai আবার=Eva কে=Kai"),
    ("pa", "ਤੋਂ=Tom ਕੇ=Kai ਜਾਣਾ=Jana"),
    ("pl", "nie=Nia musi=Musa"),
    ("so", "dhan=Dan imaan=Iman"),
    (
        "ur",
        "علی=Aliya امی=Amy میرا=Mira محمد=Mahmud کرم=Karim زارا=Sara حسن=Hussain سر=Sara بخار=Bukhari",
    ),
    ("ar", "علي=Alia أنا=Anna أمي=Emi سارة=Sama كمال=Jamal نورا=Noor سليم=Salma أمير=Amira خالد=Khalida"),
    ("uk", "Марія=Mark Іван=Ivanna мама=Mamie Данило=Dana Олена=Alina сам=Sam мій=Mia Назар=Nazarii"),
    ("bn", "আমি=Amy আমার=Amar রাফি=Rafia নাদিয়া=Nadim আমিনা=Amin সাদিয়া=Sadiq মেয়ে=Mia amar=Ama"),
    ("pa", "ਸਿਮਰਨ=Simranjit ਮੇਰੀ=Mary ਅਮਨ=Amina ਗੁਰਲੀਨ=Gurveen ਅਰਜਨ=Armaan ਜੀ=Jay ਜਸਲੀਨ=Jasmin"),
    ("pl", "Jakuba=Jan Zosi=Zuzanna ani=Ania mają=Maja lekarz=Lena Hani=Oliwia jutro=Julia Leny=Lea"),
    ("ro", "Andreei=Andrei luni=Luna mari=Mara Mariei=Mariana Ioanei=Ion doi=Dora Biancăi=Blanca"),
    ("so", "Cali=Alia Xasan=Xuseen jimcaha=Jim Maxamed=Maxamuud Faadumo=Farah maanta=Manta berri=Beri"),
    ("pt", "Tiaguinho=Thiana sexta=Sexton Joãozinho=Joana carinho=Cara hoje=Jo Aninha=Aina"),
    ("fr", "d'accord=Cora Zoé=Chloe demain=Damien Loulou=Lou Pierrot=Pia Théo=Thea"),
    ("cy", "Gwil=Gwen Guto=Gwilym fory=Rory dydd=Dylan Cadi=Carys Siân=Sioned"),
]


def pairs(table: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Language, what was said, the child's name."""
    return [(language, *pair.split("=")) for language, row in table for pair in row.split()]  # type: ignore[misc]


@pytest.mark.parametrize(("language", "said", "name"), pairs(RIGHT))
def test_knows_the_child(language: str, said: str, name: str) -> None:
    assert forms_match(said, name, language) > SURE


@pytest.mark.parametrize(("language", "said", "name"), pairs(WRONG))
def test_takes_no_other_word_for_the_child(language: str, said: str, name: str) -> None:
    assert forms_match(said, name, language) == 0.0


@pytest.mark.parametrize(
    ("language", "said", "one", "other"),
    [
        ("uk", "Аміра", "Amir", "Amira"),  # Amira, or of Amir
        ("pl", "Daniela", "Daniel", "Daniela"),
        ("pl", "Aleksandra", "Aleksander", "Alexandra"),
        ("ar", "علي", "Ali", "Aly"),
    ],
)
def test_two_children_who_may_both_be_meant_are_near(language: str, said: str, one: str, other: str) -> None:
    scores = [forms_match(said, name, language) for name in (one, other)]
    assert max(scores) - min(scores) < NEAR or min(scores) == 0.0


@pytest.mark.parametrize("said", ["", "'", "١٢", "🙂", "李明", "ا", "\u0301"])
def test_what_is_no_name_means_nobody(said: str) -> None:
    assert forms_match(said, "Ali", "ar") == 0.0


def test_a_name_in_no_latin_letters_is_known_by_its_own() -> None:
    assert forms_match("Аміра", "Аміра", "uk") > SURE
