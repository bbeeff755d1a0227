"""Of children named side by side, one away and the other said, shortly, to be at school."""

import pytest

from bot.entities.children import find_children
from bot.parsers.protocol import ChildName
from tests.unit.bot.families import clauses_found, family, names_found

FAMILIES = {
    "Jasper Lund; Freya Lund": [
        ("Jasper at orthodontist til 11. Freya on bus already", "Jasper"),
        ("freya has ear ache no school today. jasper no", "Freya"),
        ("Jasper's got a temperature of 39 so we're keeping him home. Freya was dropped at 8", "Jasper"),
        (
            "Jasper has a dentist appt at 2.15, I'll fetch him at 1.45. Freya stays til end of day",
            "Jasper",
        ),
        ("Freya's off, Jasper isn't", "Freya"),
        ("Could Freya be ready for 12 please, hospital appointment. Not Jasper", "Freya"),
    ],
    "Tomasz Zielinski; Hania Zielinski; Antek Zielinski": [
        ("Tomasz and Hania is ill, Antek no", "Tomasz Hania"),
        ("Please Tomasz go home 13.00 dentist. Hania, Antek not", "Tomasz"),
        (
            "hello this is mother of tomasz, hania and antek. today hania is not coming, she vomit",
            "Hania",
        ),
        ("I am father of Antek and Hania. Antek has appointment hospital today", "Antek"),
        ("all three are in except antek who has a tummy bug", "Antek"),
        ("Antek has fever and Hania headache. Tomasz good he go", "Hania Antek"),
    ],
    "Maya Osei; Kofi Osei": [
        ("this is the father of kofi and maya osei kofi has a high fever", "Kofi"),
        (
            "good morning maya won't be in she's got chicken pox but kofi will kofi's had it already",
            "Maya",
        ),
        ("Kofi's poorly. So's Maya", "Maya Kofi"),
        ("Maya off today and tomorrow, Kofi just today", "Maya Kofi"),
        ("Kofi off mon and tues, Maya only mon. Both have D&V", "Maya Kofi"),
        ("Kofi only this morning, Maya all day. Eye clinic and then Maya has her scan", "Maya Kofi"),
        ("Maya off today, Kofi off tomorrow for his hospital appointment", "Maya Kofi"),
    ],
    "Abdirahman Warsame; Hodan Warsame": [
        ("Abdi is sick today, Hodan she coming", "Abdirahman"),
        ("Teacher, Abdirahman have tooth pain go dentist 10. Hodan already school", "Abdirahman"),
    ],
    "Amelia Frost; Jacob Frost": [
        ("Amelia had a sleepover at Jacob's friend's house and is running late, 9.30", "Amelia"),
        ("Jacob is late because I had to take Amelia to the childminder", "Jacob"),
        ("Jacob will be late, Amelia has lost his shoes again", "Jacob"),
        ("Amelia will be late in, her brother Jacob has gone to nursery already", "Amelia"),
        ("Why is Jacob marked absent? Amelia is the one who's ill", "Amelia"),
        ("Amelia has her LAMDA exam 11am, Jacob doesn't do it so he's in", "Amelia"),
        ("Jacob - D&V. Amelia - in", "Jacob"),
    ],
    "Idris Vaughan; Nia Vaughan": [
        ("Nia has a bad cold and I'm keeping her off, Idris has set off on his bike", "Nia"),
        ("Idris won't be in he's got shingles but nia will nia's in the car now", "Idris"),
        ("this is the grandmother of nia and idris vaughan idris is unwell today", "Idris"),
        ("I'm the carer for Idris and Nia. Nia has a temperature", "Nia"),
        (
            "Idris is going to be late, Nia couldn't find her PE kit and made us miss the bus. She's "
            "getting a lift",
            "Idris",
        ),
        ("Nia - dentist 2pm - pls have her in reception. Idris stays put", "Nia"),
        ("Idris and Nia both off, Nia's is just a cold so back tomorrow", "Idris Nia"),
    ],
    "Gurleen Sandhu; Arjan Sandhu": [
        ("Arjan has appointment 11 am. Gurleen has no appointment", "Arjan"),
        ("Gurleen is late, Arjan is not late", "Gurleen"),
        ("Gurleen and Arjan both are having cold and cough, they are not coming", "Gurleen Arjan"),
    ],
    "Poppy Marlow; Harrison Marlow; Evie Marlow": [
        (
            "my mum is bringing evie because harrison has been sick and poppy is on the train to her "
            "interview",
            "Poppy Harrison",
        ),
        ("Poppy's on a school trip so won't be registered, Harrison's off ill, Evie's in", "Poppy Harrison"),
        ("Harrison's got what Poppy had. Evie all good", "Harrison"),
    ],
    "Samuel Adeyemi; Sarah Adeyemi": [
        ("sarah sick sam here", "Sarah"),
        ("sam adeyemi is unwell he has a virus sarah adeyemi left the house at half seven", "Samuel"),
        ("Sarah missed the train. Sam caught it", "Sarah"),
        ("Sam has gone to his university open day. Sarah in as usual", "Samuel"),
        ("I reported Sarah off today. She's in. It's Sam that's off", "Samuel"),
        ("Sarah's got the same as Sam. Both off", "Samuel Sarah"),
        ("Is Sarah in school? Sam is at home ill", "Samuel"),
    ],
    "Mohammed Rafiq; Maryam Rafiq; Musa Rafiq": [
        (
            "Mariam has dentist at 3, can she leave at 2.40. Musa and Mohammed will be picked up normal",
            "Maryam",
        ),
        ("Musa ill, Maryam ill, Mo ok", "Maryam Musa"),
    ],
    "Alexander Tait; Alice Tait": [
        ("alex is at the gp at 8.50 so will be late, alice is with you", "Alexander"),
        ("Ali has a sore knee so no PE. Alex is off", "Alexander"),
        ("alex tait has a sickness bug and alice is showing no signs", "Alexander"),
        ("Alex absent today - vomiting. Alice attending as normal.", "Alexander"),
        ("Hi it's Alex & Alice's mum, Alex has been up all night, so no school for him", "Alexander"),
        ("Alex will be late. Alice won't.", "Alexander"),
        ("alex was fine this morning but now has a temp so home. alice fine", "Alexander"),
        ("Alex has to isolate. Alice was negative", "Alexander"),
        ("Please note Alice will be absent. Alexander is unaffected.", "Alice"),
        ("Alice is off. Alex to follow if he gets it, he's in for now", "Alice"),
    ],
    "Rhys Calder; Morgan Calder": [
        ("I'm mum to Rhys and Morgan, and Rhys has got a chest infection", "Rhys"),
        ("Morgan has impetigo so can't come in. Rhys doesn't so he can", "Morgan"),
        ("rhys isnt in today got a cold morgan is tho", "Rhys"),
    ],
    "Kacper Wrona; Lena Wrona": [
        ("Lena she has pain ear, her brother Kacper no problem", "Lena"),
        ("Kacper absent please. And Lena", "Kacper Lena"),
        ("Kacper is ill, and now Lena", "Kacper Lena"),
        ("Kacper off today, same with Lena", "Kacper Lena"),
        ("Lena is vomit in night. Kacper come to school alone", "Lena"),
    ],
    "Ffion Hart; Gethin Hart; Elin Hart": [
        (
            "Gethin and Elin are with their dad who's dropping them at 8.45. Ffion's running a fever",
            "Ffion",
        ),
        ("Elin's off. Gethin and Ffion aren't", "Elin"),
    ],
    "Tobi Lawal; Dara Lawal": [
        (
            "good morning dara overslept she's on her way should be there nine fifteen tobi left on time",
            "Dara",
        ),
        ("This is Mr Lawal, the dad of Tobi and Dara. Dara has malaria", "Dara"),
        ("Dara has her driving theory test at 11, tobi no", "Dara"),
        ("I've had a text saying Dara isn't in. It's Tobi that's off, Dara got the 8.10 bus", "Tobi"),
        ("Collecting Tobi 1pm - eye hospital. Dara to go home on the bus", "Tobi"),
        ("Tobi (y9) ill. Dara (y7) not", "Tobi"),
        ("Tobi isn't well. Dara's there already I think, she left at 7.40", "Tobi"),
        ("Dara's got a doctor's appt. Tobi has PE so he's bringing his kit", "Dara"),
        ("Dara in, Tobi out", "Tobi"),
    ],
    "Noor Bashir; Zayn Bashir": [
        ("Noor is late because Zayn wouldn't get in the car", "Noor"),
        ("Noor's got a bug, Zayn hasn't (yet!)", "Noor"),
        ("hello this is the mum of noor and zayn bashir noor is having a bad stomach", "Noor"),
        ("noor bashir has gone into school and zayn bashir has stayed at home with a cough", "Zayn"),
    ],
    "Ade Cole; Femi Cole": [
        ("Please authorise Femi's absence on Friday for a wedding. Ade isn't going", "Femi"),
        ("ade he is sick. femi he is not sick", "Ade"),
        ("Ade's temperature has gone so he's back in. Femi's got one now", "Femi"),
        ("Ade vomited on the bus so he's come home. Femi stayed on", "Ade"),
        ("I'm keeping Ade off, he looks peaky. Femi seems alright so I've sent him", "Ade"),
    ],
    "Caitlyn Rees; Dylan Rees; Carys Rees": [
        ("Carys and Caitlyn are late, car wouldn't start, be about 9.15. Dylan cycled", "Caitlyn Carys"),
    ],
    "Elizabeth Crane; Theodore Crane": [
        ("Beth has a migraine. Ted's left already", "Elizabeth"),
        ("Ted's the one with the temperature, Lizzie hasn't got it", "Theodore"),
    ],
    "Reuben Ash; Saskia Ash; Milo Ash; Juno Ash": [
        ("Juno has an eye infection, the rest will be in. Milo is walking with Reuben", "Juno"),
    ],
    "Noel Ash; Petra Ash": [
        ("I'm Dora, the older sister of Noel and Petra, Petra has a fever today. Noel is coming", "Petra"),
        ("this is jake their cousin calling about noel and petra its only petra shes been sick", "Petra"),
        ("calling for Noel and Petra. Petra was sick in the night so she's off, Noel's on his way", "Petra"),
        ("Noel and Petra's mum. Noel says he's dizzy, Petra reckons he's faking but he's hot", "Noel"),
        ("Petra's fine but she's got the orthodontist at 1. Noel is off with a bad chest", "Noel Petra"),
        ("Noel has a bug. Petra isn't ill but she has her eye test at 2.30", "Noel Petra"),
        ("Petra is poorly but Noel isn't, he's just got the orthodontist at 11", "Noel Petra"),
        ("Petra's throwing up. Noel is in today but not Friday, he has an interview", "Noel Petra"),
        ("Petra has tonsillitis. Noel's dad is taking him to Wales so he needs to leave at 2", "Noel Petra"),
        ("Petra has tonsillitis. Noel's dad is bringing him in", "Petra"),
        ("Petra at the optician this morning, Noel no change", "Petra"),
        ("Petra's better and in today, Noel no change", "Noel"),
        ("Petra off today with a cold. Both children off on Thursday for Eid", "Noel Petra"),
        ("Petra off today with a cold. Both back tomorrow", "Petra"),
        ("The pair of them will be late, Noel hid the car keys", "Noel Petra"),
        ("One of the two is in, the other is having a disaster - Petra will be in at 9.40", "Petra"),
        ("Petra and her brother are both off with a sick bug", "Noel Petra"),
        ("petra ash and her brother noel are off on friday for a wedding", "Noel Petra"),
        ("We go with my uncle. Noel and Petra off for funeral today", "Noel Petra"),
        ("Petra is ill. If Noel gets worse I'll come and get him", "Petra"),
        ("Petra's got the vomiting bug Noel had so 48 hours for her", "Petra"),
        ("Petra's home. Noel wanted to stay too but there's nothing wrong with him", "Petra"),
        ("Noel won't be in today - Petra has his homework in her bag", "Noel"),
        ("Petra's party was too much for Noel, he's been sick all night", "Noel"),
        ("I know I said Petra was off but she's rallied and is in. Noel however is not", "Noel"),
        ("Noel's ill. Petra's in but has netball after school so pick up at 4.30", "Noel"),
    ],
    "Siobhan Keane; Jonathan Keane; Dorothy Keane": [
        ("Its Shivs mum, she has bad cramps. Dot in as usual", "Siobhan"),
        ("Jonty's full of cold. Dot and Shiv no change", "Jonathan"),
    ],
    "Abdullah Karim; Aisha Karim; Bilal Karim": [
        ("abs and eye shah got flu bill al is in", "Abdullah Aisha"),
        ("hello its aisha and bilals nan bilals got a rash and aishas not well at all", "Aisha Bilal"),
    ],
    "Oleksandra Koval; Ivan Koval; Bohdan Koval": [
        ("Sasha and Ivanko they will not come, we go to funeral. Bohdan will come.", "Oleksandra Ivan"),
    ],
    "Isobel Hay; Rory Hay; Fergus Hay": [
        ("Ignore my message about Izzy, she's perked up and coming in today. Rory still off.", ""),
        ("Izzy won't be in this week, Covid. The boys tested negative so will be in", "Isobel"),
    ],
}


