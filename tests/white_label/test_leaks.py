"""A name is found in every disguise, and nothing is found where none is."""

from __future__ import annotations

import string
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopify_app.white_label.leaks.collaboration import collaboration_words
from shopify_app.white_label.leaks.identities import Finding, Identity, Kind, UnreadableCarrierError
from shopify_app.white_label.leaks.links import leaks_in_url
from shopify_app.white_label.leaks.watchlist import LONGEST_TEXT, leaks_in_text, watch, without

NAME = Identity(Kind.NAME, "Atlas Souq", "the shop's name")
ARABIC = Identity(Kind.NAME, "سوق الأطلس", "the shop's Arabic name")
DOMAIN = Identity(Kind.DOMAIN, "https://www.atlas-souq.example/", "the shop's domain")
EMAIL = Identity(Kind.EMAIL, "orders@atlas-post.example", "the shop's mail")
PHONE = Identity(Kind.PHONE, "+966 55 123 4567", "the shop's phone")
ADDRESS = Identity(Kind.ADDRESS, "Industrial Street 12, 11564 Riyadh", "the shop's address")
ALL = (NAME, ARABIC, DOMAIN, EMAIL, PHONE, ADDRESS)

LOOKS = str.maketrans("ATSOaosuq", "АТЅОаоѕυԛ")
GREEK = str.maketrans("ATSOo", "ΑТЅΟο")
MATHS = {ord(one): chr(0x1D400 + place) for place, one in enumerate(string.ascii_uppercase + string.ascii_lowercase)}
WIDE = {code: chr(code + 0xFEE0) for code in range(0x21, 0x7F)}
SQUARED = {ord(one): chr(0x1F170 + place) for place, one in enumerate(string.ascii_uppercase)}
SMALL_CAPITALS = str.maketrans("atlsouq", "ᴀᴛʟꜱᴏᴜꞯ")
DECKED = str.maketrans("AaTtlsoSuq", "ȺɑŦŧłʂɵꞨʉꝗ")
LISU = str.maketrans("ATLSOU", "ꓮꓔꓡꓢꓳꓴ")
COPTIC = str.maketrans("AaTtOo", "ⲀⲁⲦⲧⲞⲟ")
DISGUISES: dict[str, Callable[[str], str]] = {
    "none": lambda text: text,
    "capitals": str.upper,
    "small letters": str.lower,
    "fullwidth": lambda text: text.translate(WIDE),
    "mathematical": lambda text: text.translate(MATHS),
    "squared": lambda text: text.upper().translate(SQUARED),
    "small capitals": lambda text: text.lower().translate(SMALL_CAPITALS),
    "strokes and hooks": lambda text: text.translate(DECKED),
    "Lisu": lambda text: text.upper().translate(LISU),
    "Coptic": lambda text: text.translate(COPTIC),
    "Cyrillic": lambda text: text.translate(LOOKS),
    "Greek": lambda text: text.translate(GREEK),
    "accents": lambda text: "".join(one + "\u0301" if one.isalpha() else one for one in text),
    "zero width": "\u200b".join,
    "joiners": "\u200d".join,
    "soft hyphens": "\u00ad".join,
    "bidi controls": lambda text: "\u202d" + text + "\u202c",
    "Hangul filler": "\u3164".join,
    "spaces": " ".join,
    "dots": ".".join,
    "hyphens": "-".join,
    "line breaks": "\n".join,
    "glued": lambda text: text.replace(" ", ""),
    "broken": lambda text: text[:2] + "-\n" + text[2:],
    "odd gaps": lambda text: text[:1] + "\u2003\u00a0_" + text[1:],
    "coded": lambda text: "".join(f"&#{ord(one)};" for one in text),
    "escaped": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()),
    "escaped twice": lambda text: "".join(f"%25{byte:02x}" for byte in text.encode()),
}
ARABIC_DISGUISES: dict[str, str] = {
    "none": "سوق الأطلس",
    "bare alef": "سوق الاطلس",
    "wasla": "سوق ٱلأطلس",
    "marks": "سُوقُ الأَطْلَسِ",
    "tatweel": "ســـوق الأطـلس",
    "Persian letters": "سوق الأطلس".replace("ك", "ک"),
    "Maghrebi letters": "سوق الأطلس".replace("ق", "ڧ"),
    "dotless letters": "سوق الأطلس".replace("ق", "ٯ"),
    "presentation forms": "\ufeb3\ufeee\ufed6 \ufe8d\ufef7\ufec3\ufee0\ufeb2",
    "visual order": "سوق الأطلس"[::-1],
    "visual order, lam-alef of one shape": "سلط\ufef7ا قوس",
    "visual order, lam-alef kept": "سلط" + "لأ" + "ا قوس",
    "visual order, two lines": "قوس\nسلطألا",
    "bidi controls": "\u2067سوق الأطلس\u2069",
    "glued": "سوقالأطلس",
    "in a word": "وبسوق الأطلسي",
}
PHONES = (
    *("+966 55 123 4567", "00966551234567", "0551234567", "055-123-4567", "055 123 45 67", "(055) 1234567"),
    *("٠٥٥١٢٣٤٥٦٧", "۰۵۵۱۲۳۴۵۶۷", "+966 (0)55 123 4567", "055.123.4567", "055\u200b1234567", "Tel 0551234567, 9-17"),
)


