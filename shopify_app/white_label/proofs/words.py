"""The words of a proof's page and letter, each in English, Arabic, French and Norwegian bokmål."""

from __future__ import annotations

from collections.abc import Mapping

from shopify_app.white_label.brands.forms import LANGUAGES

RIGHT_TO_LEFT = frozenset({"ar"})
# Each language by its own name.
LANGUAGES_NAMED = {"en": "English", "ar": "العربية", "fr": "Français", "nb": "Norsk"}

_WORDS: Mapping[str, tuple[str, str, str, str]] = {
    "title": ("How your parcels will look", "كيف ستبدو طرودك", "L’aspect de vos colis", "Slik vil pakkene dine se ut"),
    "asks": (
        "{shop} sends parcels in your name and asks you to look at how they will look. The goods and the consignee on "
        "these papers are invented.",
        "يرسل {shop} طرودًا باسمك ويطلب منك الاطلاع على شكلها. البضائع والمستلم على هذه الأوراق أمثلة فقط.",
        "{shop} expédie des colis à votre nom et vous demande de vérifier leur aspect. Les articles et le destinataire "
        "de ces documents sont inventés.",
        "{shop} sender pakker i ditt navn og ber deg se på hvordan de vil se ut. Varene og mottakeren på papirene er "
        "oppdiktet.",
    ),
    "until": (
        "You can answer until {date}.",
        "يمكنك الرد حتى {date}.",
        "Vous pouvez répondre jusqu’au {date}.",
        "Du kan svare til og med {date}.",
    ),
    "papers": ("The papers", "الأوراق", "Les documents", "Papirene"),
    "A4": ("Packing slip, A4", "قائمة المحتويات، A4", "Bon de livraison, A4", "Pakkseddel, A4"),
    "A6": ("Packing slip, A6", "قائمة المحتويات، A6", "Bon de livraison, A6", "Pakkseddel, A6"),
    "LABEL": (
        "Packing slip, 4 × 6 inches",
        "قائمة المحتويات، 4 × 6 بوصات",
        "Bon de livraison, 4 × 6 pouces",
        "Pakkseddel, 4 × 6 tommer",
    ),
    "SHIPPING": ("Shipping label", "ملصق الشحن", "Étiquette d’expédition", "Fraktetikett"),
    "RETURNS": ("Return slip", "قسيمة الإرجاع", "Bon de retour", "Returseddel"),
    "GIFT": ("Gift message", "رسالة إهداء", "Message cadeau", "Gavehilsen"),
    "pdf": ("Open as PDF", "فتح بصيغة PDF", "Ouvrir en PDF", "Åpne som PDF"),
    "facts": ("What stands on them", "ما هو مكتوب عليها", "Ce qui y figure", "Dette står på dem"),
    "name": ("Name", "الاسم", "Nom", "Navn"),
    "sender": ("Sender", "المرسل", "Expéditeur", "Avsender"),
    "returns": ("Returns go to", "عنوان الإرجاع", "Adresse de retour", "Returer sendes til"),
    "contact": ("Contact", "للتواصل", "Contact", "Kontakt"),
    "message": ("Message", "الرسالة", "Message", "Hilsen"),
    "prices": ("Prices", "الأسعار", "Prix", "Priser"),
    "prices_shown": ("Shown", "ظاهرة", "Affichés", "Vises"),
    "prices_hidden": ("Not shown", "غير ظاهرة", "Non affichés", "Vises ikke"),
    "towards": ("Parcels to {country}", "الطرود إلى {country}", "Colis vers {country}", "Pakker til {country}"),
    "options": ("What goes with them", "ما يُرفق بها", "Ce qui les accompagne", "Dette følger med"),
    "box": ("Box", "صندوق", "Boîte", "Eske"),
    "wrapping": ("Wrapping", "تغليف", "Emballage", "Innpakning"),
    "label": ("Label", "ملصق", "Étiquette", "Etikett"),
    "insert": ("Insert", "مرفق", "Encart", "Innlegg"),
    "print": ("Print", "طباعة", "Impression", "Trykk"),
    "answer": ("Your answer", "ردّك", "Votre réponse", "Svaret ditt"),
    "sure": (
        "I have looked at all papers. Parcels in my name may look like this.",
        "اطلعت على جميع الأوراق. يمكن أن تبدو الطرود المرسلة باسمي بهذا الشكل.",
        "J’ai regardé tous les documents. Les colis à mon nom peuvent avoir cet aspect.",
        "Jeg har sett på alle papirene. Pakker i mitt navn kan se slik ut.",
    ),
    "approve": ("Approve", "موافقة", "Approuver", "Godkjenn"),
    "or": (
        "Or is something not right?",
        "أو هناك ما يحتاج إلى تعديل؟",
        "Ou quelque chose ne va pas ?",
        "Eller er noe ikke riktig?",
    ),
    "note": ("What should be different", "ما الذي ينبغي تغييره", "Ce qui doit changer", "Hva skal være annerledes"),
    "note_help": (
        "Up to 1,000 characters. The shop changes it and sends you a new proof.",
        "حتى 1000 حرف. سيعدّله المتجر ويرسل إليك نموذجًا جديدًا.",
        "1 000 caractères au plus. La boutique corrige et vous envoie une nouvelle épreuve.",
        "Inntil 1000 tegn. Butikken endrer det og sender deg et nytt utkast.",
    ),
    "ask": ("Ask for changes", "طلب تعديلات", "Demander des modifications", "Be om endringer"),
    "sure_missing": (
        "Tick the box above the button first, then approve.",
        "ضع علامة في المربع أعلى الزر أولًا، ثم وافق.",
        "Cochez d’abord la case au-dessus du bouton, puis approuvez.",
        "Kryss av i boksen over knappen først, og godkjenn deretter.",
    ),
    "note_missing": (
        "Write what should be different.",
        "اكتب ما الذي ينبغي تغييره.",
        "Écrivez ce qui doit changer.",
        "Skriv hva som skal være annerledes.",
    ),
    "note_long": (
        "That is too long: 1,000 characters at most.",
        "النص طويل جدًا: 1000 حرف كحد أقصى.",
        "C’est trop long : 1 000 caractères au plus.",
        "Det er for langt: høyst 1000 tegn.",
    ),
    "approved_title": ("Approved. Thank you!", "تمت الموافقة. شكرًا لك!", "Approuvé. Merci !", "Godkjent. Takk!"),
    "approved": (
        "Parcels in your name will look like this. The shop was told.",
        "ستبدو الطرود المرسلة باسمك بهذا الشكل. تم إبلاغ المتجر.",
        "Les colis à votre nom auront cet aspect. La boutique en est informée.",
        "Pakker i ditt navn vil se slik ut. Butikken har fått beskjed.",
    ),
    "changes_title": (
        "Thank you, the shop was told",
        "شكرًا، تم إبلاغ المتجر",
        "Merci, la boutique est informée",
        "Takk, butikken har fått beskjed",
    ),
    "changes": (
        "You asked for changes. You will get a new proof by e-mail.",
        "طلبت تعديلات. ستصلك نسخة جديدة بالبريد الإلكتروني.",
        "Vous avez demandé des modifications. Vous recevrez une nouvelle épreuve par e-mail.",
        "Du ba om endringer. Du får et nytt utkast på e-post.",
    ),
    "expired_title": (
        "This link’s time is over",
        "انتهت صلاحية هذا الرابط",
        "Ce lien a expiré",
        "Denne lenken er utløpt",
    ),
    "expired": (
        "Nothing is lost: ask {shop} to send you a new one.",
        "لم يضع شيء: اطلب من {shop} إرسال رابط جديد.",
        "Rien n’est perdu : demandez à {shop} de vous en envoyer un nouveau.",
        "Ingenting er tapt: be {shop} om å sende deg en ny.",
    ),
    "superseded_title": ("There is something newer", "هناك نسخة أحدث", "Il y a plus récent", "Det finnes noe nyere"),
    "superseded": (
        "{shop} has changed this since, so it can no longer be answered. A new proof comes, or came, by e-mail.",
        "عدّل {shop} هذا النموذج بعد إرساله، فلم يعد بالإمكان الرد عليه. ستصلك، أو وصلتك، نسخة جديدة بالبريد "
        "الإلكتروني.",
        "{shop} a modifié cette épreuve depuis : on ne peut plus y répondre. Une nouvelle vous parvient par e-mail.",
        "{shop} har endret dette siden, så det kan ikke besvares lenger. Et nytt utkast kommer, eller kom, på e-post.",
    ),
    "withdrawn_title": (
        "This was taken back",
        "تم سحب هذا النموذج",
        "Cette épreuve a été retirée",
        "Dette ble trukket tilbake",
    ),
    "withdrawn": (
        "{shop} no longer asks for an answer to it.",
        "لم يعد {shop} يطلب ردًا عليه.",
        "{shop} n’attend plus de réponse.",
        "{shop} ber ikke lenger om svar på det.",
    ),
    "unknown_title": (
        "This link leads nowhere",
        "هذا الرابط لا يؤدي إلى شيء",
        "Ce lien ne mène nulle part",
        "Denne lenken fører ingen steder",
    ),
    "unknown": (
        "Open the link in the mail once more, all of it. If that does not help, ask the shop for a new one.",
        "افتح الرابط الموجود في الرسالة مرة أخرى كاملًا. وإن لم يُجدِ ذلك، فاطلب من المتجر رابطًا جديدًا.",
        "Ouvrez encore le lien de l’e-mail, en entier. Si cela n’aide pas, demandez-en un nouveau à la boutique.",
        "Åpne lenken i e-posten en gang til, hele lenken. Hjelper ikke det, be butikken om en ny.",
    ),
    "busy_title": ("One moment, please", "لحظة من فضلك", "Un instant, s’il vous plaît", "Et øyeblikk"),
    "busy": (
        "This was asked for too often. Try again in a few minutes.",
        "تكرر هذا الطلب كثيرًا. حاول مرة أخرى بعد بضع دقائق.",
        "Trop de demandes. Réessayez dans quelques minutes.",
        "Det ble spurt for ofte. Prøv igjen om noen minutter.",
    ),
    "code": ("Code", "الرمز", "Code", "Kode"),
    "code_help": (
        "If nothing happens by itself: copy what stands after the # in the mail’s link.",
        "إذا لم يحدث شيء تلقائيًا: انسخ ما بعد العلامة # في رابط الرسالة.",
        "Si rien ne se passe : copiez ce qui suit le # dans le lien de l’e-mail.",
        "Hvis ingenting skjer av seg selv: kopier det som står etter # i lenken fra e-posten.",
    ),
    "open": ("Open", "فتح", "Ouvrir", "Åpne"),
    "mail_subject": (
        "{shop}: how parcels in your name will look",
        "{shop}: كيف ستبدو الطرود المرسلة باسمك",
        "{shop} : l’aspect des colis à votre nom",
        "{shop}: slik vil pakker i ditt navn se ut",
    ),
    "mail_again": (
        "Reminder from {shop}: how parcels in your name will look",
        "تذكير من {shop}: كيف ستبدو الطرود المرسلة باسمك",
        "Rappel de {shop} : l’aspect des colis à votre nom",
        "Påminnelse fra {shop}: slik vil pakker i ditt navn se ut",
    ),
    "mail_text": (
        "Hello,\n\n{shop} sends parcels in your name and asks you to look at how they will look. Please approve it, or "
        "say what should be different:\n\n{link}\n\nThe link is good until {until}, and meant for you alone: please do "
        "not pass it on. You need no account and no password.\n\nIf you did not expect this, you need do nothing.\n",
        "مرحبًا،\n\nيرسل {shop} طرودًا باسمك ويطلب منك الاطلاع على شكلها. يُرجى الموافقة، أو كتابة ما ينبغي تغييره:\n\n"
        "{link}\n\nالرابط صالح حتى {until}، وهو لك وحدك: يُرجى عدم تمريره إلى غيرك. لا تحتاج إلى حساب ولا كلمة مرور.\n\n"
        "إذا لم تكن تتوقع هذه الرسالة، فلا داعي لأي إجراء.\n",
        "Bonjour,\n\n{shop} expédie des colis à votre nom et vous demande de vérifier leur aspect. Merci d’approuver, "
        "ou de dire ce qui doit changer :\n\n{link}\n\nLe lien est valable jusqu’au {until} et n’est destiné qu’à vous "
        "seul : ne le transmettez pas. Ni compte ni mot de passe ne sont nécessaires.\n\nSi vous n’attendiez pas ce "
        "message, vous n’avez rien à faire.\n",
        "Hei!\n\n{shop} sender pakker i ditt navn og ber deg se på hvordan de vil se ut. Godkjenn det, eller skriv hva "
        "som skal være annerledes:\n\n{link}\n\nLenken gjelder til og med {until} og er bare til deg: ikke send den "
        "videre. Du trenger verken konto eller passord.\n\nHvis du ikke ventet dette, trenger du ikke å gjøre noe.\n",
    ),
}


def words_in(language: str) -> dict[str, str]:
    """Every word of the page and the letter; in English for a language that has none here."""
    place = LANGUAGES.index(language) if language in LANGUAGES else 0
    return {name: several[place] for name, several in _WORDS.items()}
