// What every element shares: a shadow root with shared style sheets, properties for attributes, a way to build nodes.

const sheets = new Map();
let lastId = 0;

function sheet(name) {
  if (!sheets.has(name)) {
    const made = new CSSStyleSheet();
    made.replaceSync(STYLE_TEXTS[name]);
    sheets.set(name, made);
  }
  return sheets.get(name);
}

function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value !== undefined && value !== null && value !== false) {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const slot = (name, ...fallback) => h('slot', name ? {name} : {}, ...fallback);
const freshId = (prefix) => `${prefix}-${++lastId}`;

// Writes an attribute only when it changes, and takes it away for null.
function put(element, name, value) {
  if (value === null || value === undefined || value === false) {
    element.removeAttribute(name);
  } else if (element.getAttribute(name) !== String(value)) {
    element.setAttribute(name, value);
  }
}

class Component extends HTMLElement {
  static styles = [];
  static focusInside = false;

  constructor() {
    super();
    this.root = this.attachShadow({mode: 'open', delegatesFocus: this.constructor.focusInside});
    this.own = new CSSStyleSheet();
    this.root.adoptedStyleSheets = [sheet('base'), ...this.constructor.styles.map(sheet), this.own];
  }

  connectedCallback() {
    if (!this.built) {
      this.built = true;
      this.build();
      // The parser connects an element before it has read the children; they arrive in the slots later.
      this.root.addEventListener('slotchange', () => this.onSlots());
    }
    this.update();
  }

  attributeChangedCallback() {
    if (this.built) {
      this.update();
    }
  }

  build() {
    this.root.append(slot());
  }

  update() {}

  onSlots() {
    this.update();
  }

  text(name) {
    return this.getAttribute(name);
  }

  flag(name) {
    const value = this.getAttribute(name);
    return value !== null && value !== 'false';
  }

  // A role the page gave stays; ours is the default.
  role0(role) {
    if (!this.hasAttribute('role')) {
      this.setAttribute('role', role);
    }
  }

  emit(name, options = {}) {
    return this.dispatchEvent(new CustomEvent(name, {bubbles: true, ...options}));
  }

  hasSlotted(name) {
    return [...this.children].some((child) => child.slot === name);
  }
}

function property(constructor, name) {
  if (name in constructor.prototype && !(name in HTMLElement.prototype)) {
    return;
  }
  if (Object.hasOwn(constructor.prototype, name)) {
    return;
  }
  const attribute = name.toLowerCase();
  const isFlag = BOOLEANS.has(name);
  Object.defineProperty(constructor.prototype, name, {
    configurable: true,
    get() {
      return isFlag ? this.flag(attribute) : (this.getAttribute(attribute) ?? '');
    },
    set(value) {
      put(this, attribute, isFlag ? Boolean(value) && '' : value);
      if (isFlag && value) {
        this.setAttribute(attribute, '');
      }
    },
  });
}

function define(tag, constructor) {
  const names = KNOWN[tag];
  Object.defineProperty(constructor, 'observedAttributes', {
    get: () => [...names.map((name) => name.toLowerCase()), ...(constructor.alsoObserved || [])],
  });
  for (const name of names) {
    property(constructor, name);
  }
  customElements.define(tag, constructor);
}