def kinds(text: str, *identities: Identity) -> list[Kind]:
    return [one.kind for one in leaks_in_text(text, identities or ALL, "text")]


class TestDisguises:
    @pytest.mark.parametrize("disguise", DISGUISES)
    @pytest.mark.parametrize("identity", [NAME, DOMAIN, EMAIL, ADDRESS], ids=lambda one: one.kind.value)
    def test_a_latin_identity_is_found(self, identity: Identity, disguise: str):
        text = identity.text.removeprefix("https://").strip("/")

        assert identity.kind in kinds(f"Your order: {DISGUISES[disguise](text)} thanks you", identity)

    @pytest.mark.parametrize("disguise", ARABIC_DISGUISES)
    def test_an_arabic_name_is_found(self, disguise: str):
        """Around it is more, but where lines are turned: there what is written first is read last."""
        hidden = ARABIC_DISGUISES[disguise]

        assert kinds(hidden if "\n" in hidden else f"شكرا {hidden} لكم", ARABIC) == [Kind.NAME]

    def test_persian_letters_are_the_arabic_ones(self):
        assert kinds("شرکتی کریم", Identity(Kind.NAME, "شركتى كريم")) == [Kind.NAME]

    def test_numbers_keep_their_order_in_a_turned_line(self):
        assert kinds("24 " + "سوق"[::-1], Identity(Kind.NAME, "سوق 24")) == [Kind.NAME]

    @pytest.mark.parametrize(
        "name",
        ["Nadir Trading", *(f"Nadir Trading {form}" for form in ("L.L.C.", "Est", "Co. Ltd", "W.L.L", "AS", "SARL"))],
    )
    def test_a_company_is_found_without_what_it_is_by_law(self, name: str):
        assert kinds("From Nadir Trading, with love", Identity(Kind.NAME, name)) == [Kind.NAME]

    def test_an_arabic_company_is_found_without_what_it_is_by_law(self):
        assert kinds("هدية من نادر للعطور", Identity(Kind.NAME, "شركة نادر للعطور المحدودة")) == [Kind.NAME]

    @pytest.mark.parametrize(
        ("text", "name"), [("Rose oil", "Rose AS"), ("Desert sand", "Desert Ltd"), ("Co", "Co Ltd")]
    )
    def test_a_word_is_no_company(self, text: str, name: str):
        assert kinds(text, Identity(Kind.NAME, name)) == []

    @pytest.mark.parametrize(
        ("host", "said", "is_found"),
        [
            ("shop.atlas-souq.example", "info@atlas-souq.example", True),
            ("www.shop.atlas-souq.example", "https://track.atlas-souq.example/1", True),
            ("store.myshopify.com", "https://other.myshopify.com", False),
            ("store.myshopify.com", "https://store.myshopify.com/x", True),
            ("shop.com.sa", "https://other.com.sa", False),
            ("atlas-souq.example", "see souq.example", False),
        ],
    )
    def test_a_part_of_a_site_stands_for_the_site(self, host: str, said: str, is_found: bool):
        assert (kinds(said, Identity(Kind.DOMAIN, host)) == [Kind.DOMAIN]) is is_found

    @pytest.mark.parametrize("written", PHONES)
    def test_a_phone_is_found(self, written: str):
        assert kinds(f"Call {written}", PHONE) == [Kind.PHONE]

    @pytest.mark.parametrize(
        ("known", "written"),
        [
            ("0551234567", "+966551234567"),
            ("+971 4 123 4567", "04 123 4567"),
            ("+47 22 12 34 56", "22123456"),
            ("+33 1 23 45 67 89", "01.23.45.67.89"),
            ("19999", "call 19999 now"),
        ],
    )
    def test_a_phone_is_found_however_it_is_known(self, known: str, written: str):
        assert kinds(written, Identity(Kind.PHONE, known)) == [Kind.PHONE]

    @pytest.mark.parametrize(
        "written",
        [
            "Industrial St. no. 12, floor 3, 11564 Riyadh",
            "INDUSTRIAL STREET 12\nKSA 11564",
            "Industrial 12 / P.O. Box 11564",
            "Indus-\ntrial Street ١٢، ١١٥٦٤ Riyadh",
        ],
    )
    def test_an_address_is_found_with_a_little_between_its_parts(self, written: str):
        assert kinds(written, ADDRESS) == [Kind.ADDRESS]

    @pytest.mark.parametrize("host", ["atlas-souq.example", "www.atlas-souq.example", "mail.atlas-souq.example:8443"])
    def test_a_domain_is_found_with_its_subdomains(self, host: str):
        assert kinds(f"See http://{host}/a", DOMAIN) == [Kind.DOMAIN]

    def test_a_mails_domain_gives_it_away_unless_everyone_has_it(self):
        assert kinds("no-reply@atlas-post.example", EMAIL) == [Kind.EMAIL]
        assert kinds("buyer@gmail.com", Identity(Kind.EMAIL, "souq@gmail.com")) == []
        assert kinds("souq@gmail.com", Identity(Kind.EMAIL, "souq@gmail.com")) == [Kind.EMAIL]

    @pytest.mark.parametrize(
        "url",
        [
            "https://atlas-souq.example/",
            "https://cdn.example/atlas%2Dsouq/logo",
            "https://t.example/?u=https%253A%252F%252Fatlas%252Dsouq.example",
            "https://atlassouqorders.example",
            "https://xn--atlas-suq-62h.example/",
            "mailto:a@atlas-souq.example?subject=x",
        ],
    )
    def test_a_link_gives_it_away(self, url: str):
        assert Kind.NAME in [one.kind for one in leaks_in_url(url, [NAME])]

    @given(
        name=st.text(string.ascii_letters, min_size=4, max_size=14),
        names=st.lists(st.sampled_from(sorted(set(DISGUISES) - {"coded", "squared", "small capitals"})), max_size=3),
        around=st.sampled_from([("", ""), ("From ", " with thanks"), ("1001\n", "\n(2)")]),
    )
    def test_any_name_is_found_in_any_disguises(self, name: str, names: list[str], around: tuple[str, str]):
        identity = Identity(Kind.NAME, f"Zorvex {name}")
        hidden = identity.text
        for one in sorted(names, key=lambda one: one.startswith("escaped")):
            hidden = DISGUISES[one](hidden)
        if sum(one.startswith("escaped") for one in names) > 1:
            return

        assert kinds(around[0] + hidden + around[1], identity) == [Kind.NAME]


