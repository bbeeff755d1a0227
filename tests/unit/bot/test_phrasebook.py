"""Days and times as parents write them in their own languages, against one school's calendar."""

import re

import pytest

from bot.entities.days import read_period
from bot.entities.phrase_files import PHRASE_BOOKS, PhraseBookError, phrase_lines, read_lines
from bot.entities.phrasebook import in_english
from bot.entities.words import MONTHS
from bot.parsers.normalise import clean
from bot.parsers.protocol import Period
from rules.sessions import SchoolCalendar
from tests.unit.bot.conftest import at

MON = "2026-11-16 08:12"  # the Friday of the week after is an INSET day
WED = "2026-11-18 08:12"
EVE = "2026-11-17 19:40"


def read(language: str, text: str, now: str, calendar: SchoolCalendar) -> Period:
    return read_period(in_english(clean(text), language), at(now), calendar)


def as_told(period: Period) -> str:
    """A period as the tables below write it: first, last, "back" day, part of day, "at" time."""
    last = "open" if period.last_on is None else f"{period.last_on:%m-%d}"
    told = f"{period.first_on:%m-%d} {last}"
    told += f" back {period.returns_on:%m-%d}" if period.returns_on else ""
    told += f" {period.sessions}" if period.sessions != "day" else ""
    return told + (f" at {period.time:%H:%M}" if period.time else "")


