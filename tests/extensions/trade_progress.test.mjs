// The block's script in a page that is only what it touches: which requests it takes for a change, and late answers.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import vm from "node:vm";

const SCRIPT = new URL("../../extensions/trade-progress/assets/trade-progress.js", import.meta.url);
const source = readFileSync(SCRIPT, "utf-8");
const moment = () => new Promise((done) => setImmediate(done));

function a_block(text, percent) {
  const parts = {
    ".trade-progress__text": { textContent: text },
    ".trade-progress__bar": {
      firstElementChild: { style: { inlineSize: `${percent}%` } },
      now: String(percent),
      getAttribute() { return this.now; },
      setAttribute(_, value) { this.now = value; },
    },
  };
  const block = { id: "trade-progress-b1", className: "", dataset: { tradeProgress: "cart-items" } };
  return { ...block, querySelector: (name) => parts[name], parts };
}

function a_page(answers) {
  const block = a_block("old", 10);
  const page = { block, asked: [], timers: new Map(), observers: [] };
  const context = vm.createContext({
    URL,
    AbortController,
    window: { location: { href: "https://shop.example/cart?view=x" }, addEventListener: (_, then) => (page.shown = then) },
    document: { querySelectorAll: () => [block] },
    setTimeout: (then) => (page.timers.set(page.timers.size + 1, then), page.timers.size),
    clearTimeout: (number) => page.timers.delete(number),
    PerformanceObserver: class {
      constructor(then) { page.observers.push((...names) => then({ getEntries: () => names.map((name) => ({ name })) })); }
      observe() {}
    },
    DOMParser: class {
      parseFromString(fresh) { return { getElementById: () => fresh }; }
    },
    fetch: (address, { signal }) => {
      page.asked.push({ address: String(address), signal });
      return answers[page.asked.length - 1]();
    },
  });
  vm.runInContext(source, context);
  vm.runInContext(source, context);
  page.see = (...names) => page.observers.forEach((observer) => observer(...names));
  page.tick = async () => {
    const due = [...page.timers.values()];
    page.timers.clear();
    due.forEach((then) => then());
    await moment();
    await moment();
  };
  return page;
}

const ok = (text, percent) => ({ ok: true, text: async () => a_block(text, percent) });
const told = (page) => page.block.querySelector(".trade-progress__text").textContent;

describe("the script", () => {
  it("works once, however often a theme loads it", () => assert.equal(a_page([]).observers.length, 1));

  for (const path of ["/cart/add.js", "/cart/add", "/ar/cart/change.js?x=1", "/cart/update.js", "/cart/clear.js"]) {
    it(`asks for the section anew after ${path}`, async () => {
      const page = a_page([async () => ok("new", 50)]);
      page.see(`https://shop.example${path}`);
      await page.tick();
      assert.deepEqual(page.asked.map(({ address }) => address), ["https://shop.example/cart?view=x&section_id=cart-items"]);
      assert.equal(told(page), "new");
      assert.equal(page.block.querySelector(".trade-progress__bar").now, "50");
    });
  }

  for (const path of ["/cart.js", "/cart", "/cart?section_id=x", "/products/cart/additive.js", "/search/suggest"]) {
    it(`does not after ${path}, or it would never come to rest`, async () => {
      const page = a_page([]);
      page.see(`https://shop.example${path}`);
      await page.tick();
      assert.equal(page.asked.length, 0);
    });
  }

  it("asks once for a burst of changes", async () => {
    const page = a_page([async () => ok("new", 50)]);
    for (let times = 0; times < 5; times += 1) page.see("https://shop.example/cart/change.js");
    await page.tick();
    assert.equal(page.asked.length, 1);
  });

  it("does not let a late answer undo a newer one", async () => {
    let late;
    const page = a_page([() => new Promise((done) => (late = done)), async () => ok("newer", 70)]);
    page.see("https://shop.example/cart/change.js");
    await page.tick();
    page.see("https://shop.example/cart/change.js");
    await page.tick();
    assert.equal(page.asked[0].signal.aborted, true);
    late(ok("older", 20));
    await moment();
    await moment();
    assert.equal(told(page), "newer");
  });

  for (const [name, answer] of Object.entries({
    "an answer that is none": async () => ({ ok: false }),
    "a line that is cut": async () => { throw new TypeError("network"); },
  })) {
    it(`leaves what is shown after ${name}`, async () => {
      const page = a_page([answer]);
      page.see("https://shop.example/cart/change.js");
      await page.tick();
      assert.equal(told(page), "old");
    });
  }

  it("looks again when the page comes back as it was left", async () => {
    const page = a_page([async () => ok("new", 50)]);
    page.shown({ persisted: false });
    await page.tick();
    assert.equal(page.asked.length, 0);
    page.shown({ persisted: true });
    await page.tick();
    assert.equal(told(page), "new");
  });
});
