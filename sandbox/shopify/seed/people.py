"""Traders, customers and staff. All invented: addresses end in `.example`, phone numbers are kept for fiction."""

from __future__ import annotations

from sandbox.shopify.records import Record

# name, Arabic name, city, country, registered as a B2B company, contact
TRADERS = (
    ("Najd Home", "بيت نجد", "Riyadh", "SA", True, ("Huda", "Al-Sample")),
    ("Red Sea Interiors", "ديكورات البحر الأحمر", "Jeddah", "SA", True, ("Faisal", "Al-Mithal")),
    ("Yamama Gifts", "هدايا اليمامة", "Riyadh", "SA", True, ("Reem", "Al-Tajreeb")),
    ("Bayt Zain", "بيت زين", "Dammam", "SA", False, ("Khalid", "Al-Namudhaj")),
    ("Corniche Concept", "كورنيش كونسبت", "Khobar", "SA", False, ("Lama", "Al-Sample")),
    ("Palm and Oud Trading", "النخلة والعود", "Dubai", "AE", True, ("Omar", "Al-Mithal")),
    ("Marsa Living", "مرسى ليفينغ", "Abu Dhabi", "AE", False, ("Noura", "Al-Tajreeb")),
    ("Doha Craft House", "دار الحرف", "Doha", "QA", True, ("Hamad", "Al-Namudhaj")),
    ("Dhow Tableware", "مائدة البوم", "Kuwait City", "KW", True, ("Mariam", "Al-Sample")),
    ("Muttrah Lanterns", "فوانيس مطرح", "Muscat", "OM", False, ("Said", "Al-Mithal")),
    ("Pearl Coast Ceramics", "خزف ساحل اللؤلؤ", "Manama", "BH", False, ("Dana", "Al-Tajreeb")),
    ("Fes Artisan Exports", "صادرات حرفيي فاس", "Fes", "MA", False, ("Youssef", "Namudhaj")),
)
# first name, last name, city, country, locale
RETAIL = (
    ("Sara", "Nimoni", "Riyadh", "SA", "ar"),
    ("Abdullah", "Mustaar", "Jeddah", "SA", "ar"),
    ("منى", "الوهمية", "الرياض", "SA", "ar"),
    ("Claire", "Exemple", "Paris", "FR", "fr"),
    ("Tom", "Placeholder", "London", "GB", "en"),
    ("Aisha", "Takhayul", "Dubai", "AE", "ar"),
    ("Jonas", "Muster", "Berlin", "DE", "en"),
    ("سلمان", "الافتراضي", "الدمام", "SA", "ar"),
)
# The 900xxx block of 07700 is set aside for drama, so nobody's phone rings.
_PHONE = "+447700900{:03d}"


def trader(index: int) -> Record:
    """A trader's contact as a customer, and the company it buys for."""
    name, arabic, city, country, is_company, (first, last) = TRADERS[index]
    slug = name.lower().replace(" ", "-")
    place = {
        "address1": f"{10 + index} Market Street",
        "city": city,
        "zip": f"{11000 + index}",
        "country_code": country,
    }
    address = {**place, "company": name, "phone": _PHONE.format(100 + index)}
    return {
        "is_company": is_company,
        "company": {
            "name": f"{name} · {arabic}",
            "external_id": f"TR-{100 + index}",
            "location": {"name": city, "shipping_address": address},
        },
        "customer": {
            "first_name": first,
            "last_name": last,
            "email": f"buying@{slug}.example",
            "phone": _PHONE.format(100 + index),
            "locale": "en" if country in {"AE", "MA"} else "ar",
            "tags": ["trade"],
            "note": f"Buys for {name}",
            "addresses": [address],
        },
    }


def retail_customer(index: int) -> Record:
    """A customer who buys for herself."""
    first, last, city, country, locale = RETAIL[index]
    place = {"address1": f"{index + 1} Garden Road", "city": city, "zip": f"{12000 + index}", "country_code": country}
    return {
        "first_name": first,
        "last_name": last,
        "email": f"customer{index + 1}@example.com",
        "phone": _PHONE.format(200 + index),
        "locale": locale,
        "tags": ["newsletter"] if index % 3 == 0 else [],
        "accepts_marketing": index % 3 == 0,
        "addresses": [{**place, "phone": _PHONE.format(200 + index)}],
    }


def staff(shop_number: int, domain: str) -> list[Record]:
    """Three people who can open the app: owner, manager, packer."""
    host = domain.split(".", maxsplit=1)[0]
    people = (
        ("Amal Owner", "owner", True, "en"),
        ("Karim Manager", "manager", False, "fr"),
        ("Salma Packer", "packing", False, "ar"),
    )
    return [
        {
            "id": 90_000_000_000_000_000 + shop_number * 10 + index,
            "name": name,
            "email": f"{role}@{host}.example",
            "owner": owner,
            "locale": locale,
        }
        for index, (name, role, owner, locale) in enumerate(people)
    ]
