// What the case table cannot say: who counts as a trader, which orders count, discounts, languages, broken input.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { isAtLeast, isDecimal, subtract, withDecimals } from "../../extensions/order-minimum/src/decimal.js";
import { cartValidationsGenerateRun } from "../../extensions/order-minimum/src/index.js";
import { judge } from "../../extensions/order-minimum/src/rule.js";

const MESSAGES = {
  en: { first: "F {minimum} {missing}", following: "G {minimum} {missing}", no_rate: "N {currency}", group: ",", decimal: "." },
  fr: { first: "PF {minimum} {missing}", following: "PG {minimum}", no_rate: "PN {currency}", group: " ", decimal: "," },
};
const CURRENCIES = {
  SAR: { first: "5000.00", following: "2000.00" },
  KWD: { first: "1410.500", following: "164.125" },
  JPY: { first: "200000", following: "80000" },
};
const trader = { hasAnyTag: true, numberOfOrders: 0, metafield: null };

function an_input({ amount = "100.00", currency = "SAR", customer = trader, company = null, ...more } = {}) {
  return {
    buyerJourney: { step: more.step === undefined ? "CHECKOUT_INTERACTION" : more.step },
    cart: {
      cost: { subtotalAmount: { amount, currencyCode: currency } },
      discountApplications: more.discounts ?? [],
      buyerIdentity: more.buyer === undefined ? { customer, purchasingCompany: company } : more.buyer,
    },
    localization: { language: { isoCode: more.language ?? "EN" } },
    validation: { metafield: more.metafield === undefined ? configured() : more.metafield },
  };
}

const configured = (changed = {}) => ({
  jsonValue: { version: 1, currencies: CURRENCIES, messages: MESSAGES, ...changed },
});
const a_company = (ordersCount, own = null) => ({
  company: { metafield: own && { value: own } },
  location: { ordersCount },
});
const message = (input) => cartValidationsGenerateRun(input).operations[0]?.validationAdd.errors[0].message;

describe("who is judged", () => {
  it("a customer with the trade tag", () => assert.equal(judge(an_input()).allowed, false));
  it("whoever buys for a company, tag or not", () => {
    const customer = { ...trader, hasAnyTag: false };
    assert.equal(judge(an_input({ customer, company: a_company(0) })).allowed, false);
  });
  it("nobody else", () => {
    for (const input of [
      an_input({ customer: { ...trader, hasAnyTag: false } }),
      an_input({ customer: null }),
      an_input({ buyer: null }),
    ]) {
      assert.deepEqual(judge(input), { allowed: true, rule: "retail" });
      assert.deepEqual(cartValidationsGenerateRun(input), { operations: [] });
    }
  });
});

describe("which order it is", () => {
  const rule = (given) => judge(an_input(given)).rule;
  it("is the first while the customer has none", () => assert.equal(rule({}), "first"));
  it("is a following one after one", () => {
    assert.equal(rule({ customer: { ...trader, numberOfOrders: 1 } }), "following");
  });
  it("counts those of the location for a company, not those of its buyer", () => {
    const customer = { ...trader, numberOfOrders: 9 };
    assert.equal(rule({ customer, company: a_company(0) }), "first");
    assert.equal(rule({ company: a_company(1) }), "following");
  });
  it("believes our own count before Shopify's", () => {
    assert.equal(rule({ customer: { ...trader, numberOfOrders: 3, metafield: { value: "0" } } }), "first");
    assert.equal(rule({ customer: { ...trader, metafield: { value: "1" } } }), "following");
    assert.equal(rule({ company: a_company(4, "0") }), "first");
    assert.equal(rule({ company: a_company(0, "2") }), "following");
  });
  it("does not believe a count that is none", () => {
    assert.equal(rule({ customer: { ...trader, numberOfOrders: 3, metafield: { value: "many" } } }), "following");
  });
});

