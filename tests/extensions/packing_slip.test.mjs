// The print action: what it asks of the app, and that its elements do what they say.
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

import { FIRST, MOST_ORDERS, numberOf, source, withPaper } from "../../extensions/packing-slip/src/choice.js";
import { aPage, settled } from "./page.mjs";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const MODULES = process.env.SHOPIFY_NODE_MODULES ?? join(HERE, "../../node_modules");
const SOURCE = join(HERE, "../../extensions/packing-slip/src");
const order = (number) => ({ id: `gid://shopify/Order/${number}` });
const orders = (count) => Array.from({ length: count }, (_, at) => order(at + 1));

describe("what is asked of the app", () => {
  it("is a relative address, so that the admin fetches it with the session of who prints", () => {
    assert.equal(source([order(7)], FIRST)?.split("?")[0], "/print-action");
  });

  it("names the orders, the papers and how they go together", () => {
    const asked = new URL(source([order(7), order(8)], { papers: ["return-slip", "packing-slip"], size: "A6", byParcel: false, leaveOut: true }), "https://x");
    assert.deepEqual(Object.fromEntries(asked.searchParams), { orders: "7,8", papers: "packing-slip,return-slip", by: "order", paper: "A6", leave_out: "1" });
  });

  it("leaves the paper to the app where none is chosen", () => {
    const asked = new URL(source([order(7)], FIRST), "https://x").searchParams;
    assert.deepEqual([asked.has("paper"), asked.has("leave_out"), asked.get("by")], [false, false, "parcel"]);
  });

  for (const [what, selected, choice] of [
    ["no order", [], FIRST],
    ["no paper", [order(7)], { ...FIRST, papers: [] }],
    ["too many orders", orders(MOST_ORDERS + 1), FIRST],
    ["something that is no order", [{ id: "gid://shopify/DraftOrder/7" }], FIRST],
  ]) {
    it(`is nothing for ${what}`, () => assert.equal(source(selected, choice), undefined));
  }

  it("is asked for fifty orders", () => assert.match(source(orders(MOST_ORDERS), FIRST), /orders=1%2C2/));

  it("takes a number from nothing but an order's id", () => {
    assert.equal(numberOf("gid://shopify/Order/12"), "12");
    for (const id of ["", "12", "gid://shopify/Order/", "gid://shopify/Order/1/2", "gid://shopify/Order/1?x=1"]) assert.equal(numberOf(id), null);
  });

  it("has a paper once, however often it is ticked", () => {
    assert.deepEqual(withPaper(withPaper(FIRST, "packing-slip", true), "packing-slip", true).papers, ["gift-message", "packing-slip"]);
    assert.deepEqual(withPaper(FIRST, "packing-slip", false).papers, ["gift-message"]);
  });
});

describe("what staff see", async () => {
  const built = build();
  after(() => rmSync(built, { recursive: true }));

  async function open(module, selected) {
    globalThis.document = aPage();
    globalThis.shopify = { data: { selected }, i18n: { translate: (key, values) => (values ? `${key} ${JSON.stringify(values)}` : key) } };
    const { default: extension } = await import(pathToFileURL(join(built, "src", module)));
    await extension();
    return globalThis.document.body;
  }

  it("is a preview at once, and another one with each choice", async () => {
    const body = await open("order.js", [order(7)]);
    const action = body.find("s-admin-print-action");
    assert.equal(action.src, source([order(7)], FIRST));
    assert.equal(body.find("s-checkbox", { name: "leaveOut" }), undefined);

    body.find("s-select").change({ value: "LABEL" });
    await settled();
    assert.match(action.src, /paper=LABEL/);
    body.find("s-checkbox", { name: "byParcel" }).change({ checked: false });
    await settled();
    assert.match(action.src, /by=order.*paper=LABEL/);
    body.find("s-checkbox", { name: "return-slip" }).change({ checked: true });
    await settled();
    assert.match(action.src, /papers=packing-slip%2Cgift-message%2Creturn-slip/);
    for (const name of ["return-slip", "packing-slip", "gift-message"]) {
      body.find("s-checkbox", { name }).change({ checked: false });
      await settled();
    }
    assert.ok(!action.src);
  });

  it("lets what cannot be printed be left out where there are several orders", async () => {
    const body = await open("selection.js", orders(3));
    body.find("s-checkbox", { name: "leaveOut" }).change({ checked: true });
    await settled();
    assert.match(body.find("s-admin-print-action").src, /orders=1%2C2%2C3.*leave_out=1/);
    assert.equal(body.find("s-banner"), undefined);
  });

  it("is sent to a print run where there are too many", async () => {
    const body = await open("selection.js", orders(MOST_ORDERS + 1));
    assert.ok(!body.find("s-admin-print-action").src);
    assert.match(body.find("s-banner").getAttribute("heading") ?? body.find("s-banner").heading, /51.*50/);
    assert.equal(body.find("s-link").getAttribute("href"), "app:white-label/runs");
  });
});

// As Shopify's command line builds it: JSX to calls of Preact. `@shopify/ui-extensions` only registers elements.
function build() {
  const ts = createRequire(join(MODULES, "x.js"))("typescript");
  const folder = mkdtempSync(join(tmpdir(), "packing-slip-"));
  const stand = join(folder, "node_modules", "@shopify", "ui-extensions");
  mkdirSync(join(folder, "src"), { recursive: true });
  mkdirSync(stand, { recursive: true });
  symlinkSync(join(MODULES, "preact"), join(folder, "node_modules", "preact"));
  writeFileSync(join(folder, "package.json"), '{"type": "module"}');
  writeFileSync(join(stand, "package.json"), '{"type": "module", "exports": {"./preact": "./preact.js"}}');
  writeFileSync(join(stand, "preact.js"), "");
  for (const name of readdirSync(SOURCE)) {
    if (name.endsWith(".js")) cpSync(join(SOURCE, name), join(folder, "src", name));
    else writeFileSync(join(folder, "src", name.replace(".jsx", ".js")), compiled(ts, readFileSync(join(SOURCE, name), "utf8")));
  }
  return folder;
}

function compiled(ts, text) {
  const { ModuleKind, ScriptTarget, JsxEmit } = ts;
  const compilerOptions = { module: ModuleKind.ESNext, target: ScriptTarget.ES2022, jsx: JsxEmit.ReactJSX, jsxImportSource: "preact" };
  return ts.transpileModule(text, { compilerOptions }).outputText.replaceAll(".jsx'", ".js'").replaceAll('.jsx"', '.js"');
}
