// Reads inputs of the Function as JSON lines and answers each with its verdict and its result, as JSON lines.
import { createInterface } from "node:readline";

import { cartValidationsGenerateRun } from "../../extensions/order-minimum/src/index.js";
import { judge } from "../../extensions/order-minimum/src/rule.js";

for await (const line of createInterface({ input: process.stdin })) {
  const input = JSON.parse(line);
  console.log(JSON.stringify({ verdict: judge(input), result: cartValidationsGenerateRun(input) }));
}
