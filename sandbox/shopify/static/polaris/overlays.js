// Modal, popover, menu, tooltip.

class Modal extends Component {
  static styles = ['modal'];

  build() {
    this.$heading = h('h2', {id: freshId('modal')});
    this.dialog = h(
      'dialog',
      {onclose: () => this.closed(), onclick: (event) => event.target === this.dialog && this.hideOverlay()},
      h(
        'div',
        {class: 'box'},
        h(
          'header',
          {},
          this.$heading,
          h('button', {type: 'button', 'aria-label': 'Close', onclick: () => this.hideOverlay()}, icon('x')),
        ),
        h('div', {class: 'content'}, slot()),
        h('footer', {}, slot('secondary-actions'), slot('primary-action')),
      ),
    );
    this.root.append(this.dialog);
  }

  update() {
    this.$heading.textContent = this.text('heading') || '';
    const label = this.text('accessibilitylabel');
    put(this.dialog, 'aria-label', label);
    put(this.dialog, 'aria-labelledby', label ? null : this.$heading.id);
    this.root.querySelector('footer').hidden =
      !this.hasSlotted('primary-action') && !this.hasSlotted('secondary-actions');
  }

  showOverlay() {
    if (!this.dialog.open) {
      this.emit('show');
      this.update();
      this.dialog.showModal();
      this.emit('aftershow');
    }
  }

  hideOverlay() {
    if (this.dialog.open) {
      this.dialog.close();
    }
  }

  toggleOverlay() {
    this.dialog.open ? this.hideOverlay() : this.showOverlay();
  }

  closed() {
    this.emit('hide');
    this.emit('afterhide');
  }

  show() {
    this.showOverlay();
  }

  hide() {
    this.hideOverlay();
  }
}

// Below what it belongs to, or above where there is no room; never beyond the edge.
function place(panel, anchor) {
  const box = anchor.getBoundingClientRect();
  const size = panel.getBoundingClientRect();
  const rtl = getComputedStyle(anchor).direction === 'rtl';
  const start = rtl ? box.right - size.width : box.left;
  const below = box.bottom + 4;
  const top = below + size.height > window.innerHeight && box.top > size.height ? box.top - size.height - 4 : below;
  panel.style.insetInlineStart = 'auto';
  panel.style.left = `${Math.max(8, Math.min(start, window.innerWidth - size.width - 8))}px`;
  panel.style.top = `${Math.max(8, top)}px`;
}

class Popover extends Component {
  static styles = ['popover'];
  static panelRole = 'dialog';

  build() {
    this.panel = h('div', {popover: 'auto', class: 'panel', role: this.constructor.panelRole}, slot());
    this.panel.addEventListener('toggle', (event) => this.toggled(event.newState === 'open'));
    this.root.append(this.panel);
  }

  update() {
    const sizes = ['blocksize', 'inlinesize', 'maxblocksize', 'maxinlinesize', 'minblocksize', 'mininlinesize'];
    const text = sizes
      .filter((name) => this.hasAttribute(name))
      .map((name) => {
        const property = name
          .replace('blocksize', '-block-size')
          .replace('inlinesize', '-inline-size')
          .replace(/^-/, '');
        return `${property}:${this.text(name)};`;
      });
    this.own.replaceSync(`.panel{${text.join('')}}`);
    put(this.panel, 'aria-label', this.text('accessibilitylabel'));
  }

  showOverlay(anchor) {
    this.anchor = anchor || document.querySelector(`[commandfor="${this.id}"]`);
    this.panel.showPopover();
    place(this.panel, this.anchor || document.body);
  }

  hideOverlay() {
    if (this.panel.matches(':popover-open')) {
      this.panel.hidePopover();
    }
  }

  toggleOverlay(anchor) {
    this.panel.matches(':popover-open') ? this.hideOverlay() : this.showOverlay(anchor);
  }

  toggled(open) {
    put(
      (this.anchor && this.anchor.inner) || this.panel,
      'aria-expanded',
      open ? 'true' : this.anchor ? 'false' : null,
    );
    this.emit(open ? 'show' : 'hide');
    this.emit(open ? 'aftershow' : 'afterhide');
  }
}

class Menu extends Popover {
  static styles = ['popover', 'menu'];
  static panelRole = 'menu';

  build() {
    super.build();
    this.addEventListener('click', () => this.hideOverlay());
    this.addEventListener('keydown', (event) => this.onKey(event));
  }

  get items() {
    return [...this.querySelectorAll('s-button')];
  }

  toggled(open) {
    super.toggled(open);
    if (open) {
      this.items.forEach((item) => item.inner?.setAttribute('role', 'menuitem'));
      this.items[0]?.focus();
    }
  }

  onKey(event) {
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (step) {
      event.preventDefault();
      const now = this.items.indexOf(document.activeElement);
      this.items.at((now + step) % this.items.length)?.focus();
    }
  }
}

class Tooltip extends Popover {
  static panelRole = 'tooltip';
  static styles = ['popover', 'tooltip'];

  build() {
    super.build();
    this.panel.popover = 'manual';
  }

  showFor(anchor) {
    put(anchor.inner || anchor, 'aria-description', this.textContent.trim());
    this.showOverlay(anchor);
  }
}
