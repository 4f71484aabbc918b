// Exact decimals as text, digit by digit. Numbers would be binary fractions, and whether the engine Shopify compiles in
// has BigInt is not promised.

/** Whether the value is a decimal we read: digits, with a fraction or without, and no sign. */
export function isDecimal(value) {
  return typeof value === "string" && /^\d+(\.\d+)?$/.test(value);
}

/** Whether a is at least b. */
export function isAtLeast(a, b) {
  const [left, right] = align(a, b);
  return left >= right;
}

/** a - b, and zero where b is more; with as many decimals as the longer of both. */
export function subtract(a, b) {
  const [left, right, decimals] = align(a, b);
  if (left < right) return shift("0", decimals);
  let result = "";
  let borrowed = 0;
  for (let place = left.length - 1; place >= 0; place -= 1) {
    const digit = Number(left[place]) - Number(right[place]) - borrowed;
    borrowed = digit < 0 ? 1 : 0;
    result = String(digit + 10 * borrowed) + result;
  }
  return shift(result, decimals);
}

/** The decimal with so many decimals: zeros are added or dropped, other digits never. */
export function withDecimals(value, decimals) {
  let [whole, fraction = ""] = value.split(".");
  while (fraction.length > decimals && fraction.endsWith("0")) fraction = fraction.slice(0, -1);
  fraction = fraction.padEnd(decimals, "0");
  return fraction ? `${whole}.${fraction}` : whole;
}

/** How many decimals it is written with. */
export function decimalsOf(value) {
  return (value.split(".")[1] ?? "").length;
}

// Both as digits of the same length, so that their order as text is their order as numbers.
function align(a, b) {
  const decimals = Math.max(decimalsOf(a), decimalsOf(b));
  const [left, right] = [a, b].map((value) => withDecimals(value, decimals).replace(".", ""));
  const length = Math.max(left.length, right.length);
  return [left.padStart(length, "0"), right.padStart(length, "0"), decimals];
}

function shift(digits, decimals) {
  const padded = digits.padStart(decimals + 1, "0");
  const whole = padded.slice(0, padded.length - decimals).replace(/^0+(?=\d)/, "");
  return decimals ? `${whole}.${padded.slice(-decimals)}` : whole;
}
