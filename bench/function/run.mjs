// How long the checkout's Function takes beside one that does nothing, on the largest input it can be given: a
// configuration near the limit of 10,000 bytes. The cart's lines are no part of its input, so their number changes nothing.
import { cartValidationsGenerateRun } from "../../extensions/order-minimum/src/index.js";

const ROUNDS = 7;
const RUNS = 20_000;

const codes = [..."ABCDEFGHIJKLM"].flatMap((first) => [..."ABCDEFGHIJ"].map((second) => `${first}${second}X`));
const minimum = { first: "999999.99", following: "99999.99" };
const words = { first: "{minimum} {missing}", following: "{minimum} {missing}", no_rate: "{currency}", group: ",", decimal: "." };
const configuration = {
  version: 1,
  currencies: Object.fromEntries([...codes, "SAR"].map((code) => [code, minimum])),
  messages: { en: words, ar: words, fr: words, nb: words },
};
const text = JSON.stringify({
  buyerJourney: { step: "CHECKOUT_COMPLETION" },
  cart: {
    cost: { subtotalAmount: { amount: "4999.99", currencyCode: "SAR" } },
    discountApplications: [],
    buyerIdentity: { customer: { hasAnyTag: true, numberOfOrders: 0, metafield: null }, purchasingCompany: null },
  },
  localization: { language: { isoCode: "AR" } },
  validation: { metafield: { jsonValue: configuration } },
});

function median(values) {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

// Reading the input and writing the result are part of every Function's run, an empty one's too.
function microseconds(run) {
  const began = process.hrtime.bigint();
  for (let times = 0; times < RUNS; times += 1) JSON.stringify(run(JSON.parse(text)));
  return Number(process.hrtime.bigint() - began) / 1000 / RUNS;
}

const contenders = { empty: () => ({ operations: [] }), "order-minimum": cartValidationsGenerateRun };
const taken = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [name, run] of Object.entries(contenders)) taken[name].push(microseconds(run));
}
console.log(`input: ${Buffer.byteLength(text)} bytes; median of ${ROUNDS} rounds of ${RUNS} runs, in node ${process.version}`);
for (const [name, values] of Object.entries(taken)) console.log(`${name.padEnd(14)} ${median(values).toFixed(1)} µs`);
