// The same rule as `check_minimum` in shopify_app/wholesale/rules.py; tests/cases/order_minimum.json holds both to it.
import { isAtLeast, isDecimal, subtract } from "./decimal.js";

export const VERSION = 1;

/** The verdict on the cart: {allowed, rule} and, where a minimum applies, {currency, counted, minimum, missing}. */
export function judge(input) {
  const buyer = input.cart.buyerIdentity;
  if (!isTrade(buyer)) return { allowed: true, rule: "retail" };
  const currencies = readCurrencies(input);
  const currency = input.cart.cost.subtotalAmount.currencyCode;
  const isKnown = currencies !== null && Object.prototype.hasOwnProperty.call(currencies, currency);
  if (currencies !== null && !isKnown) return { allowed: false, rule: "no_rate", currency };
  const minimum = isKnown ? currencies[currency] : null;
  // Not the buyer's fault, and not the end: the order is checked again when it is placed, and held. Refusing here would
  // close the shop to every trader for a fault of ours.
  if (!isMinimum(minimum)) return { allowed: true, rule: "no_configuration" };
  const counted = goodsAfterDiscounts(input.cart);
  // Not the buyer's fault either: a sentence with a made-up amount would help nobody.
  if (counted === null) return { allowed: true, rule: "no_amount" };
  const rule = qualifyingOrders(buyer) > 0 ? "following" : "first";
  const allowed = isAtLeast(counted, minimum[rule]);
  const missing = allowed ? null : subtract(minimum[rule], counted);
  return { allowed, rule, currency, counted, minimum: minimum[rule], missing };
}

// The minimums our server wrote, or null when they are not there or not what we know.
function readCurrencies(input) {
  const found = input.validation?.metafield?.jsonValue;
  if (!found || found.version !== VERSION || typeof found.currencies !== "object") return null;
  return found.currencies;
}

function isMinimum(minimum) {
  return isDecimal(minimum?.first) && isDecimal(minimum?.following);
}

function isTrade(buyer) {
  return Boolean(buyer?.purchasingCompany || buyer?.customer?.hasAnyTag);
}

// Our own count, where our server wrote one, knows what an order must be to qualify; Shopify's counts every order, of a
// company those of the location.
function qualifyingOrders(buyer) {
  const company = buyer.purchasingCompany;
  const own = company ? company.company.metafield : buyer.customer.metafield;
  if (isDecimal(own?.value)) return Number(own.value);
  return company ? company.location.ordersCount : buyer.customer.numberOfOrders;
}

// Shopify's subtotal is before discounts on the whole cart; the minimum counts what is left after them. Null where one of
// the amounts cannot be read.
function goodsAfterDiscounts(cart) {
  const ofWholeCart = (cart.discountApplications ?? []).filter(
    (one) => one.targetType === "LINE_ITEM" && one.targetSelection === "ALL" && one.allocationMethod === "ACROSS",
  );
  const subtotal = readAmount(cart.cost.subtotalAmount.amount);
  const discounts = ofWholeCart.map((one) => readAmount(one.totalAllocatedAmount?.amount));
  return [subtotal, ...discounts].includes(null) ? null : discounts.reduce(subtract, subtotal);
}

// Less than nothing is nothing.
function readAmount(amount) {
  if (isDecimal(amount)) return amount;
  return typeof amount === "string" && isDecimal(amount.replace(/^-/, "")) ? "0" : null;
}
