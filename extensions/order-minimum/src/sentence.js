import { decimalsOf, withDecimals } from "./decimal.js";

// The sentences are our server's, in shopify_app/wholesale/checkout/words.py. These stand in where one is missing.
const ENGLISH = {
  first: "Your first trade order needs at least {minimum}. Please add {missing}.",
  following: "A trade order needs at least {minimum}. Please add {missing}.",
  no_rate: "Trade orders cannot be placed in {currency} yet. Choose another currency, or ask us.",
  group: ",",
  decimal: ".",
};

/** The refusal in the buyer's language, or in English where it has none. */
export function sentence(verdict, messages, isoCode) {
  const words = { ...ENGLISH, ...wordsOf(messages, isoCode) };
  const amounts = {
    currency: verdict.currency,
    minimum: verdict.minimum && money(verdict.minimum, verdict, words),
    missing: verdict.missing && money(verdict.missing, verdict, words),
  };
  return words[verdict.rule].replace(/\{(\w+)\}/g, (_, name) => amounts[name]);
}

// Norwegian as Shopify also calls it: no is written as bokmål, and who reads nynorsk reads that too.
const READ_IN = { no: "nb", nn: "nb" };

// PT_BR is answered in pt where there is no pt-br.
function wordsOf(messages, isoCode) {
  const language = String(isoCode ?? "").toLowerCase().replace("_", "-");
  const [plain] = language.split("-");
  return messages?.[language] ?? messages?.[plain] ?? messages?.[READ_IN[plain]] ?? messages?.en;
}

// As many decimals as our server writes the currency's minimum with: 5000.00 SAR, 400.000 KWD, 50000 JPY.
function money(amount, verdict, words) {
  const [whole, fraction] = withDecimals(amount, decimalsOf(verdict.minimum)).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, words.group);
  return `${fraction ? grouped + words.decimal + fraction : grouped} ${verdict.currency}`;
}
