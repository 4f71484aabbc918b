"""Everything the trail can say. A new event is a new line here."""

from typing import Final

SHOP_INSTALLED: Final = "shop:installed"
SHOP_UNINSTALLED: Final = "shop:uninstalled"
SHOP_SCOPES_CHANGED: Final = "shop:scopes_changed"
SHOP_ERASED: Final = "shop:erased"
SHOP_KEYS_ROTATED: Final = "shop:keys_rotated"

DELIVERY_REPLAYED: Final = "delivery:replayed"
CALL_REPLAYED: Final = "call:replayed"

ORDER_HELD: Final = "order:held"
ORDER_RELEASED: Final = "order:released"
ORDER_HOLD_OVERRIDDEN: Final = "order:hold_overridden"
ORDER_HOLD_REPAIRED: Final = "order:hold_repaired"
ORDER_EXEMPTED: Final = "order:exempted"
ORDER_EXEMPTION_WITHDRAWN: Final = "order:exemption_withdrawn"
ORDERS_JOINED: Final = "orders:counted_together"
ORDERS_PARTED: Final = "orders:taken_apart"
ORDER_CANCELLED: Final = "order:cancelled"
ORDER_CANCELLATION_STOPPED: Final = "order:cancellation_stopped"

MINIMUM_CHANGED: Final = "minimum:changed"
MINIMUM_AGREED: Final = "minimum:agreed"
MINIMUM_AGREEMENT_ENDED: Final = "minimum:agreement_ended"

CHECKOUT_ENABLED: Final = "checkout:enabled"
CHECKOUT_DISABLED: Final = "checkout:disabled"

STAFF_ENROLLED: Final = "staff:enrolled"
STAFF_BLOCKED: Final = "staff:blocked"

BRAND_DRAFTED: Final = "brand:drafted"
BRAND_APPROVED: Final = "brand:approved"
BRAND_CHANGES_ASKED: Final = "brand:changes_asked"
PROOF_SENT: Final = "proof:sent"
PROOF_SENT_AGAIN: Final = "proof:sent_again"
PROOF_WITHDRAWN: Final = "proof:withdrawn"
PROOF_OPENED: Final = "proof:opened"
PROOF_REMINDED: Final = "proof:reminded"
SLIP_PRINTED: Final = "slip:printed"
SLIP_BLOCKED: Final = "slip:blocked"
PRINT_RUN_STARTED: Final = "print_run:started"
PRINT_RUN_CANCELLED: Final = "print_run:cancelled"
PRINT_RUN_TAKEN: Final = "print_run:taken"
GIFT_SOURCE_CHANGED: Final = "gift_source:changed"

STOCK_ITEM_ADDED: Final = "stock_item:added"
STOCK_ITEM_CHANGED: Final = "stock_item:changed"
STOCK_ITEM_RETIRED: Final = "stock_item:retired"
STOCK_ITEM_BROUGHT_BACK: Final = "stock_item:brought_back"
STOCK_RECEIVED: Final = "stock:received"
STOCK_COUNTED: Final = "stock:counted"
STOCK_SPOILED: Final = "stock:spoiled"

PARCEL_ASKED: Final = "parcel:asked"
PARCEL_BLOCKED: Final = "parcel:blocked"
PARCEL_REFUSED: Final = "parcel:refused"
PARCEL_SHIPPED: Final = "parcel:shipped"
PARCEL_LEAKED: Final = "parcel:leaked"
PARCEL_CANCELLED: Final = "parcel:cancelled"
CONSIGNEE_TOLD: Final = "consignee:told"
CONSIGNEE_MAIL_BLOCKED: Final = "consignee:mail_blocked"
MESSAGES_CHANGED: Final = "brand_messages:changed"
NOTICE_CONFIRMED: Final = "shop_notice:confirmed"

PERSON_SEEN: Final = "person:seen"
PERSON_OPENED: Final = "person:opened_for_work"
PERSON_ERASED: Final = "person:erased"

DISCLOSURE_MADE: Final = "disclosure:made"
DISCLOSURE_REFUSED: Final = "disclosure:refused"
DISCLOSURES_EXPORTED: Final = "disclosures:exported"
RECIPIENT_ADDED: Final = "recipient:added"
RECIPIENT_ENDED: Final = "recipient:ended"
RECIPIENT_REFUSED: Final = "recipient:refused"
DEMAND_RECORDED: Final = "official_demand:recorded"
DEMAND_SEEN: Final = "official_demand:seen"
DEMAND_REFUSED: Final = "official_demand:refused"
DEMAND_ANSWERED: Final = "official_demand:answered"

RETENTION_APPLIED: Final = "retention:applied"

REQUEST_RECEIVED: Final = "request:received"
REQUEST_FINISHED: Final = "request:finished"
REQUEST_REPORT_TAKEN: Final = "request:report_taken"

ACCOUNT_CHANGED: Final = "trade_account:changed"
ACCOUNT_SEARCHED: Final = "trade_account:searched"
TRADERS_IMPORTED: Final = "traders:imported"

NOON_CONNECTED: Final = "noon:connected"
NOON_DISCONNECTED: Final = "noon:disconnected"

EVENTS = frozenset(value for name, value in globals().items() if name.isupper() and isinstance(value, str))