POLISH = [
    ("Dzień dobry, Jakub jest chory i dziś nie będzie go w szkole", MON, "11-16 11-16"),
    ("dzis nie przyjdzie wymiotuje od 4 rano", MON, "11-16 11-16"),
    ("Zosi nie będzie do piątku, lekarz kazał leżeć", MON, "11-16 11-19 back 11-20"),
    ("Nie będzie jej do piątku włącznie", MON, "11-16 11-20"),
    ("ma goraczke, zostaje w domu, wroci w czwartek", MON, "11-16 11-18 back 11-19"),
    ("Jutro nie przyjdzie, mamy pogrzeb w rodzinie", MON, "11-17 11-17"),
    ("wczoraj nie było go w szkole bo bolał go brzuch", WED, "11-17 11-17"),
    ("Wizyta u dentysty dziś o wpół do dziesiątej, przyjdzie po 11", MON, "11-16 11-16 am at 09:30"),
    ("spóźni się, będziemy o 10:15", MON, "11-16 11-16 am at 10:15"),
    ("odbiorę go dziś o 13.30, ma lekarza", MON, "11-16 11-16 pm at 13:30"),
    ("Od poniedziałku do środy nas nie będzie, lecimy do Polski", EVE, "11-23 11-25"),
    ("nie bedzie go od 1 do 4 grudnia", MON, "12-01 12-04"),
    ("zasada 48 godzin, wymiotował dziś rano, nie przyjdzie", MON, "11-16 11-17"),
    ("jest chora, nie wiem kiedy wróci", MON, "11-16 open"),
    ("zostanie w domu przez dwa dni", MON, "11-16 11-17"),
    ("w czwartek po południu nie będzie jej, ortodonta", MON, "11-19 11-19 pm"),
    ("maja not in today, ma temperature", MON, "11-16 11-16"),
    ("lecimy do Polski na dwa tygodnie od 23 listopada", MON, "11-23 12-04"),
    ("dzisiaj będzie tylko do lunchu", MON, "11-16 11-16 pm"),
]
ROMANIAN = [
    ("Buna dimineata, Andrei nu vine azi la scoala, are febra", MON, "11-16 11-16"),
    ("Bună ziua, Ioana va lipsi mâine și miercuri", MON, "11-17 11-18"),
    ("nu vine pana vineri", MON, "11-16 11-19 back 11-20"),
    ("va lipsi până vineri inclusiv", MON, "11-16 11-20"),
    ("e bolnav, revine joi", MON, "11-16 11-18 back 11-19"),
    ("ramane acasa, luni vine", WED, "11-18 11-20 back 11-23"),
    ("are programare la dentist azi la 10 jumate, vine dupa", MON, "11-16 11-16 am at 10:30"),
    ("il iau azi la 13:15, are doctor", MON, "11-16 11-16 pm at 13:15"),
    ("o sa intarzie, ajunge pe la 9 și un sfert", MON, "11-16 11-16 am at 09:15"),
    ("ieri nu a venit pentru ca a vomitat", WED, "11-17 11-17"),
    ("Vom fi plecați, lipseste din 24 noiembrie pana pe 26 noiembrie", MON, "11-24 11-26"),
    ("sta acasa doua zile, are varsat de vant", MON, "11-16 11-17"),
    ("nu stiu cand se întoarce, e la spital", MON, "11-16 open"),
    ("joi dimineata are programare la ortodont", MON, "11-19 11-19 am"),
    ("Buna dimineata, temperatura, nu mai vine azi", MON, "11-16 11-16"),
    ("toata saptamana nu vine, are gripa", MON, "11-16 11-20"),
]
UKRAINIAN = [
    ("Добрий день! Матвій сьогодні до школи не прийде, температура 38,5", MON, "11-16 11-16"),
    ("Даринка не прийде до п'ятниці", MON, "11-16 11-19 back 11-20"),
    ("не буде до пʼятниці включно", MON, "11-16 11-20"),
    ("хворіє, буде вдома по четвер", MON, "11-16 11-19"),
    ("Завтра не буде, ідемо на похорон", MON, "11-17 11-17"),
    ("вчора не був у школі, нудило", WED, "11-17 11-17"),
    ("У нього стоматолог сьогодні о пів на десяту, потім прийде", MON, "11-16 11-16 am at 09:30"),
    ("заберу її о 12 сьогодні, прийом у лікаря", MON, "11-16 11-16 pm at 12:00"),
    ("запізниться, буде близько 10:15", MON, "11-16 11-16 am at 10:15"),
    ("повернеться в середу", MON, "11-16 11-17 back 11-18"),
    ("Нас не буде з 1 по 4 грудня", MON, "12-01 12-04"),
    ("буде вдома два дні, кашель", MON, "11-16 11-17"),
    ("не знаю коли вийде, дуже хворий", MON, "11-16 open"),
    ("siohodni ne bude, zakhvoriv", MON, "11-16 11-16"),
    ("у четвер після обіду не буде, ортодонт", MON, "11-19 11-19 pm"),
    ("suspended на 2 дні, прийде у середу", MON, "11-16 11-17 back 11-18"),
    ("Ілля відсутній 1 і 2 грудня", MON, "12-01 12-02"),
    ("весь тиждень не прийде, вітрянка", MON, "11-16 11-20"),
]
URDU = [
    ("السلام علیکم، حمزہ کو رات سے تیز بخار ہے، آج سکول نہیں آ سکے گا", MON, "11-16 11-16"),
    ("وہ جمعہ تک نہیں آئے گی", MON, "11-16 11-20"),
    ("آج نہیں آئے گا، کل آ جائے گا", MON, "11-16 11-16 back 11-17"),
    ("کل سکول نہیں آیا تھا، پیٹ میں درد تھا", WED, "11-17 11-17"),
    ("کل نہیں آئے گی، عید ہے", MON, "11-17 11-17"),
    ("بیمار ہے، جمعرات کو واپس آئے گا", MON, "11-16 11-18 back 11-19"),
    ("ڈینٹسٹ کی اپائنٹمنٹ ساڑھے نو بجے ہے آج", MON, "11-16 11-16 am at 09:30"),
    ("آج دو بجے لینے آؤں گی", MON, "11-16 11-16 pm at 14:00"),
    ("پیر سے بدھ تک چھٹی چاہیے، شادی ہے", EVE, "11-23 11-25"),
    ("۲۴ نومبر سے ۲۶ نومبر تک چھٹی", MON, "11-24 11-26"),
    ("aoa miss Inaya ko temperature hai aaj nahi ayegi", MON, "11-16 11-16"),
    ("kal nahi aaya tha bukhar tha", WED, "11-17 11-17"),
    ("kal nahi ayega eid hai", MON, "11-17 11-17"),
    ("kal se bukhar hai, aaj school nahi aayega", WED, "11-18 11-18"),
    ("jumay ko wapas ayega, abhi bemar hai", MON, "11-16 11-19 back 11-20"),
    ("do din chutti pe hai", MON, "11-16 11-17"),
    ("dentist hai sade nau baje, phir school ajayega", MON, "11-16 11-16 am at 09:30"),
    ("2 baje lene aaungi aaj", MON, "11-16 11-16 pm at 14:00"),
    ("pata nahi kab theek hoga, ghar pe hai", MON, "11-16 open"),
    ("kal se bhejungi, aaj ghar pe rahegi", MON, "11-16 11-16 back 11-17"),
    ("fri tak off hai", MON, "11-16 11-20"),
    ("kal raat se tabiyat kharab hai, aaj nahi ayega", MON, "11-16 11-16"),
]
PANJABI = [
    ("ਸਤਿ ਸ੍ਰੀ ਅਕਾਲ ਜੀ, ਗੁਰਲੀਨ ਨੂੰ ਬੁਖਾਰ ਹੈ, ਅੱਜ ਸਕੂਲ ਨਹੀਂ ਆ ਸਕਦੀ।", MON, "11-16 11-16"),
    ("ਵੀਰਵਾਰ ਤੱਕ ਘਰੇ ਰਹੇਗਾ", MON, "11-16 11-19"),
    ("ਅੱਜ ਨਹੀਂ ਆਵੇਗੀ, ਕੱਲ੍ਹ ਆਵੇਗੀ", MON, "11-16 11-16 back 11-17"),
    ("ਕੱਲ੍ਹ ਨਹੀਂ ਆਇਆ ਸੀ, ਬਿਮਾਰ ਸੀ", WED, "11-17 11-17"),
    ("ਭਲਕੇ ਛੁੱਟੀ ਚਾਹੀਦੀ ਹੈ, ਵਿਆਹ ਹੈ", MON, "11-17 11-17"),
    ("ਬਿਮਾਰ ਹੈ, ਬੁੱਧਵਾਰ ਨੂੰ ਆਵੇਗਾ", MON, "11-16 11-17 back 11-18"),
    ("ਦੰਦਾਂ ਵਾਲੇ ਕੋਲ ਸਾਢੇ ਨੌਂ ਵਜੇ ਹੈ, ਫਿਰ ਸਕੂਲ ਆਊਗਾ", MON, "11-16 11-16 am at 09:30"),
    ("ਅੱਜ ਦੋ ਵਜੇ ਲੈਣ ਆਵਾਂਗੀ", MON, "11-16 11-16 pm at 14:00"),
    ("੨੪ ਨਵੰਬਰ ਤੋਂ ੨੬ ਨਵੰਬਰ ਤੱਕ ਛੁੱਟੀ", MON, "11-24 11-26"),
    ("ssa ji harman bimaar aa, ajj nahi auga", MON, "11-16 11-16"),
    ("kal nahi aaya si bukhar si", WED, "11-17 11-17"),
    ("somvaar nu wapas augi", WED, "11-18 11-20 back 11-23"),
    ("shukarvaar tak ghare rahegi", MON, "11-16 11-20"),
    ("do din nahi auga", MON, "11-16 11-17"),
    ("pata nahi kado theek howe", MON, "11-16 open"),
    ("saade das vaje tak aa jauga, late ho gaye", MON, "11-16 11-16 am at 10:30"),
]
BENGALI = [
    ("আসসালামু আলাইকুম, তাহমিদের রাত থেকে জ্বর, আজকে স্কুলে যেতে পারবে না।", MON, "11-16 11-16"),
    ("শুক্রবার পর্যন্ত আসবে না", MON, "11-16 11-20"),
    ("অসুস্থ, বৃহস্পতিবার ফিরবে", MON, "11-16 11-18 back 11-19"),
    ("কাল স্কুলে আসেনি, বমি করেছিল", WED, "11-17 11-17"),
    ("কাল আসবে না, ঈদ", MON, "11-17 11-17"),
    ("গতকাল জ্বর ছিল তাই আসে নাই", WED, "11-17 11-17"),
    ("১২টায় নিয়ে যাব, ডাক্তার দেখাতে হবে", MON, "11-16 11-16 pm at 12:00"),
    ("দাঁতের ডাক্তার সাড়ে নয়টায়, তারপর স্কুলে আসবে", MON, "11-16 11-16 am at 09:30"),
    ("দুই দিন বাসায় থাকবে", MON, "11-16 11-17"),
    ("২৪ থেকে ২৬ নভেম্বর আসবে না", MON, "11-24 11-26"),
    ("আইজ আমার ফুড়ি ইস্কুলো আইতো না", MON, "11-16 11-16"),
    ("Rafi er jor, ajke school e jabe na", MON, "11-16 11-16"),
    ("shukrobar asbe na, Manchester jabo", MON, "11-20 11-20"),
    ("budhbar theke asbe, ekhon oshustho", MON, "11-16 11-17 back 11-18"),
    ("aij aito na, jor", MON, "11-16 11-16"),
    ("kobe asbe jani na, hospital e ache", MON, "11-16 open"),
]
ARABIC = [
    ("صباح الخير، يوسف حرارته 39 من الليل وما رح يقدر يجي اليوم", MON, "11-16 11-16"),
    ("أود إبلاغكم بأن ابنتي سارة لن تتمكن من الحضور اليوم", MON, "11-16 11-16"),
    ("مريم عيانة النهارده مش هتيجي", MON, "11-16 11-16"),
    ("لن يحضر حتى الجمعة", MON, "11-16 11-20"),
    ("مريض، سيعود يوم الخميس", MON, "11-16 11-18 back 11-19"),
    ("غايب بكرا عندنا عيد", MON, "11-17 11-17"),
    ("امبارح ما اجت عالمدرسة كانت تعبانة", WED, "11-17 11-17"),
    ("عنده موعد اسنان اليوم الساعة العاشرة والنصف", MON, "11-16 11-16 am at 10:30"),
    ("سآخذه اليوم الساعة ١٢ عنده طبيب", MON, "11-16 11-16 pm at 12:00"),
    ("راح يتأخر، بيجي الساعة 10", MON, "11-16 11-16 am at 10:00"),
    ("غياب من ٢٤ إلى ٢٦ نوفمبر", MON, "11-24 11-26"),
    ("رح تضل بالبيت يومين", MON, "11-16 11-17"),
    ("تعبان ما بعرف ايمتى بيرجع", MON, "11-16 open"),
    ("باچر ما يداوم عنده صخونة", MON, "11-17 11-17"),
    ("ما رح تجي اليوم وبكرا", MON, "11-16 11-17"),
    ("lyoum ma yeji mareed", MON, "11-16 11-16"),
]
SOMALI = [
    ("Salaan, Hodan qandho xun ayey leedahay, maanta ma imanayso iskuulka", MON, "11-16 11-16"),
    ("berri ma imanayo, aas ayaan leenahay", MON, "11-17 11-17"),
    ("ilaa jimcaha ma imanayso", MON, "11-16 11-19 back 11-20"),
    ("guriga bay joogaysaa ilaa jimcaha oo ay ku jirto", MON, "11-16 11-20"),
    ("wuu xanuunsanyahay, khamiista ayuu soo laabanayaa", MON, "11-16 11-18 back 11-19"),
    ("shalay ma iman iskuulka wuu matagay", WED, "11-17 11-17"),
    ("ballan dhakhtarka ilkaha ayuu leeyahay maanta 10:30", MON, "11-16 11-16 am at 10:30"),
    ("waan soo qaadanayaa maanta 1da", MON, "11-16 11-16 pm at 13:00"),
    ("wuu daahayaa, 10ka ayuu imanayaa", MON, "11-16 11-16 am at 10:00"),
    ("laba maalmood guriga joogayaa", MON, "11-16 11-17"),
    ("ma garanayo goorta uu soo laabanayo, isbitaalka ayuu ku jiraa", MON, "11-16 open"),
    ("isbuucan ma imanayo, busbus", MON, "11-16 11-20"),
    ("isniinta ilaa arbacada way maqnaanaysaa", EVE, "11-23 11-25"),
    ("laba toddobaad ma imanayo", MON, "11-16 11-26"),
    ("arbacada ballan isbitaal sagaalka iyo badh", MON, "11-18 11-18 am at 09:30"),
]
FRENCH = [
    ("Bonjour, Amélie est malade et ne viendra pas aujourd'hui", MON, "11-16 11-16"),
    ("Il sera absent jusqu'à vendredi", MON, "11-16 11-20"),
    ("absente jusqu'à jeudi inclus", MON, "11-16 11-19"),
    ("Il a de la fièvre, de retour jeudi", MON, "11-16 11-18 back 11-19"),
    ("elle ne reviendra pas avant mercredi", MON, "11-16 11-17 back 11-18"),
    ("Demain elle ne vient pas, enterrement de sa grand-mère", MON, "11-17 11-17"),
    ("hier il n'est pas venu car il a vomi", WED, "11-17 11-17"),
    ("rdv chez le dentiste à neuf heures et demie, il arrivera après", MON, "11-16 11-16 am at 09:30"),
    ("je viens le chercher à 13h30, rendez-vous médecin", MON, "11-16 11-16 pm at 13:30"),
    ("en retard, il arrive vers 10h", MON, "11-16 11-16 am at 10:00"),
    ("absent du 24 au 26 novembre", MON, "11-24 11-26"),
    ("reste à la maison deux jours", MON, "11-16 11-17"),
    ("je ne sais pas quand il reviendra", MON, "11-16 open"),
    ("jeudi après-midi elle sera absente, orthodontiste", MON, "11-19 11-19 pm"),
    ("elle sera absente lundi 23 novembre", MON, "11-23 11-23"),
    ("malade depuis samedi, ne viendra pas", MON, "11-16 11-16"),
    ("toute la semaine absent, varicelle", MON, "11-16 11-20"),
]
PORTUGUESE = [
    ("bom dia o Tiago vomitou a noite toda e nao vai a escola hoje", MON, "11-16 11-16"),
    ("fica em casa até sexta", MON, "11-16 11-20"),
    ("com febre, volta quinta", MON, "11-16 11-18 back 11-19"),
    ("só volta na quarta-feira", MON, "11-16 11-17 back 11-18"),
    ("a Manuela não vai amanhã, dor de ouvido", MON, "11-17 11-17"),
    ("ontem faltou porque estava doente", WED, "11-17 11-17"),
    ("tem dentista às dez e meia, depois vai à escola", MON, "11-16 11-16 am at 10:30"),
    ("vou buscar hoje às 13h15, consulta no hospital", MON, "11-16 11-16 pm at 13:15"),
    ("vai chegar atrasado, às 9h40", MON, "11-16 11-16 am at 09:40"),
    ("vai faltar de 24 a 26 de novembro", MON, "11-24 11-26"),
    ("Enzo tá com virose, n vai hj", MON, "11-16 11-16"),
    ("fica em casa dois dias", MON, "11-16 11-17"),
    ("não sei quando volta, está internada", MON, "11-16 open"),
    ("na 6ª feira não vai", MON, "11-20 11-20"),
    ("esta semana não vai, catapora", MON, "11-16 11-20"),
]
WELSH = [
    ("Bore da, mae Efa yn sâl heddiw a fydd hi ddim yn yr ysgol", MON, "11-16 11-16"),
    ("ni fydd Gwilym yn yr ysgol heddiw", MON, "11-16 11-16"),
    ("fydd e ddim mewn tan ddydd Gwener", MON, "11-16 11-19 back 11-20"),
    ("yn absennol hyd at a chan gynnwys dydd Iau", MON, "11-16 11-19"),
    ("sâl, nôl ddydd Iau", MON, "11-16 11-18 back 11-19"),
    ("fydd hi ddim mewn fory, angladd", MON, "11-17 11-17"),
    ("roedd hi'n absennol ddoe, wedi chwydu", WED, "11-17 11-17"),
    ("apwyntiad deintydd am hanner awr wedi naw, bydd yn cyrraedd wedyn", MON, "11-16 11-16 am at 09:30"),
    ("bydd yn hwyr, cyrraedd tua 10 o'r gloch", MON, "11-16 11-16 am at 10:00"),
    ("dw i'n dod i'w gasglu, angen gadael am 1:30, meddyg", MON, "11-16 11-16 pm at 13:30"),
    ("adref am ddau ddiwrnod gyda gwres", MON, "11-16 11-17"),
    ("ddim yn siŵr pryd bydd e nôl", MON, "11-16 open"),
    ("bore fory mae apwyntiad gyda'r deintydd", MON, "11-17 11-17 am"),
    ("prynhawn Iau mae apwyntiad ysbyty", MON, "11-19 11-19 pm"),
    ("o ddydd Llun tan ddydd Mercher yn absennol", EVE, "11-23 11-25"),
    ("yr wythnos nesaf yn absennol", MON, "11-23 11-26"),
]
LANGUAGES = {
    "pl": POLISH, "ro": ROMANIAN, "uk": UKRAINIAN, "ur": URDU, "pa": PANJABI, "bn": BENGALI, "ar": ARABIC,
    "so": SOMALI, "fr": FRENCH, "pt": PORTUGUESE, "cy": WELSH,
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text", "now", "told"),
    [(language, *row) for language, rows in LANGUAGES.items() for row in rows],
)
def test_reads_days(language: str, text: str, now: str, told: str, calendar: SchoolCalendar) -> None:
    assert as_told(read(language, text, now, calendar)) == told, in_english(clean(text), language)


