// Fields with something of their own: area, number, money, search, date, colour, files.

class TextArea extends Field {
  makeInput(id) {
    return h('textarea', {id, rows: 3, part: 'input'});
  }

  onKey() {}
}

class NumberField extends Field {
  static kind = 'number';

  update() {
    super.update();
    if (!this.hasAttribute('step')) {
      put(this.input, 'step', 'any');
    }
  }
}

class MoneyField extends NumberField {
  static kind = 'text';

  decorate() {
    const code = this.text('currencycode');
    this.$before.textContent = code && code !== 'auto' ? code : '';
    put(this.input, 'inputmode', 'decimal');
  }
}

class SearchField extends Field {
  static kind = 'search';

  decorate() {
    this.$before.replaceChildren(icon('search'));
  }
}

class DateField extends Field {
  static kind = 'date';

  update() {
    super.update();
    const range = /^(\d{4}-\d{2}-\d{2})?--(\d{4}-\d{2}-\d{2})?$/.exec(this.text('allow') || '');
    put(this.input, 'min', range && range[1]);
    put(this.input, 'max', range && range[2]);
  }
}

class ColorField extends Field {
  around(input) {
    this.swatch = h('input', {
      type: 'color',
      'aria-label': 'Pick a colour',
      oninput: () => {
        this.value = this.swatch.value;
        this.emit('input');
        this.emit('change');
      },
    });
    return [this.swatch, input];
  }

  show(text) {
    super.show(text);
    if (this.swatch && /^#[0-9a-f]{6}$/i.test(text)) {
      this.swatch.value = text;
    }
  }
}

class ColorPicker extends ColorField {
  around(input) {
    const parts = super.around(input);
    input.hidden = true;
    return parts;
  }
}

class DropZone extends Field {
  static styles = ['field', 'drop-zone'];

  makeInput(id) {
    const input = h('input', {id, type: 'file', part: 'input'});
    input.addEventListener('change', () => {
      this.chosen = [...input.files];
      this.report();
      this.names();
    });
    return input;
  }

  around(input) {
    this.list = h('div', {class: 'files', 'aria-live': 'polite'});
    const zone = h('div', {class: 'zone'}, input, slot(), this.list);
    zone.addEventListener('dragover', (event) => event.preventDefault());
    zone.addEventListener('drop', (event) => this.onDrop(event));
    return [zone];
  }

  onDrop(event) {
    event.preventDefault();
    const files = [...event.dataTransfer.files];
    const accepted = files.filter((file) => this.accepts(file));
    if (accepted.length < files.length) {
      this.emit('droprejected');
    }
    if (accepted.length && !this.flag('disabled')) {
      this.chosen = this.flag('multiple') ? accepted : accepted.slice(0, 1);
      this.report();
      this.names();
      this.emit('input');
      this.emit('change');
    }
  }

  accepts(file) {
    const wanted = (this.text('accept') || '')
      .split(',')
      .map((one) => one.trim().toLowerCase())
      .filter(Boolean);
    return (
      !wanted.length ||
      wanted.some((one) =>
        one.startsWith('.')
          ? file.name.toLowerCase().endsWith(one)
          : one.endsWith('/*')
            ? file.type.startsWith(one.slice(0, -1))
            : file.type === one,
      )
    );
  }

  names() {
    this.list.textContent = this.files.map((file) => file.name).join(', ');
  }

  get files() {
    return this.chosen || [];
  }

  get value() {
    return this.files.length ? `C:\\fakepath\\${this.files[0].name}` : '';
  }

  set value(next) {
    if (!next) {
      this.chosen = [];
      this.input.value = '';
      this.names();
      this.report();
    }
  }

  take() {}

  show() {}

  update() {
    super.update();
    put(this.input, 'accept', this.text('accept'));
    put(this.input, 'multiple', this.flag('multiple') ? '' : null);
    put(this.input, 'aria-label', this.text('accessibilitylabel'));
  }

  report() {
    const data = new FormData();
    this.files.forEach((file) => data.append(this.text('name') || '', file));
    this.internals.setFormValue(this.text('name') ? data : null);
  }

  onKey() {}

  formResetCallback() {
    this.value = '';
    this.update();
  }
}