CLEAN = (
    "Packing slip for order 1001: two lamps, one carpet. Atlas copper mountain map. Thank you for shopping with us.",
    "Souq Waqif street, atlas of the world, industrial design 12 pieces, tel. 0551234568, prosecco, hero sedan, Alp.",
    "قسيمة التعبئة للطلب ١٠٠١: مصباحان وسجادة. أطلس العالم، سوق واقف. شكرا لتسوقكم معنا، هاتف ٠٥٥١٢٣٤٥٦٨",
    "Bon de livraison 1001 : deux lampes, un tapis. L'atlas du monde, souk de Marrakech, 12 rue Industrielle, 75002.",
    "Pakkseddel for ordre 1001: to lamper og et teppe. Atlas over verden, Rosenborggata 12, 0356 Oslo. Takk!",
)
FRAGMENTS = (
    *(
        "Atlas",
        "Souq",
        "atlas",
        "سوق",
        "أطلس",
        "Industrial",
        "12",
        "11564",
        "55 123",
        "4567",
        "example",
        "souk",
        "orders",
    ),
)


class TestClean:
    @pytest.mark.parametrize("text", CLEAN)
    def test_clean_texts_pass(self, text: str):
        short = [Identity(Kind.NAME, one) for one in ("Al", "Rose", "The Shop", "Trading LLC", "Sara")]

        assert leaks_in_text(text, [*ALL, *short, *collaboration_words()], "text") == ()

    @given(st.lists(st.sampled_from(FRAGMENTS), max_size=30))
    def test_fragments_alone_are_nobody(self, words: list[str]):
        text = " und ".join(words)

        assert leaks_in_text(text, [NAME, ARABIC, DOMAIN, EMAIL, PHONE], "text") == ()

    @given(st.text(max_size=300))
    def test_any_text_without_it_passes(self, text: str):
        """Of letters that no name has: what is found must be there."""
        assert leaks_in_text(text, [Identity(Kind.NAME, "Zqxjv Kwvzx"), PHONE], "text") == ()

    @pytest.mark.parametrize(
        ("name", "text", "found"),
        [
            ("Al", "Al Rayyan", True),
            ("Al", "Alpine", False),
            ("Al", "A l", False),
            ("Al", "A\u200bl", True),
            ("Al", "Ál", True),
            ("A B", "a.b", True),
            ("Rose", "prosecco", False),
            ("Rose", "hero sedan", False),
            ("Rose", "Rosenborg", False),
            ("Rose", "r o-s e", True),
            ("Rose", "RoseShop24", True),
            ("Zamira", "myzamirashop", True),
            ("Zamira", "za mira", True),
            ("Zamira", "pizza miracle", False),
            ("Trading LLC", "Example Trading LLC", False),
        ],
    )
    def test_a_short_name_must_stand_by_itself(self, name: str, text: str, found: bool):
        assert bool(kinds(text, Identity(Kind.NAME, name))) is found

    @pytest.mark.parametrize("known", ["+966 55 123 4567", "00966551234567", "0551234567"])
    @pytest.mark.parametrize("written", ["0451234567", "order 155123456789012", "055 123 456"])
    def test_a_number_that_is_only_like_it_is_none(self, known: str, written: str):
        assert kinds(written, Identity(Kind.PHONE, known)) == []

    @pytest.mark.parametrize(
        ("url", "found"),
        [
            ("https://roseorders.example", True),
            ("https://a.example/primrose", True),
            ("https://prosecco.example", False),
        ],
    )
    def test_a_short_name_may_be_glued_in_a_link(self, url: str, found: bool):
        assert bool(leaks_in_url(url, [Identity(Kind.NAME, "Rose")])) is found

    def test_what_cannot_be_searched_is_said(self):
        names = (Identity(Kind.NAME, "The Shop"), Identity(Kind.PHONE, "12"), Identity(Kind.ADDRESS, "Rd 5"))

        assert watch([*names, NAME]).unsearchable == names


