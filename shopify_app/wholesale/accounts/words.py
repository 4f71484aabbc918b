"""The words of the application form in the storefront's languages: English, Arabic, French."""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES = ("en", "ar", "fr")
RIGHT_TO_LEFT = frozenset({"ar"})
ELSEWHERE = "ZZ"

COUNTRIES: Mapping[str, tuple[str, str, str]] = {
    "SA": ("Saudi Arabia", "المملكة العربية السعودية", "Arabie saoudite"),
    "AE": ("United Arab Emirates", "الإمارات العربية المتحدة", "Émirats arabes unis"),
    "BH": ("Bahrain", "البحرين", "Bahreïn"),
    "KW": ("Kuwait", "الكويت", "Koweït"),
    "OM": ("Oman", "عُمان", "Oman"),
    "QA": ("Qatar", "قطر", "Qatar"),
    "MA": ("Morocco", "المغرب", "Maroc"),
    "DZ": ("Algeria", "الجزائر", "Algérie"),
    "EG": ("Egypt", "مصر", "Égypte"),
    "IQ": ("Iraq", "العراق", "Irak"),
    "JO": ("Jordan", "الأردن", "Jordanie"),
    "LB": ("Lebanon", "لبنان", "Liban"),
    "TN": ("Tunisia", "تونس", "Tunisie"),
    "TR": ("Türkiye", "تركيا", "Turquie"),
    "BE": ("Belgium", "بلجيكا", "Belgique"),
    "CH": ("Switzerland", "سويسرا", "Suisse"),
    "DE": ("Germany", "ألمانيا", "Allemagne"),
    "ES": ("Spain", "إسبانيا", "Espagne"),
    "FR": ("France", "فرنسا", "France"),
    "GB": ("United Kingdom", "المملكة المتحدة", "Royaume-Uni"),
    "IT": ("Italy", "إيطاليا", "Italie"),
    "NL": ("Netherlands", "هولندا", "Pays-Bas"),
    "CA": ("Canada", "كندا", "Canada"),
    "US": ("United States", "الولايات المتحدة", "États-Unis"),
    "CN": ("China", "الصين", "Chine"),
    "IN": ("India", "الهند", "Inde"),
    "PK": ("Pakistan", "باكستان", "Pakistan"),
    ELSEWHERE: ("Another country", "دولة أخرى", "Un autre pays"),
}

