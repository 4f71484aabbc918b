// Buttons, links, and the commands they give to overlays.

function target(element, attribute) {
  const id = element.getAttribute(attribute);
  return id && element.getRootNode().getElementById(id);
}

function command(element) {
  const other = target(element, 'commandfor');
  if (!other) {
    return;
  }
  const wanted = element.getAttribute('command') || '--auto';
  if (wanted === '--copy') {
    navigator.clipboard.writeText(other.value ?? other.textContent);
    return;
  }
  const verb = {
    '--show': 'showOverlay',
    '--hide': 'hideOverlay',
    '--toggle': 'toggleOverlay',
    '--auto': 'toggleOverlay',
  }[wanted];
  const plain = {showOverlay: 'show', hideOverlay: 'hide', toggleOverlay: 'toggle'}[verb];
  (other[verb] || other[plain])?.call(other, element);
}

function interest(element, on) {
  const other = target(element, 'interestfor');
  if (other && other.showFor) {
    on ? other.showFor(element) : other.hideOverlay();
  }
}

function watchInterest(element) {
  if (element.watchesInterest || !element.hasAttribute('interestfor')) {
    return;
  }
  element.watchesInterest = true;
  for (const [name, on] of [
    ['mouseenter', true],
    ['focusin', true],
    ['mouseleave', false],
    ['focusout', false],
  ]) {
    element.addEventListener(name, () => interest(element, on));
  }
}

class Pressable extends Component {
  static focusInside = true;

  connectedCallback() {
    super.connectedCallback();
    if (!this.listens) {
      this.listens = true;
      this.addEventListener('click', (event) => this.onClick(event));
      watchInterest(this);
    }
  }

  get idle() {
    return this.flag('disabled') || this.flag('loading');
  }

  onClick(event) {
    if (this.idle) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    command(this);
    // After the page's own listeners had their say.
    setTimeout(() => !event.defaultPrevented && this.act());
  }

  act() {
    const form = this.closest('form');
    if (form && this.text('type') === 'submit') {
      form.requestSubmit();
    } else if (form && this.text('type') === 'reset') {
      form.reset();
    }
  }

  // An anchor where it leads somewhere, else a button: keyboards and screen readers then know what it is.
  control() {
    const wanted = this.hasAttribute('href') && !this.idle ? 'a' : 'button';
    if (this.inner?.localName !== wanted) {
      const next = h(wanted, {part: 'control', class: 'control', ...(wanted === 'button' ? {type: 'button'} : {})});
      next.append(...(this.inner ? this.inner.childNodes : []));
      this.inner ? this.inner.replaceWith(next) : this.root.append(next);
      this.inner = next;
    }
    for (const name of ['href', 'target', 'download']) {
      put(this.inner, name, wanted === 'a' && this.text(name) !== 'auto' ? this.text(name) : null);
    }
    put(this.inner, 'aria-label', this.text('accessibilitylabel'));
    put(this.inner, 'disabled', wanted === 'button' && this.idle ? '' : null);
    put(this.inner, 'aria-busy', this.flag('loading') ? 'true' : null);
    return this.inner;
  }
}

class Button extends Pressable {
  static styles = ['button'];

  build() {
    this.badge = h('span', {class: 'before'});
    this.control().append(this.badge, h('span', {class: 'label'}, slot()));
  }

  update() {
    this.control();
    const name = this.text('icon');
    this.badge.replaceChildren(this.flag('loading') ? h('span', {class: 'turning'}) : name ? icon(name) : '');
    this.toggleAttribute('data-bare', !this.textContent.trim());
    if (this.localName === 's-press-button') {
      put(this.inner, 'aria-pressed', String(this.flag('pressed')));
    }
  }
}

class PressButton extends Button {
  act() {
    this.toggleAttribute('pressed');
  }
}

class Link extends Pressable {
  static styles = ['link'];

  build() {
    this.control().append(slot());
  }

  update() {
    this.control();
  }
}

class Clickable extends Pressable {
  static styles = ['layout', 'clickable'];

  build() {
    this.control().append(slot());
  }

  update() {
    this.control();
    Box.prototype.update.call(this);
  }

  more() {
    return '';
  }

  accessibility() {}
}
