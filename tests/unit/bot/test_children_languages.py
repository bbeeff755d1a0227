"""Of several children a message in another language names, only those said to be away are meant."""

import pytest

from bot.entities.children import find_children
from bot.parsers.normalise import normalise
from tests.unit.bot.families import family

FAMILIES = {
    ("pl", "Jakub Wilk; Zofia Wilk"): [
        ("Dzień dobry, Kuba jest chory i nie przyjdzie do szkoły. Zosia jest już w szkole.", "Jakub"),
        ("Zosia ma gorączkę, zostaje w domu. Kuba przyjdzie normalnie.", "Zofia"),
        ("Kuba ma wizytę u dentysty o 10, a Zosia idzie do szkoły jak zwykle", "Jakub"),
        ("Zosia nie, tylko Kuba jest dziś chory", "Jakub"),
        ("Mama Zosi i Kuby. Kuba spóźni się, Zosia jedzie autobusem", "Jakub"),
        ("Kuby dziś nie będzie, ma ospę. Zosia czuje się dobrze i idzie", "Jakub"),
    ],
    ("ro", "Andrei Popa; Ioana Popa"): [
        ("Bună ziua, Andrei este bolnav și nu vine azi la școală. Ioana vine normal.", "Andrei"),
        ("Ioana are febră, rămâne acasă. Andrei e deja la școală", "Ioana"),
        ("Ioana are programare la dentist la 11, Andrei nu", "Ioana"),
        ("Andrei întârzie, a pierdut autobuzul. Ioana e pe drum", "Andrei"),
        ("Ioana e bolnavă, fratele ei vine la școală", "Ioana"),
        ("Andrei nu se simte bine, Ioana e bine și vine", "Andrei"),
    ],
    ("uk", "Danylo Bondar; Solomiia Bondar"): [
        ("Доброго ранку, Данило захворів і не прийде до школи. Соломія прийде як завжди.", "Danylo"),
        ("Соломія має температуру, залишиться вдома. Данило вже в школі", "Solomiia"),
        ("У Данила сьогодні лікар об 11, а Соломія йде до школи", "Danylo"),
        ("Це мама Данила і Соломії. У Соломії болить живіт, вона вдома", "Solomiia"),
        ("Данило запізниться, Соломія вже поїхала автобусом", "Danylo"),
        ("Не Соломія, а Данило захворів", "Danylo"),
    ],
    ("ur", "Hamza Malik; Ayesha Malik"): [
        ("السلام علیکم، حمزہ بیمار ہے آج سکول نہیں آئے گا۔ عائشہ سکول آئے گی", "Hamza"),
        ("عائشہ کو بخار ہے، گھر پر ہے۔ حمزہ سکول میں ہے", "Ayesha"),
        ("Hamza ko bukhar hai aaj nahi aayega, Ayesha aa rahi hai", "Hamza"),
        ("main Hamza aur Ayesha ki ammi hun, Ayesha beemar hai", "Ayesha"),
        ("حمزہ کا ڈاکٹر کے پاس وقت ہے، عائشہ معمول کے مطابق آئے گی", "Hamza"),
        ("Hamza late hoga, Ayesha school pahunch gayi hai", "Hamza"),
    ],
    ("pa", "Gurdeep Kaur; Arjan Singh"): [
        ("ਸਤ ਸ੍ਰੀ ਅਕਾਲ, ਅਰਜਨ ਬਿਮਾਰ ਹੈ ਅੱਜ ਸਕੂਲ ਨਹੀਂ ਆਵੇਗਾ। ਗੁਰਦੀਪ ਸਕੂਲ ਆਵੇਗੀ", "Arjan"),
        ("ਗੁਰਦੀਪ ਨੂੰ ਬੁਖਾਰ ਹੈ। ਅਰਜਨ ਸਕੂਲ ਵਿੱਚ ਹੈ", "Gurdeep"),
        ("Arjan nu bukhar hai ajj nahi aavega, Gurdeep aa rahi hai", "Arjan"),
        ("Main Arjan te Gurdeep di mummy haan, Gurdeep bimar hai", "Gurdeep"),
        ("ਅਰਜਨ ਦੀ ਡਾਕਟਰ ਕੋਲ ਅਪਾਇੰਟਮੈਂਟ ਹੈ, ਗੁਰਦੀਪ ਠੀਕ ਹੈ", "Arjan"),
        ("Arjan late aavega, Gurdeep school pahunch gayi", "Arjan"),
    ],
    ("bn", "Tahmid Islam; Nusrat Islam"): [
        ("আসসালামু আলাইকুম, তাহমিদ অসুস্থ আজ স্কুলে আসবে না। নুসরাত স্কুলে আসবে", "Tahmid"),
        ("নুসরাতের জ্বর, বাসায় আছে। তাহমিদ স্কুলে আছে", "Nusrat"),
        ("Tahmid er jor, aj ashbe na. Nusrat ashbe", "Tahmid"),
        ("আমি তাহমিদ ও নুসরাতের মা। নুসরাত বমি করেছে", "Nusrat"),
        ("তাহমিদের ডাক্তারের অ্যাপয়েন্টমেন্ট আছে, নুসরাত স্কুলে গেছে", "Tahmid"),
        ("Tahmid late hobe, Nusrat school e chole gese", "Tahmid"),
    ],
    ("ar", "Omar Haddad; Layla Haddad"): [
        ("صباح الخير، عمر مريض ولن يحضر اليوم. ليلى ستحضر كالمعتاد", "Omar"),
        ("ليلى عندها حرارة وهي في البيت. عمر في المدرسة", "Layla"),
        ("عمر عنده موعد عند طبيب الأسنان، أما ليلى فستأتي إلى المدرسة", "Omar"),
        ("ليلى مريضة، أخوها جاي على المدرسة", "Layla"),
        ("عمر راح يتأخر، ليلى بالباص", "Omar"),
        ("ليس عمر بل ليلى المريضة", "Layla"),
    ],
    ("so", "Cabdi Nuur; Hodan Nuur"): [
        ("Subax wanaagsan, Hodan waa jiran tahay maanta ma imanayso. Cabdi wuu imanayaa", "Hodan"),
        ("Cabdi qandho ayuu qabaa, guriga ayuu joogaa. Hodan iskuulka ayay joogtaa", "Cabdi"),
        ("Hodan waxay leedahay ballan dhakhtar, Cabdi wuxuu imanayaa sida caadiga ah", "Hodan"),
        ("Cabdi wuu soo daahayaa, Hodan baska ayay raacday", "Cabdi"),
        ("Hodan way xanuunsan tahay, walaalkeed wuu imanayaa", "Hodan"),
        ("Cabdi ma imanayo maanta, Hodan way fiican tahay", "Cabdi"),
    ],
    ("pt", "Tiago Neves; Beatriz Neves"): [
        ("Bom dia, o Tiago está doente e não vai à escola hoje. A Beatriz vai normalmente.", "Tiago"),
        ("A Beatriz tem febre e fica em casa. O Tiago já está na escola", "Beatriz"),
        ("O Tiago tem dentista às 10, a Beatriz não", "Tiago"),
        ("Tiago vai chegar atrasado, Beatriz foi de autocarro", "Tiago"),
        ("A Beatriz está com tosse, o irmão vai à escola", "Beatriz"),
        ("Bia não está bem, Tiago está bem e vai", "Beatriz"),
    ],
    ("fr", "Lucas Petit; Chloé Petit"): [
        (
            "Bonjour, Lucas est malade et ne viendra pas aujourd'hui. Chloé sera à l'école comme d'habitude.",
            "Lucas",
        ),
        ("Chloé a de la fièvre, elle reste à la maison. Lucas est déjà à l'école", "Chloé"),
        ("Lucas a rendez-vous chez le dentiste à 10h, pas Chloé", "Lucas"),
        ("Lucas sera en retard, Chloé est dans le bus", "Lucas"),
        ("Chloé tousse beaucoup, son frère vient", "Chloé"),
        ("Lucas ne se sent pas bien, Chloé va bien et vient à l'école", "Lucas"),
    ],
    ("cy", "Rhodri Ellis; Mared Ellis"): [
        (
            "Bore da, mae Rhodri yn sâl a fydd e ddim yn yr ysgol heddiw. Bydd Mared yno fel arfer.",
            "Rhodri",
        ),
        ("Mae gan Mared wres, mae hi'n aros gartref. Mae Rhodri yn yr ysgol yn barod", "Mared"),
        ("Mae Rhodri yn mynd at y deintydd am 10, dim Mared", "Rhodri"),
        ("Bydd Rhodri yn hwyr, mae Mared ar y bws", "Rhodri"),
        ("Mae Mared yn peswch, mae ei brawd yn dod i'r ysgol", "Mared"),
        ("Dyw Rhodri ddim yn teimlo'n dda, mae Mared yn iawn", "Rhodri"),
    ],
    ("pl", "Antoni Lis; Maja Lis"): [
        ("Antek ma katar, zostaje w domu, Maja zdrowa będzie w szkole", "Antoni"),
        ("Odbiorę Maję o 13, wizyta u okulisty. Antek zostaje do końca lekcji", "Maja"),
        ("Antoś złamał rękę, jesteśmy w szpitalu. Maję odwozi babcia", "Antoni"),
        ("Oboje moich dzieci jest chorych", "Antoni Maja"),
    ],
    ("ro", "Matei Stan; Elena Stan"): [
        ("Matei are tuse și febră, Elena e sănătoasă și e la ore", "Matei"),
        ("O iau pe Elena la 13 pentru dentist, Matei rămâne la școală", "Elena"),
        ("Elena lipsește azi, iar Matei vine", "Elena"),
        ("Elena și Matei vin mai târziu, a fost trafic", "Matei Elena"),
    ],
    ("uk", "Andrii Koval; Oksana Koval"): [
        ("Андрій сьогодні вдома, нудить. Оксана на уроках", "Andrii"),
        ("Заберу Оксану о першій, стоматолог. Андрій залишається в школі", "Oksana"),
        ("Андрія не буде, Оксана буде", "Andrii"),
        ("Обидві дитини хворі", "Andrii Oksana"),
    ],
    ("ur", "Bilal Chaudhry; Zainab Chaudhry"): [
        ("بلال کے پیٹ میں درد ہے، زینب بالکل ٹھیک ہے", "Bilal"),
        ("زینب آج نہیں آئے گی، بلال آ رہا ہے", "Zainab"),
        ("Bilal nahi aa raha, Zainab aa rahi", "Bilal"),
        ("دونوں بچے بیمار ہیں", "Bilal Zainab"),
    ],
    ("pa", "Manpreet Gill; Karan Gill"): [
        ("ਮਨਪ੍ਰੀਤ ਅੱਜ ਨਹੀਂ ਆਵੇਗੀ, ਕਰਨ ਆ ਰਿਹਾ ਹੈ", "Manpreet"),
        ("Karan di tabiyat kharab hai, Manpreet school aavegi", "Karan"),
        ("Manpreet nu late hovega, Karan time te", "Manpreet"),
        ("ਮਨਪ੍ਰੀਤ ਅੱਜ ਨਹੀਂ ਆਵੇਗੀ, ਕਰਨ ਆ ਰਿਹਾ ਹੈ", "Manpreet"),
    ],
    ("bn", "Rafi Ahmed; Sumaiya Ahmed"): [
        ("রাফি আজ স্কুলে আসবে না, সুমাইয়া আসবে", "Rafi"),
        ("সুমাইয়ার পেট ব্যথা, রাফি ভালো আছে", "Sumaiya"),
        ("Sumaiya ashbe na, Rafi ashbe", "Sumaiya"),
        ("রাফির ভাই না, রাফি অসুস্থ", "Rafi"),
    ],
    ("ar", "Yousef Saleh; Mariam Saleh"): [
        ("يوسف تعبان ومش جاي اليوم، مريم جاية", "Yousef"),
        ("مريم بطنها توجعها، يوسف وصل المدرسة", "Mariam"),
        ("سآخذ مريم الساعة 1 لموعد الأسنان، يوسف يبقى في المدرسة", "Mariam"),
        ("يوسف ما راح يحضر، ومريم بخير", "Yousef"),
    ],
    ("so", "Ayaan Jaamac; Liban Jaamac"): [
        ("Ayaan maanta iskuulka ma timaado waa xanuunsan tahay, Liban wuu yimid", "Ayaan"),
        ("Liban dhakhtarka ilkaha ayuu u socdaa, Ayaan way joogtaa iskuulka", "Liban"),
        ("Ayaan ma imanayso, Liban haa", "Ayaan"),
        ("Labadooduba way xanuunsan yihiin", "Ayaan Liban"),
    ],
    ("pt", "Rafael Dias; Inês Dias"): [
        ("O Rafa está com diarreia, a Inês está ótima e vai à escola", "Rafael"),
        ("Inês sai às 14h para consulta. Rafael fica até ao fim das aulas", "Inês"),
        ("A Inês não vem hoje, o Rafael sim", "Inês"),
        ("Rafael falta hoje, Inês presente", "Rafael"),
    ],
    ("fr", "Hugo Morel; Inès Morel"): [
        ("Hugo a la varicelle, Inès l'a déjà eue donc elle vient", "Hugo"),
        ("Je récupère Inès à 14h pour l'orthodontiste. Hugo reste à l'école", "Inès"),
        ("Hugo n'ira pas à l'école, Inès oui", "Hugo"),
        ("Les deux sont malades", "Hugo Inès"),
    ],
    ("cy", "Gethin Pryce; Lowri Pryce"): [
        ("Dyw Gethin ddim yn dod heddiw, mae annwyd arno. Mae Lowri'n dod", "Gethin"),
        ("Mae Lowri gartref gyda gwres. Mae Gethin ar y bws", "Lowri"),
        ("Byddaf yn casglu Lowri am 1 ar gyfer y deintydd, mae Gethin yn aros yn yr ysgol", "Lowri"),
        ("Mae Gethin a Lowri yn chwydu", "Gethin Lowri"),
    ],
}


@pytest.mark.parametrize(
    ("language", "children", "text", "expected"),
    [(*family_of, text, expected) for family_of, cases in FAMILIES.items() for text, expected in cases],
)
def test_only_those_away_are_given(language: str, children: str, text: str, expected: str) -> None:
    family_of = family(children)
    said = find_children(normalise(text).cleaned, family_of, language)
    assert " ".join(family_of[pupil].first_name for pupil in said.pupil_ids) == expected


def test_of_those_at_school_alone_the_message_is() -> None:
    """Where nobody is said to be away, whoever is named is meant."""
    children = family("Jakub Wilk; Zofia Wilk")
    said = find_children("Zosia jest w szkole", children, "pl")
    assert said.pupil_ids == (1,)


def test_whose_parent_writes_says_nothing_of_two_children() -> None:
    children = family("Jakub Wilk; Zofia Wilk")
    said = find_children("Tu mama Zosi i Kuby, dzień dobry", children, "pl")
    assert said.pupil_ids == ()


def test_a_language_without_words_is_read_as_before() -> None:
    children = family("Jakub Wilk; Zofia Wilk")
    assert find_children("Jakub ist krank", children, "de").pupil_ids == (0,)
