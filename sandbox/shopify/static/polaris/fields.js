// Text fields of all kinds. They take part in forms like native ones: name, value, reset, Enter.

class Field extends Component {
  static formAssociated = true;
  static focusInside = true;
  static styles = ['field'];
  static kind = 'text';

  constructor() {
    super();
    this.internals = this.attachInternals();
    this.entered = undefined;
  }

  build() {
    const id = freshId('field');
    this.input = this.makeInput(id);
    this.label0 = h('label', {for: id});
    this.hint = h('div', {class: 'details', id: `${id}-details`}, slot('details', h('span')));
    this.problem = h('div', {class: 'error', id: `${id}-error`}, icon('alert-circle', 16), slot('error', h('span')));
    this.root.append(this.label0, h('div', {class: 'frame'}, ...this.around(this.input)), this.problem, this.hint);
    this.input.addEventListener('input', () => this.take(this.input.value));
    this.input.addEventListener('change', () => this.emit('change'));
    this.input.addEventListener('keydown', (event) => this.onKey(event));
    this.show(this.value);
  }

  makeInput(id) {
    return h('input', {id, type: this.constructor.kind, part: 'input'});
  }

  around(input) {
    this.$before = h('span', {class: 'before'});
    this.$after = h('span', {class: 'after'});
    return [this.$before, input, this.$after, slot('accessory')];
  }

  // The attribute is the first value, as with native inputs; what is typed or set by script goes before it.
  get value() {
    return this.entered ?? this.text('value') ?? '';
  }

  set value(next) {
    this.entered = String(next ?? '');
    this.show(this.entered);
    this.report();
  }

  get defaultValue() {
    return this.text('value') ?? '';
  }

  set defaultValue(next) {
    put(this, 'value', next);
  }

  get form() {
    return this.internals.form;
  }

  take(text) {
    this.entered = text;
    this.report();
  }

  show(text) {
    if (this.input && this.input.value !== text) {
      this.input.value = text;
    }
  }

  report() {
    this.internals.setFormValue(this.flag('disabled') ? null : this.value);
  }

  update() {
    this.label0.textContent = this.text('label') || '';
    this.label0.classList.toggle('unseen', this.text('labelaccessibilityvisibility') === 'exclusive');
    this.describe();
    for (const name of [
      'placeholder',
      'maxlength',
      'minlength',
      'min',
      'max',
      'step',
      'autocomplete',
      'inputmode',
      'rows',
    ]) {
      put(this.input, name, this.text(name));
    }
    this.input.disabled = this.flag('disabled') || Boolean(this.disabledByForm);
    this.input.readOnly = this.flag('readonly');
    // Polaris tells screen readers and leaves the refusal to the page, so nothing is blocked here either.
    put(this.input, 'aria-required', this.flag('required') ? 'true' : null);
    this.decorate();
    this.show(this.value);
    this.report();
  }

  describe() {
    const error = this.text('error');
    const details = this.text('details');
    this.problem.querySelector('slot span').textContent = error || '';
    this.hint.querySelector('slot span').textContent = details || '';
    const wrong = Boolean(error) || this.hasSlotted('error');
    const hinted = Boolean(details) || this.hasSlotted('details');
    this.problem.hidden = !wrong;
    this.hint.hidden = !hinted;
    put(this.input, 'aria-invalid', wrong ? 'true' : null);
    put(
      this.input,
      'aria-describedby',
      [wrong && this.problem.id, hinted && this.hint.id].filter(Boolean).join(' ') || null,
    );
  }

  decorate() {
    if (this.$before) {
      this.$before.replaceChildren(this.text('icon') ? icon(this.text('icon')) : '', this.text('prefix') || '');
      this.$after.textContent = this.text('suffix') || '';
    }
  }

  onKey(event) {
    if (event.key === 'Enter' && this.form && !event.isComposing) {
      this.form.requestSubmit();
    }
  }

  formResetCallback() {
    this.entered = undefined;
    this.update();
  }

  formDisabledCallback(disabled) {
    this.disabledByForm = disabled;
    if (this.built) {
      this.update();
    }
  }

  formStateRestoreCallback(state) {
    this.value = state;
  }
}

class TextField extends Field {}

class EmailField extends Field {
  static kind = 'email';
}

class UrlField extends Field {
  static kind = 'url';
}

class PasswordField extends Field {
  static kind = 'password';
}