@pytest.mark.parametrize("language", PHRASE_BOOKS)
def test_every_line_of_a_phrase_book_is_found_and_told_in_english(language: str) -> None:
    holes = {"{n}": "9", "{day}": "monday", "{month}": "november", "{time}": "10:30"}
    for phrase, english in phrase_lines(language):
        if english.startswith("@") or english in (*MONTHS, ".") or english.isdigit():
            continue
        said = phrase.replace("*", "")
        for hole, filling in holes.items():
            said = said.replace(hole, filling)
        assert in_english(said, language), phrase


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("do piątku", "line 2: write it as phrase,english"),
        ("do piątku,", "line 2: write it as phrase,english"),
        ("do {day},until {n}", "line 2: 'until {n}' asks for what 'do {day}' does not say"),
    ],
)
def test_a_bad_line_is_named(line: str, problem: str) -> None:
    with pytest.raises(PhraseBookError, match=f"pl.csv, {re.escape(problem)}"):
        read_lines(f"# Polish\n{line}\n", "pl.csv")


@pytest.mark.parametrize("language", [*PHRASE_BOOKS, "gu", "ta", "xx"])
@pytest.mark.parametrize(
    "text", ["", "🙂", "⟦d:friday⟧", "kal " * 400, "99:99 31/31 ٣٢ 10.30.5", "a" * 2000, "{n} * ( [ \\ |"]
)
def test_takes_any_text(language: str, text: str, calendar: SchoolCalendar) -> None:
    assert read(language, text, MON, calendar).first_on


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pl", "Dzień dobry, Jakub jest w klasie 4B, proszę o kontakt"),
        ("fr", "Bonjour, je voudrais parler avec la maîtresse"),
        ("ur", "السلام علیکم میں علی کی والدہ ہوں"),
        ("gu", "મારો દીકરો બીમાર છે"),
    ],
)
def test_no_day_is_drawn_from_words_it_does_not_know(
    language: str, text: str, calendar: SchoolCalendar
) -> None:
    assert not read(language, text, MON, calendar).stated


def test_a_language_without_a_phrase_book_is_read_for_its_english_words() -> None:
    assert in_english("મારો દીકરો today school off", "gu") == "today is off"
