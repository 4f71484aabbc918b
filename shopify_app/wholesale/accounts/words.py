"""The words of the application form, each in the order of `LANGUAGES`: English, Arabic, French, Norwegian bokmål."""

from __future__ import annotations

from collections.abc import Mapping

from shopify_app.wholesale.languages import LANGUAGES

ELSEWHERE = "ZZ"

COUNTRIES: Mapping[str, tuple[str, str, str, str]] = {
    "SA": ("Saudi Arabia", "المملكة العربية السعودية", "Arabie saoudite", "Saudi-Arabia"),
    "AE": ("United Arab Emirates", "الإمارات العربية المتحدة", "Émirats arabes unis", "De forente arabiske emirater"),
    "BH": ("Bahrain", "البحرين", "Bahreïn", "Bahrain"),
    "KW": ("Kuwait", "الكويت", "Koweït", "Kuwait"),
    "OM": ("Oman", "عُمان", "Oman", "Oman"),
    "QA": ("Qatar", "قطر", "Qatar", "Qatar"),
    "MA": ("Morocco", "المغرب", "Maroc", "Marokko"),
    "DZ": ("Algeria", "الجزائر", "Algérie", "Algerie"),
    "EG": ("Egypt", "مصر", "Égypte", "Egypt"),
    "IQ": ("Iraq", "العراق", "Irak", "Irak"),
    "JO": ("Jordan", "الأردن", "Jordanie", "Jordan"),
    "LB": ("Lebanon", "لبنان", "Liban", "Libanon"),
    "TN": ("Tunisia", "تونس", "Tunisie", "Tunisia"),
    "TR": ("Türkiye", "تركيا", "Turquie", "Tyrkia"),
    "BE": ("Belgium", "بلجيكا", "Belgique", "Belgia"),
    "CH": ("Switzerland", "سويسرا", "Suisse", "Sveits"),
    "DE": ("Germany", "ألمانيا", "Allemagne", "Tyskland"),
    "ES": ("Spain", "إسبانيا", "Espagne", "Spania"),
    "FR": ("France", "فرنسا", "France", "Frankrike"),
    "GB": ("United Kingdom", "المملكة المتحدة", "Royaume-Uni", "Storbritannia"),
    "IT": ("Italy", "إيطاليا", "Italie", "Italia"),
    "NL": ("Netherlands", "هولندا", "Pays-Bas", "Nederland"),
    "NO": ("Norway", "النرويج", "Norvège", "Norge"),
    "CA": ("Canada", "كندا", "Canada", "Canada"),
    "US": ("United States", "الولايات المتحدة", "États-Unis", "USA"),
    "CN": ("China", "الصين", "Chine", "Kina"),
    "IN": ("India", "الهند", "Inde", "India"),
    "PK": ("Pakistan", "باكستان", "Pakistan", "Pakistan"),
    ELSEWHERE: ("Another country", "دولة أخرى", "Un autre pays", "Et annet land"),
}

