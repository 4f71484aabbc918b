"""Every feature's tables, imported so that the metadata is complete: for migrations, the data map and erasure."""

from shopify_app.access import models as access
from shopify_app.audit import models as audit
from shopify_app.core import inbox, keyring, outbox
from shopify_app.core.db import Base
from shopify_app.disclosures import models as disclosures
from shopify_app.noon import models as noon
from shopify_app.noon.backfilling import models as noon_backfilling
from shopify_app.noon.customers import models as noon_customers
from shopify_app.noon.importing import models as noon_importing
from shopify_app.noon.mapping import models as noon_mapping
from shopify_app.noon.offering import models as noon_offering
from shopify_app.noon.reconciling import models as noon_reconciling
from shopify_app.noon.reserving import models as noon_reserving
from shopify_app.noon.shipping import models as noon_shipping
from shopify_app.orders import models as orders
from shopify_app.people import models as people
from shopify_app.privacy import models as privacy
from shopify_app.shops import models as shops
from shopify_app.white_label.brands import models as brands
from shopify_app.white_label.customs import models as customs
from shopify_app.white_label.parcels import models as parcels
from shopify_app.white_label.printing import models as printing
from shopify_app.white_label.release import models as release
from shopify_app.white_label.stock import models as stock
from shopify_app.wholesale import models as wholesale
from shopify_app.wholesale.accounts import models as accounts
from shopify_app.wholesale.cancelling import models as cancelling
from shopify_app.wholesale.checkout import models as checkout
from shopify_app.wholesale.terms import models as terms
from shopify_app.wholesale.together import models as together

MODULES = (
    access,
    accounts,
    audit,
    brands,
    cancelling,
    checkout,
    customs,
    disclosures,
    inbox,
    keyring,
    noon,
    noon_backfilling,
    noon_customers,
    noon_importing,
    noon_mapping,
    noon_offering,
    noon_reconciling,
    noon_reserving,
    noon_shipping,
    orders,
    outbox,
    parcels,
    people,
    printing,
    privacy,
    release,
    shops,
    stock,
    terms,
    together,
    wholesale,
)
TABLES = Base.metadata.sorted_tables
