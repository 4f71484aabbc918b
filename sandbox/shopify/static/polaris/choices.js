// Select, checkbox, switch.

class Select extends Field {
  makeInput(id) {
    new MutationObserver(() => this.fill()).observe(this, {
      childList: true,
      subtree: true,
      characterData: true,
      attributes: true,
      attributeFilter: ['value', 'selected', 'disabled', 'label'],
    });
    return h('select', {id, part: 'input'});
  }

  around(input) {
    return [input, h('span', {class: 'after'}, icon('chevron-down', 16))];
  }

  update() {
    this.fill();
    super.update();
  }

  fill() {
    const placeholder = this.text('placeholder');
    const first = placeholder ? [h('option', {value: '', disabled: true, hidden: true}, placeholder)] : [];
    this.input.replaceChildren(...first, ...[...this.children].map((child) => this.copy(child)).filter(Boolean));
    this.input.value = this.value;
    this.report();
  }

  copy(child) {
    if (child.localName === 's-option-group') {
      return h(
        'optgroup',
        {label: child.getAttribute('label') || ''},
        ...[...child.children].map((one) => this.copy(one)).filter(Boolean),
      );
    }
    if (child.localName !== 's-option') {
      return null;
    }
    const value = child.getAttribute('value') ?? child.textContent.trim();
    return h('option', {value, disabled: child.hasAttribute('disabled')}, child.textContent.trim());
  }

  get value() {
    const chosen = [...this.querySelectorAll('s-option')].find((one) => one.hasAttribute('selected'));
    const first = this.text('placeholder') ? null : this.querySelector('s-option');
    const byOption = (one) => one && (one.getAttribute('value') ?? one.textContent.trim());
    return this.entered ?? this.text('value') ?? byOption(chosen) ?? byOption(first) ?? '';
  }

  set value(next) {
    super.value = next;
  }

  onKey() {}
}

class Checkbox extends Field {
  static styles = ['choice'];

  makeInput(id) {
    const input = h('input', {id, type: 'checkbox', part: 'input'});
    input.addEventListener('change', () => {
      this.ticked = input.checked;
      this.report();
    });
    return input;
  }

  around(input) {
    return [input];
  }

  get checked() {
    return this.ticked ?? this.flag('checked');
  }

  set checked(next) {
    this.ticked = Boolean(next);
    if (this.built) {
      this.update();
    }
  }

  get value() {
    return this.text('value') ?? 'on';
  }

  set value(next) {
    put(this, 'value', next);
  }

  take() {}

  show() {
    this.input.checked = this.checked;
    this.input.indeterminate = this.flag('indeterminate') && this.ticked === undefined;
  }

  report() {
    this.internals.setFormValue(this.checked && !this.flag('disabled') ? this.value : null);
  }

  update() {
    super.update();
    put(this.input, 'aria-label', this.text('accessibilitylabel'));
  }

  formResetCallback() {
    this.ticked = undefined;
    this.update();
  }
}

class Switch extends Checkbox {
  static styles = ['choice', 'switch'];

  makeInput(id) {
    const input = super.makeInput(id);
    input.setAttribute('role', 'switch');
    return input;
  }
}