_WORDS: Mapping[str, tuple[str, str, str]] = {
    "title": ("Apply for a trade account", "طلب حساب تجاري", "Demander un compte professionnel"),
    "intro": (
        "For businesses that buy to sell. We look at every application and answer by e-mail.",
        "للشركات التي تشتري بغرض البيع. ننظر في كل طلب ونرد عليه بالبريد الإلكتروني.",
        "Pour les entreprises qui achètent pour revendre. Nous examinons chaque demande et répondons par e-mail.",
    ),
    "company": ("Company name", "اسم الشركة", "Nom de l’entreprise"),
    "country": ("Country of registration", "بلد التسجيل", "Pays d’immatriculation"),
    "choose": ("Choose a country", "اختر البلد", "Choisissez un pays"),
    "registration": ("Company registration number", "رقم تسجيل الشركة", "Numéro d’immatriculation de l’entreprise"),
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
    ),
    "contact_name": ("Contact person", "الشخص المسؤول", "Personne de contact"),
    "email": ("E-mail", "البريد الإلكتروني", "E-mail"),
    "phone": ("Phone, with country code", "الهاتف مع رمز الدولة", "Téléphone, avec l’indicatif du pays"),
    "notice": (
        "We use these data only to decide on your application and to keep your trade account. They are encrypted, and "
        "deleted 6 months after a refusal or closure, or when you ask the shop for it.",
        "نستخدم هذه البيانات فقط للبت في طلبك وإدارة حسابك التجاري. وهي مشفّرة، وتُحذف بعد 6 أشهر من الرفض أو "
        "الإغلاق، أو متى طلبت ذلك من المتجر.",
        "Nous utilisons ces données uniquement pour décider de votre demande et tenir votre compte professionnel. "
        "Elles sont chiffrées, et supprimées 6 mois après un refus ou une clôture, ou dès que vous le demandez à la "
        "boutique.",
    ),
    "send": ("Send the application", "إرسال الطلب", "Envoyer la demande"),
    "trap": ("Leave this field empty", "اترك هذا الحقل فارغًا", "Laissez ce champ vide"),
    "received_title": ("Thank you", "شكرًا لك", "Merci"),
    "received": (
        "We have your application and answer by e-mail. If you applied before, nothing more is needed.",
        "تلقينا طلبك وسنرد عليك بالبريد الإلكتروني. وإن كنت قد تقدمت بطلب من قبل فلا حاجة إلى شيء آخر.",
        "Nous avons bien votre demande et répondrons par e-mail. Si vous en aviez déjà fait une, rien d’autre "
        "n’est nécessaire.",
    ),
    "wrong": ("Please look at these fields:", "يرجى مراجعة هذه الحقول:", "Veuillez vérifier ces champs :"),
    "again": (
        "The form was sent too quickly or had become too old. Please look it over and send it again.",
        "أُرسل النموذج بسرعة كبيرة أو انتهت مدته. يرجى مراجعته وإرساله مرة أخرى.",
        "Le formulaire a été envoyé trop vite ou avait expiré. Veuillez le relire et l’envoyer à nouveau.",
    ),
    "busy": (
        "Too many applications came from here. Please try again in an hour.",
        "وصلت طلبات كثيرة من هنا. يرجى المحاولة مرة أخرى بعد ساعة.",
        "Trop de demandes sont venues d’ici. Veuillez réessayer dans une heure.",
    ),
    "missing": ("This is needed.", "هذا الحقل مطلوب.", "Ce champ est requis."),
    "long": ("This is too long.", "النص طويل جدًا.", "C’est trop long."),
    "email_problem": ("This is not an e-mail address.", "هذا ليس بريدًا إلكترونيًا.", "Ce n’est pas une adresse e-mail."),
    "phone_problem": ("This is not a phone number.", "هذا ليس رقم هاتف.", "Ce n’est pas un numéro de téléphone."),
    "identity": (
        "This looks like the number of an identity card or residence permit, which we may not keep. Give the company’s "
        "registration number.",
        "يبدو هذا رقم هوية أو إقامة، ولا يجوز لنا حفظه. اكتب رقم تسجيل الشركة.",
        "Ceci ressemble au numéro d’une carte d’identité ou de séjour, que nous ne pouvons pas garder. Donnez le "
        "numéro d’immatriculation de l’entreprise.",
    ),
    "saudi": (
        "Give the commercial registration (10 digits) or the VAT number (15 digits, beginning and ending with 3).",
        "اكتب السجل التجاري (10 أرقام) أو الرقم الضريبي (15 رقمًا يبدأ وينتهي بالرقم 3).",
        "Donnez le registre du commerce (10 chiffres) ou le numéro de TVA (15 chiffres, commençant et finissant par "
        "3).",
    ),
    "morocco": ("Give the ICE: 15 digits.", "اكتب المعرّف الموحد للمقاولة: 15 رقمًا.", "Donnez l’ICE : 15 chiffres."),
    "emirates": (
        "Give the trade licence number or the TRN (15 digits).",
        "اكتب رقم الرخصة التجارية أو رقم التسجيل الضريبي (15 رقمًا).",
        "Donnez le numéro de la licence commerciale ou le TRN (15 chiffres).",
    ),
    "elsewhere": (
        "Give the number under which your company is registered: 3 to 30 letters and digits.",
        "اكتب الرقم الذي سُجلت به شركتك: من 3 إلى 30 حرفًا ورقمًا.",
        "Donnez le numéro d’immatriculation de votre entreprise : 3 à 30 lettres et chiffres.",
    ),
}


def language_of(locale: str) -> str:
    """The language to answer a storefront's locale in, such as `ar` for ar-SA; English for one we do not speak."""
    language = locale.lower().partition("-")[0]
    return language if language in LANGUAGES else LANGUAGES[0]


def words_in(language: str) -> dict[str, str]:
    """Every word of the form."""
    place = LANGUAGES.index(language)
    return {name: several[place] for name, several in _WORDS.items()}


def countries_in(language: str) -> dict[str, str]:
    """The countries by their codes, in the order of the list."""
    place = LANGUAGES.index(language)
    return {code: several[place] for code, several in COUNTRIES.items()}