describe("what is counted", () => {
  const of_order = { targetType: "LINE_ITEM", targetSelection: "ALL", allocationMethod: "ACROSS" };
  const off = (amount, changed = {}) => ({ ...of_order, ...changed, totalAllocatedAmount: { amount } });
  const counted = (discounts) => judge(an_input({ amount: "5000.00", discounts })).counted;
  it("is what discounts on the whole cart leave", () => {
    assert.equal(counted([off("0.01"), off("100.5")]), "4899.49");
    assert.equal(judge(an_input({ amount: "5000.00", discounts: [off("0.01")] })).allowed, false);
  });
  it("is not lessened by discounts on lines, which the subtotal has lost already, or on shipping", () => {
    assert.equal(counted([off("9", { targetSelection: "ENTITLED" })]), "5000.00");
    assert.equal(counted([off("9", { targetSelection: "EXPLICIT" })]), "5000.00");
    assert.equal(counted([off("9", { allocationMethod: "EACH" })]), "5000.00");
    assert.equal(counted([off("9", { targetType: "SHIPPING_LINE" })]), "5000.00");
  });
  it("is never below nothing", () => assert.equal(counted([off("9000.00")]), "0.00"));
});

describe("when it speaks", () => {
  it("not while the cart fills", () => assert.equal(message(an_input({ step: "CART_INTERACTION" })), undefined));
  it("at the checkout, to its end, and where Shopify does not say where", () => {
    for (const step of ["CHECKOUT_INTERACTION", "CHECKOUT_COMPLETION", null]) assert.ok(message(an_input({ step })));
  });
});

describe("what it says", () => {
  it("names the minimum and what is missing, in the buyer's language", () => {
    assert.equal(message(an_input()), "F 5,000.00 SAR 4,900.00 SAR");
    assert.equal(message(an_input({ language: "FR" })), "PF 5 000,00 SAR 4 900,00 SAR");
  });
  it("writes amounts with the currency's decimals", () => {
    assert.equal(message(an_input({ currency: "KWD", amount: "1410.4" })), "F 1,410.500 KWD 0.100 KWD");
    assert.equal(message(an_input({ currency: "JPY", amount: "1.0" })), "F 200,000 JPY 199,999 JPY");
  });
  it("keeps digits beyond the currency's own", () => {
    assert.equal(message(an_input({ amount: "4999.995" })), "F 5,000.00 SAR 0.005 SAR");
  });
  it("takes the language without its region, and English for one it does not have", () => {
    const regional = configured({ messages: { ...MESSAGES, pt: { ...MESSAGES.en, first: "P {missing}" } } });
    assert.equal(message(an_input({ language: "PT_BR", metafield: regional })), "P 4,900.00 SAR");
    assert.equal(message(an_input({ language: "TR" })), "F 5,000.00 SAR 4,900.00 SAR");
  });
  it("takes bokmål for every Norwegian that it does not have", () => {
    const norwegian = configured({ messages: { ...MESSAGES, nb: { ...MESSAGES.en, first: "B {missing}" } } });
    for (const language of ["NB", "NO", "NN"]) {
      assert.equal(message(an_input({ language, metafield: norwegian })), "B 4,900.00 SAR");
    }
    const both = configured({ messages: { ...norwegian.jsonValue.messages, nn: { ...MESSAGES.en, first: "N {missing}" } } });
    assert.equal(message(an_input({ language: "NN", metafield: both })), "N 4,900.00 SAR");
  });
  it("has sentences of its own where the configuration has none", () => {
    for (const messages of [undefined, {}, { en: {} }]) {
      assert.equal(
        message(an_input({ metafield: configured({ messages }) })),
        "Your first trade order needs at least 5,000.00 SAR. Please add 4,900.00 SAR.",
      );
    }
  });
  it("refuses a currency without a minimum plainly, whatever it is called", () => {
    for (const currency of ["USD", "constructor", "__proto__"]) {
      assert.equal(message(an_input({ currency, amount: "9999999.00" })), `N ${currency}`);
    }
  });
  it("aims at the cart", () => {
    const [{ validationAdd }] = cartValidationsGenerateRun(an_input()).operations;
    assert.deepEqual(validationAdd.errors.map((error) => error.target), ["$.cart"]);
  });
});

describe("without a configuration that can be read", () => {
  const broken = {
    "no metafield, or one too large to be read": null,
    "no value": { jsonValue: null },
    "a text": { jsonValue: "{}" },
    "another version": configured({ version: 2 }),
    "no currencies": configured({ currencies: undefined }),
    "an amount that is a number": configured({ currencies: { SAR: { first: 5000, following: "2000" } } }),
    "an amount that is none": configured({ currencies: { SAR: { first: "5000,00", following: "2000" } } }),
    "half a minimum": configured({ currencies: { SAR: { first: "5000" } } }),
    "a minimum that is nothing": configured({ currencies: { SAR: null } }),
  };
  for (const [name, metafield] of Object.entries(broken)) {
    it(`lets the cart pass, for the order is checked again: ${name}`, (test) => {
      const told = test.mock.method(console, "error", () => {});
      assert.deepEqual(cartValidationsGenerateRun(an_input({ metafield })), { operations: [] });
      assert.equal(told.mock.callCount(), 1);
    });
  }
});