_WORDS: Mapping[str, tuple[str, str, str, str]] = {
    "title": (
        "Apply for a trade account",
        "طلب حساب تجاري",
        "Demander un compte professionnel",
        "Søk om forhandlerkonto",
    ),
    "intro": (
        "For businesses that buy to sell. We look at every application and answer by e-mail.",
        "للشركات التي تشتري بغرض البيع. ننظر في كل طلب ونرد عليه بالبريد الإلكتروني.",
        "Pour les entreprises qui achètent pour revendre. Nous examinons chaque demande et répondons par e-mail.",
        "For bedrifter som kjøper for å selge videre. Vi ser på alle søknader og svarer per e-post.",
    ),
    "company": ("Company name", "اسم الشركة", "Nom de l’entreprise", "Firmanavn"),
    "country": ("Country of registration", "بلد التسجيل", "Pays d’immatriculation", "Registreringsland"),
    "choose": ("Choose a country", "اختر البلد", "Choisissez un pays", "Velg land"),
    "registration": (
        "Company registration number",
        "رقم تسجيل الشركة",
        "Numéro d’immatriculation de l’entreprise",
        "Bedriftens registreringsnummer",
    ),
    "registration_help": (
        "Saudi Arabia: commercial registration (10 digits) or VAT number (15 digits, beginning and ending with 3). "
        "Morocco: ICE (15 digits). UAE: trade licence or TRN (15 digits). Elsewhere: the number of your company "
        "register. Never the number of an identity card or residence permit.",
        "السعودية: السجل التجاري (10 أرقام) أو الرقم الضريبي (15 رقمًا يبدأ وينتهي بالرقم 3). المغرب: المعرّف الموحد "
        "للمقاولة (15 رقمًا). الإمارات: الرخصة التجارية أو رقم التسجيل الضريبي (15 رقمًا). غيرها: رقم السجل التجاري. "
        "لا تكتب أبدًا رقم الهوية أو الإقامة.",
        "Arabie saoudite : registre du commerce (10 chiffres) ou numéro de TVA (15 chiffres, commençant et finissant "
        "par 3). Maroc : ICE (15 chiffres). Émirats : licence commerciale ou TRN (15 chiffres). Ailleurs : le numéro "
        "de votre registre du commerce. Jamais le numéro d’une carte d’identité ou de séjour.",
        "Saudi-Arabia: nummer i handelsregisteret (10 sifre) eller mva-nummer (15 sifre, begynner og slutter med 3). "
        "Marokko: ICE (15 sifre). Emiratene: handelslisens eller TRN (15 sifre). Andre land: nummeret i "
        "foretaksregisteret, i Norge organisasjonsnummeret. Aldri et fødselsnummer eller nummeret på et "
        "identitetskort eller en oppholdstillatelse.",
    ),
    "contact_name": ("Contact person", "الشخص المسؤول", "Personne de contact", "Kontaktperson"),
    "email": ("E-mail", "البريد الإلكتروني", "E-mail", "E-post"),
    "phone": (
        "Phone, with country code",
        "الهاتف مع رمز الدولة",
        "Téléphone, avec l’indicatif du pays",
        "Telefon, med landskode",
    ),
    "notice": (
        "We use these data only to decide on your application and to keep your trade account. They are encrypted, and "
        "deleted 6 months after a refusal or closure, or when you ask the shop for it.",
        "نستخدم هذه البيانات فقط للبت في طلبك وإدارة حسابك التجاري. وهي مشفّرة، وتُحذف بعد 6 أشهر من الرفض أو "
        "الإغلاق، أو متى طلبت ذلك من المتجر.",
        "Nous utilisons ces données uniquement pour décider de votre demande et tenir votre compte professionnel. "
        "Elles sont chiffrées, et supprimées 6 mois après un refus ou une clôture, ou dès que vous le demandez à la "
        "boutique.",
        "Vi bruker opplysningene bare til å behandle søknaden din og føre forhandlerkontoen din. De er kryptert, og "
        "slettes 6 måneder etter et avslag eller en avslutning, eller når du ber butikken om det.",
    ),
    "send": ("Send the application", "إرسال الطلب", "Envoyer la demande", "Send søknaden"),
    "trap": ("Leave this field empty", "اترك هذا الحقل فارغًا", "Laissez ce champ vide", "La dette feltet stå tomt"),
    "received_title": ("Thank you", "شكرًا لك", "Merci", "Takk"),
    "received": (
        "We have your application and answer by e-mail. If you applied before, nothing more is needed.",
        "تلقينا طلبك وسنرد عليك بالبريد الإلكتروني. وإن كنت قد تقدمت بطلب من قبل فلا حاجة إلى شيء آخر.",
        "Nous avons bien votre demande et répondrons par e-mail. Si vous en aviez déjà fait une, rien d’autre "
        "n’est nécessaire.",
        "Vi har mottatt søknaden din og svarer per e-post. Har du søkt før, trenger du ikke å gjøre noe mer.",
    ),
    "wrong": (
        "Please look at these fields:",
        "يرجى مراجعة هذه الحقول:",
        "Veuillez vérifier ces champs :",
        "Se over disse feltene:",
    ),
    "again": (
        "The form was sent too quickly or had become too old. Please look it over and send it again.",
        "أُرسل النموذج بسرعة كبيرة أو انتهت مدته. يرجى مراجعته وإرساله مرة أخرى.",
        "Le formulaire a été envoyé trop vite ou avait expiré. Veuillez le relire et l’envoyer à nouveau.",
        "Skjemaet ble sendt for raskt eller var blitt for gammelt. Se over det og send det på nytt.",
    ),
    "busy": (
        "Too many applications came from here. Please try again in an hour.",
        "وصلت طلبات كثيرة من هنا. يرجى المحاولة مرة أخرى بعد ساعة.",
        "Trop de demandes sont venues d’ici. Veuillez réessayer dans une heure.",
        "Det har kommet for mange søknader herfra. Prøv igjen om en time.",
    ),
    "missing": ("This is needed.", "هذا الحقل مطلوب.", "Ce champ est requis.", "Dette må fylles ut."),
    "long": ("This is too long.", "النص طويل جدًا.", "C’est trop long.", "Dette er for langt."),
    "email_problem": (
        "This is not an e-mail address.",
        "هذا ليس بريدًا إلكترونيًا.",
        "Ce n’est pas une adresse e-mail.",
        "Dette er ikke en e-postadresse.",
    ),
    "phone_problem": (
        "This is not a phone number.",
        "هذا ليس رقم هاتف.",
        "Ce n’est pas un numéro de téléphone.",
        "Dette er ikke et telefonnummer.",
    ),
    "identity": (
        "This looks like the number of an identity card or residence permit, which we may not keep. Give the company’s "
        "registration number.",
        "يبدو هذا رقم هوية أو إقامة، ولا يجوز لنا حفظه. اكتب رقم تسجيل الشركة.",
        "Ceci ressemble au numéro d’une carte d’identité ou de séjour, que nous ne pouvons pas garder. Donnez le "
        "numéro d’immatriculation de l’entreprise.",
        "Dette ser ut som nummeret på et identitetskort eller en oppholdstillatelse, og det kan vi ikke lagre. Oppgi "
        "bedriftens registreringsnummer.",
    ),
    "saudi": (
        "Give the commercial registration (10 digits) or the VAT number (15 digits, beginning and ending with 3).",
        "اكتب السجل التجاري (10 أرقام) أو الرقم الضريبي (15 رقمًا يبدأ وينتهي بالرقم 3).",
        "Donnez le registre du commerce (10 chiffres) ou le numéro de TVA (15 chiffres, commençant et finissant par "
        "3).",
        "Oppgi nummeret i handelsregisteret (10 sifre) eller mva-nummeret (15 sifre, begynner og slutter med 3).",
    ),
    "morocco": (
        "Give the ICE: 15 digits.",
        "اكتب المعرّف الموحد للمقاولة: 15 رقمًا.",
        "Donnez l’ICE : 15 chiffres.",
        "Oppgi ICE: 15 sifre.",
    ),
    "emirates": (
        "Give the trade licence number or the TRN (15 digits).",
        "اكتب رقم الرخصة التجارية أو رقم التسجيل الضريبي (15 رقمًا).",
        "Donnez le numéro de la licence commerciale ou le TRN (15 chiffres).",
        "Oppgi nummeret på handelslisensen eller TRN (15 sifre).",
    ),
    "elsewhere": (
        "Give the number under which your company is registered: 3 to 30 letters and digits.",
        "اكتب الرقم الذي سُجلت به شركتك: من 3 إلى 30 حرفًا ورقمًا.",
        "Donnez le numéro d’immatriculation de votre entreprise : 3 à 30 lettres et chiffres.",
        "Oppgi nummeret bedriften din er registrert under: 3 til 30 bokstaver og sifre.",
    ),
}


def words_in(language: str) -> dict[str, str]:
    """Every word of the form."""
    place = LANGUAGES.index(language)
    return {name: several[place] for name, several in _WORDS.items()}


def countries_in(language: str) -> dict[str, str]:
    """The countries by their codes, in the order of the list."""
    place = LANGUAGES.index(language)
    return {code: several[place] for code, several in COUNTRIES.items()}
