// What is asked of the app: a relative address, so that the admin fetches it with the session of who prints.
export const MOST_ORDERS = 50;
export const PAPERS = ["packing-slip", "shipping-label", "gift-message", "return-slip"];
export const USUAL = ["packing-slip", "gift-message"];
export const SIZES = ["A4", "A6", "LABEL"];

/**
 * @typedef {object} Choice
 * @property {string[]} papers which papers, by their names
 * @property {string} size the paper they are printed on; empty: as last for this trader
 * @property {boolean} byParcel whether each parcel that is left to ship gets papers of its own
 * @property {boolean} leaveOut whether what cannot be printed is passed over
 */

/** @type {Choice} */
export const FIRST = {papers: USUAL, size: '', byParcel: true, leaveOut: false};

/**
 * The number in `gid://shopify/Order/1`; null in anything else.
 * @param {string} id
 */
export function numberOf(id) {
  return /^gid:\/\/shopify\/Order\/(\d+)$/.exec(id)?.[1] ?? null;
}

/**
 * Where the papers are; undefined, which shows no preview and lets nothing be printed, where nothing can be.
 * @param {ReadonlyArray<{id: string}>} selected
 * @param {Choice} choice
 * @returns {string | undefined}
 */
export function source(selected, choice) {
  const orders = selected.map(({id}) => numberOf(id)).filter((number) => number !== null);
  if (orders.length === 0 || orders.length > MOST_ORDERS || choice.papers.length === 0) return undefined;
  const query = new URLSearchParams({
    orders: orders.join(','),
    papers: PAPERS.filter((paper) => choice.papers.includes(paper)).join(','),
    by: choice.byParcel ? 'parcel' : 'order',
  });
  if (choice.size) query.set('paper', choice.size);
  if (choice.leaveOut) query.set('leave_out', '1');
  return `/print-action?${query}`;
}

/**
 * The choice with a paper ticked, or not.
 * @param {Choice} choice
 * @param {string} paper
 * @param {boolean} ticked
 * @returns {Choice}
 */
export function withPaper(choice, paper, ticked) {
  const others = choice.papers.filter((one) => one !== paper);
  return {...choice, papers: ticked ? [...others, paper] : others};
}