@pytest.mark.parametrize(
    ("family", "text", "expected"),
    [(family, text, expected) for family, cases in FAMILIES.items() for text, expected in cases],
)
def test_only_those_away_are_given(family: str, text: str, expected: str) -> None:
    assert names_found(text, family) == expected


def test_a_child_whose_absence_is_taken_back_is_present_beside_one_still_off() -> None:
    text = "Forget what I said about Izzy being off tomorrow, it got moved. Rory still off."
    said = find_children(text, family("Isobel Hay; Rory Hay"))
    assert said.pupil_ids == ()
    assert said.present == (0,)


def test_a_year_said_with_its_noun_is_one_description() -> None:
    children = (ChildName(1, "Ned", "Oller", year=1), ChildName(2, "Bess", "Oller", year=5))
    assert find_children("Year 5 one off, year 1 one in. Rotten cold.", children).pupil_ids == (2,)


def test_a_day_off_for_both_is_a_statement_beside_that_of_one() -> None:
    assert clauses_found(
        "Noel's got a tummy ache. Both kids off weds for vaisakhi", "Noel Ash; Petra Ash"
    ) == [
        ("Noel", "Noel's got a tummy ache"),
        ("Noel Petra", "Both kids off weds for vaisakhi"),
    ]


def test_one_statement_of_two_is_not_cut() -> None:
    assert clauses_found("noel has a cough and so has his sister petra", "Noel Ash; Petra Ash") == []
