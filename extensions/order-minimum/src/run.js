import { judge } from "./rule.js";
import { sentence } from "./sentence.js";

// Rules under which a trader's cart passes because something could not be read: what it was, for the Function's log.
const UNREADABLE = { no_configuration: "configuration", no_amount: "amount" };

/** Refuse the cart of a trader who is below the minimum; everybody else passes. */
export function cartValidationsGenerateRun(input) {
  // While the cart fills nobody is nagged: the theme's block shows what is missing.
  if (input.buyerJourney?.step === "CART_INTERACTION") return { operations: [] };
  const verdict = judge(input);
  if (UNREADABLE[verdict.rule]) console.error(`order-minimum: no readable ${UNREADABLE[verdict.rule]}, the cart passes`);
  if (verdict.allowed) return { operations: [] };
  const messages = input.validation.metafield.jsonValue.messages;
  const message = sentence(verdict, messages, input.localization?.language?.isoCode);
  return { operations: [{ validationAdd: { errors: [{ message, target: "$.cart" }] } }] };
}
