"""Letters of other scripts that the eye takes for Latin ones. The few that are used for it, not Unicode's thousands.

Lower case stands for both cases unless the capital looks like another letter than the small one: Η is an H, η an n.
Accents need no entry, they are off before this table is asked; nor do fullwidth and mathematical letters, which
Unicode itself calls the same.
"""

from __future__ import annotations

# Asked before the case is folded.
_CAPITALS = {
    "ΗНᎻՀ": "h",
    "ΝᏁ": "n",
    "ΥҮ": "y",
    "Μ": "m",
    "Ζ": "z",
    "ΙІ": "i",
    "ΡРᏢ": "p",
    "ВΒᏴ": "b",
    "Χ": "x",
    "Τ": "t",
}
_SMALL = {
    "a": "аαɑᴀꭺᎪ",
    "b": "вьβʙᏼᏏ",
    "c": "сϲᴄҫꮯᏟ",
    "d": "ԁᴅꭰᎠժ",
    "e": "еєεᴇҽꭼᎬ",
    "f": "ғꜰϝք",
    "g": "ɡɢցԍᏀ",
    "h": "һнʜհңꮋ",
    "i": "іιıɩɪꭵᎥ",
    "j": "јϳᴊյꭻᎫ",
    "k": "кκᴋқҡҟӄꮶᏦ",
    "l": "ӏӀʟⳑᏞꮮ",
    "m": "мᴍӎꮇᎷ",
    "n": "пηɴոռ",
    "o": "оοᴏօөσಠዐ",
    "p": "рρᴘꮲ",
    "q": "ԛզգꞯ",
    "r": "гʀꭱꮢᎡᏒ",
    "s": "ѕꜱꮪᏚ",
    "t": "тτᴛҭꭲᎢ",
    "u": "υᴜս",
    "v": "νѵᴠꮩᏙ",
    "w": "ԝωᴡաꮃᎳшѡ",
    "x": "хχҳ",
    "y": "уγүұʏꮍᎩ",
    "z": "ᴢꮓᏃ",
}
# Lisu and Coptic have whole alphabets of them.
_SHAPES = {"ꓮꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑꓣꓢꓔꓴꓦꓪꓫꓬꓜ": "abcdefghijklmnoprstuvwxyz", "ⲁⲃⲥⲉⲏⲓⲕⲙⲛⲟⲣⲧⲭⲩⲍ": "abcehikmnoptxyz"}
LOOKALIKES = {each: latin for latin, others in _SMALL.items() for each in others}
LOOKALIKES |= {each: latin for others, latin in _CAPITALS.items() for each in others}
LOOKALIKES |= {each: latin for shapes, letters in _SHAPES.items() for each, latin in zip(shapes, letters, strict=True)}
# Letters Unicode takes for letters of their own, though a keyboard without them writes them so.
SPELT = dict(zip("øłđħıŧæœþðŋĸ", ["o", "l", "d", "h", "i", "t", "ae", "oe", "th", "d", "n", "k"], strict=True))
# The whole alphabet, one after the other: squared, circled and flag letters.
ALPHABETS = (0x1F130, 0x1F150, 0x1F170, 0x1F1E6)
