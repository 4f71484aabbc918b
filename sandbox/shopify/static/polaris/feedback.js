// Banner, badge, spinner, progress.

const BANNER_ICONS = {
  info: 'info',
  success: 'check-circle',
  warning: 'alert-triangle',
  critical: 'alert-circle',
  auto: 'info',
};

class Banner extends Component {
  static styles = ['banner'];

  build() {
    this.sign = h('span', {class: 'sign'});
    this.$heading = h('div', {class: 'heading', id: freshId('banner')});
    this.close = h(
      'button',
      {type: 'button', class: 'close', 'aria-label': 'Dismiss', onclick: () => this.dismiss()},
      icon('x', 16),
    );
    this.root.append(
      h('div', {class: 'head'}, this.sign, this.$heading, this.close),
      h('div', {class: 'content'}, slot()),
      h('div', {class: 'actions'}, slot('secondary-actions')),
    );
  }

  update() {
    const tone = this.text('tone') || 'auto';
    // A failure is read out at once, anything else when there is a pause.
    put(this, 'role', tone === 'critical' ? 'alert' : 'status');
    this.$heading.textContent = this.text('heading') || '';
    this.sign.replaceChildren(icon(BANNER_ICONS[tone] || 'info'));
    this.close.hidden = !this.flag('dismissible');
    this.toggleAttribute('data-plain', !this.text('heading'));
  }

  dismiss() {
    this.emit('dismiss');
    this.hidden = true;
    this.setAttribute('hidden', '');
    this.emit('afterhide');
  }
}

class Badge extends Component {
  static styles = ['badge'];

  build() {
    this.sign = h('span', {class: 'sign'});
    this.root.append(this.sign, slot());
  }

  update() {
    this.sign.replaceChildren(this.text('icon') ? icon(this.text('icon'), 14) : '');
  }
}

class Spinner extends Component {
  static styles = ['spinner'];

  build() {
    this.role0('status');
    this.root.append(h('span', {class: 'turning'}));
  }

  update() {
    put(this, 'aria-label', this.text('accessibilitylabel') || 'Loading');
  }
}

class Progress extends Component {
  static styles = ['progress'];

  build() {
    this.bar = h('progress');
    this.root.append(this.bar);
  }

  update() {
    put(this.bar, 'aria-label', this.text('accessibilitylabel'));
    put(this.bar, 'max', this.text('max') || 1);
    put(this.bar, 'value', this.text('value'));
  }
}
