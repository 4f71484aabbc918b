// As much of a browser's document as Preact writes to: elements with attributes, properties, children and listeners.
class Node {
  constructor(localName, ownerDocument) {
    Object.assign(this, { localName, nodeName: localName, ownerDocument, childNodes: [], parentNode: null, listeners: {} });
    this.attributes = {};
    this.nodeType = localName === "#text" ? 3 : 1;
  }

  get firstChild() { return this.childNodes[0] ?? null; }
  get nextSibling() { return this.parentNode?.childNodes[this.parentNode.childNodes.indexOf(this) + 1] ?? null; }
  appendChild(child) { return this.insertBefore(child, null); }

  insertBefore(child, before) {
    child.parentNode?.removeChild(child);
    const at = before ? this.childNodes.indexOf(before) : this.childNodes.length;
    this.childNodes.splice(at, 0, child);
    child.parentNode = this;
    return child;
  }

  removeChild(child) {
    this.childNodes = this.childNodes.filter((one) => one !== child);
    child.parentNode = null;
    return child;
  }

  contains(other) { return this === other || this.childNodes.some((child) => child.contains(other)); }
  setAttribute(name, value) { this.attributes[name] = String(value); }
  removeAttribute(name) { delete this.attributes[name]; }
  getAttribute(name) { return this.attributes[name] ?? null; }
  addEventListener(name, listener) { this.listeners[name] = listener; }
  removeEventListener(name) { delete this.listeners[name]; }

  // What Shopify's element does when a person uses it: its own value changes, and it says so.
  change(values) {
    Object.assign(this, values);
    this.listeners.change.call(this, { type: "change", currentTarget: this, target: this });
  }

  find(localName, named = {}) { return this.all(localName).find((one) => matches(one, named)); }
  all(localName) {
    const inside = this.childNodes.flatMap((child) => child.all(localName));
    return this.localName === localName ? [this, ...inside] : inside;
  }
}

// Shopify's elements take these as properties; whatever else they are told is an attribute.
class Element extends Node {
  constructor(localName, ownerDocument) {
    super(localName, ownerDocument);
    Object.assign(this, { onchange: null, checked: false, value: "", src: undefined, label: "" });
  }
}

function matches(one, named) {
  return Object.entries(named).every(([name, value]) => (one[name] ?? one.getAttribute(name)) === value || one.getAttribute(name) === value);
}

export function aPage() {
  const page = { nodeType: 9 };
  page.createElementNS = (_, name) => new Element(name, page);
  page.createElement = (name) => new Element(name, page);
  page.createTextNode = (text) => Object.assign(new Node("#text", page), { data: text });
  page.body = page.createElement("body");
  page.documentElement = page.body;
  return page;
}

export const settled = () => new Promise((resolve) => setTimeout(resolve, 20));
