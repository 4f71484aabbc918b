import { judge } from "./rule.js";
import { sentence } from "./sentence.js";

/** Refuse the cart of a trader who is below the minimum; everybody else passes. */
export function cartValidationsGenerateRun(input) {
  // While the cart fills nobody is nagged: the theme's block shows what is missing.
  if (input.buyerJourney?.step === "CART_INTERACTION") return { operations: [] };
  const verdict = judge(input);
  if (verdict.rule === "no_configuration") console.error("order-minimum: no readable configuration, the cart passes");
  if (verdict.allowed) return { operations: [] };
  const messages = input.validation.metafield.jsonValue.messages;
  const message = sentence(verdict, messages, input.localization?.language?.isoCode);
  return { operations: [{ validationAdd: { errors: [{ message, target: "$.cart" }] } }] };
}
