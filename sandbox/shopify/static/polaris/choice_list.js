// Choice list: radio buttons or checkboxes.

class Choice extends Component {
  static styles = ['text'];

  build() {
    this.root.append(slot(), h('div', {class: 'details'}, slot('details')), slot('secondary-content'));
  }
}

class ChoiceList extends Component {
  static formAssociated = true;
  static styles = ['choice', 'choice-list'];

  constructor() {
    super();
    this.internals = this.attachInternals();
  }

  build() {
    this.legend = h('legend');
    this.problem = h('div', {class: 'error'});
    this.hint = h('div', {class: 'details'});
    this.group = freshId('choices');
    this.rows = h('div', {class: 'rows'});
    this.root.append(h('fieldset', {}, this.legend, this.rows, this.problem, this.hint));
    new MutationObserver(() => this.update()).observe(this, {childList: true});
  }

  get values() {
    const given = this.text('values');
    const selected = this.choices.filter((one) => one.hasAttribute('selected')).map((one) => one.getAttribute('value'));
    return this.picked ?? (given ? given.split(',').map((one) => one.trim()) : selected);
  }

  set values(next) {
    this.picked = [...next];
    this.update();
  }

  get choices() {
    return [...this.children].filter((child) => child.localName === 's-choice');
  }

  update() {
    this.legend.textContent = this.text('label') || '';
    this.legend.classList.toggle('unseen', this.text('labelaccessibilityvisibility') === 'exclusive');
    this.problem.textContent = this.text('error') || '';
    this.hint.textContent = this.text('details') || '';
    this.choices.forEach((choice, index) => choice.setAttribute('slot', `choice-${index}`));
    this.rows.replaceChildren(...this.choices.map((choice, index) => this.row(choice, index)));
    this.report();
  }

  row(choice, index) {
    const id = `${this.group}-${index}`;
    const value = choice.getAttribute('value');
    const input = h('input', {
      id,
      value,
      type: this.flag('multiple') ? 'checkbox' : 'radio',
      name: this.group,
      disabled: this.flag('disabled') || choice.hasAttribute('disabled'),
      'aria-label': choice.getAttribute('accessibilitylabel'),
      onchange: () => this.pick(value, input.checked),
    });
    input.checked = this.values.includes(value);
    return h('div', {class: 'row'}, input, h('label', {for: id}, slot(`choice-${index}`)));
  }

  pick(value, on) {
    const others = this.flag('multiple') ? this.values.filter((one) => one !== value) : [];
    this.picked = on ? [...others, value] : others;
    this.report();
    this.emit('input');
    this.emit('change');
  }

  report() {
    const data = new FormData();
    const name = this.text('name');
    this.values.forEach((value) => name && data.append(name, value));
    this.internals.setFormValue(data);
  }

  formResetCallback() {
    this.picked = undefined;
    this.update();
  }

  // Our own update makes new slots; to follow them would never end.
  onSlots() {}
}