describe("with an amount that cannot be read", () => {
  const off = (amount) => {
    const of_order = { targetType: "LINE_ITEM", targetSelection: "ALL", allocationMethod: "ACROSS" };
    return { ...of_order, totalAllocatedAmount: { amount } };
  };
  const unreadable = ["1e9", "1E2", "", " ", "-", "--1", "-1e9", "+5", "5000,00", "NaN", "Infinity", "5.", null, undefined, 100];
  for (const amount of unreadable) {
    for (const given of [{ amount: amount === undefined ? null : amount }, { amount: "6000.00", discounts: [off(amount)] }]) {
      it(`lets the cart pass and says so in the log: ${JSON.stringify(given)}`, (test) => {
        const told = test.mock.method(console, "error", () => {});
        assert.deepEqual(judge(an_input(given)), { allowed: true, rule: "no_amount" });
        assert.deepEqual(cartValidationsGenerateRun(an_input(given)), { operations: [] });
        assert.deepEqual(told.mock.calls.map((call) => call.arguments), [
          ["order-minimum: no readable amount, the cart passes"],
        ]);
      });
    }
  }
  it("refuses a currency without a minimum all the same", () => {
    assert.equal(message(an_input({ amount: "1e9", currency: "USD" })), "N USD");
  });
  it("is silent for who is no trader", (test) => {
    const told = test.mock.method(console, "error", () => {});
    assert.equal(judge(an_input({ amount: "1e9", customer: null })).rule, "retail");
    cartValidationsGenerateRun(an_input({ amount: "1e9", customer: null }));
    assert.equal(told.mock.callCount(), 0);
  });
});

describe("an amount below zero", () => {
  it("counts as nothing: all of the minimum is missing", () => {
    for (const amount of ["-100", "-100.0", "-9999999.99", "-0", "-0.00"]) {
      assert.equal(message(an_input({ amount })), "F 5,000.00 SAR 5,000.00 SAR");
    }
    assert.equal(message(an_input({ amount: "-1.0", currency: "JPY" })), "F 200,000 JPY 200,000 JPY");
  });
  it("takes nothing off as a discount", () => {
    const of_order = { targetType: "LINE_ITEM", targetSelection: "ALL", allocationMethod: "ACROSS" };
    const discounts = [{ ...of_order, totalAllocatedAmount: { amount: "-9000.00" } }];
    assert.equal(judge(an_input({ amount: "4999.99", discounts })).missing, "0.01");
  });
});

describe("with another currency's minimum broken", () => {
  const currencies = { ...CURRENCIES, KWD: null };
  it("judges by the cart's own", () => {
    assert.equal(judge(an_input({ metafield: configured({ currencies }) })).rule, "first");
  });
});

describe("decimals", () => {
  it("are subtracted exactly", () => {
    assert.equal(subtract("0.3", "0.1"), "0.2");
    assert.equal(subtract("1000000000000000000.00", "0.01"), "999999999999999999.99");
    assert.equal(subtract("100", "0.001"), "99.999");
    assert.equal(subtract("5", "5.00"), "0.00");
  });
  it("agree with integers", () => {
    for (let left = 0; left < 300; left += 7) {
      for (let right = 0; right < 300; right += 3) {
        const text = [left, right].map((cents) => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`);
        assert.equal(isAtLeast(...text), left >= right);
        if (left >= right) {
          const rest = left - right;
          assert.equal(subtract(...text), `${Math.floor(rest / 100)}.${String(rest % 100).padStart(2, "0")}`);
        }
      }
    }
  });
  it("lose zeros and no other digit", () => {
    assert.equal(withDecimals("1.50", 0), "1.5");
    assert.equal(withDecimals("1.00", 0), "1");
    assert.equal(withDecimals("1", 3), "1.000");
  });
  it("are plain digits", () => {
    for (const value of ["", "-1", "1e3", "1.", ".5", "1,5", " 1", "Infinity", 1, null, undefined, {}]) {
      assert.equal(isDecimal(value), false);
    }
  });
});