class TestCollaboration:
    @pytest.mark.parametrize("word", [one.text for one in collaboration_words()])
    def test_each_word_is_found(self, word: str):
        assert Kind.COLLABORATION in kinds(f"… {word.upper()}: …", *collaboration_words())

    @pytest.mark.parametrize(
        "text",
        ["white-label", "WhiteLabel", "White\u200b Label", "fulfilled\nby", "fulfil-\nled by", "whоlesale", "на"],
    )
    def test_words_in_other_spellings(self, text: str):
        assert bool(kinds(text, *collaboration_words())) is (text != "на")

    @pytest.mark.parametrize(
        "text", ["a white labelmaker", "wholesalery", "gros", "etikett", "جملة مفيدة", "sent by post"]
    )
    def test_parts_of_words_are_none(self, text: str):
        assert kinds(text, *collaboration_words()) == []


class TestOwn:
    def test_what_the_traders_own_name_holds_is_not_searched_and_said(self):
        own = [Identity(Kind.NAME, "ATLAS Souq of Oslo"), Identity(Kind.NAME, "Oslo Wholesale")]
        kept = without([*ALL, *collaboration_words()], own)

        assert NAME in kept.dropped
        assert {one.text for one in kept.dropped} == {"Atlas Souq", "wholesale"}
        assert PHONE in kept.searched
        assert watch(ALL, own).dropped == (NAME,)

    def test_an_own_name_does_not_hide_a_name_it_only_begins_like(self):
        assert without([Identity(Kind.NAME, "Al")], [Identity(Kind.NAME, "Alpine")]).dropped == ()

    def test_two_own_names_do_not_make_a_third(self):
        own = [Identity(Kind.NAME, "Atlas"), Identity(Kind.NAME, "Souq")]

        assert without([NAME], own).dropped == ()


class TestFindings:
    def test_a_finding_names_whose_it_is_and_never_what(self):
        found = leaks_in_text("atlas souq, Atlas-Souq", [NAME], "text body")

        assert found == (Finding(Kind.NAME, "the shop's name", "text body"),)
        assert "atlas" not in repr(found).lower()

    def test_too_long_a_text_blocks(self):
        with pytest.raises(UnreadableCarrierError):
            leaks_in_text("a" * (LONGEST_TEXT + 1), [NAME], "text")

    def test_a_slip_is_searched_for_two_thousand_in_milliseconds(self):
        """Ten times of what it takes on a slow machine, so that a search that grows with the identities fails."""
        many = watch([Identity(Kind.NAME, f"Trader {n:04} {n * 7919 % 9973}") for n in range(2000)])
        slip = " ".join(CLEAN)
        leaks_in_text(slip, many, "text")
        start = time.perf_counter()
        found = leaks_in_text(slip, many, "text")

        assert (found, time.perf_counter() - start < 0.1) == ((), True)
