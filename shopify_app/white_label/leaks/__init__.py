"""Leak check: what reaches a consignee is searched for the names of those who must not be seen there.

Source: promises MA-7.2 (orders ship in the trader's name) and MA-7.3 (no disclosure of customers or collaboration).

Not found, because no program that only reads can: words drawn as outlines or as pixels (a person approves pictures);
a font whose table of letters lies about its shapes; codes (base64 in a link, letters written as digits, a capital I for
an l). A font's own name is not searched. What cannot be read at all is an error, never a pass: callers treat
`UnreadableCarrierError` as blocked.
"""
