// Chips and groups of buttons.

class Chip extends Component {
  static styles = ['chip'];

  build() {
    this.root.append(slot('graphic'), slot());
  }

  update() {
    this.root.querySelector('button')?.remove();
    if (this.flag('removable')) {
      const label = `Remove ${this.text('accessibilitylabel') || this.textContent.trim()}`;
      this.root.append(
        h('button', {type: 'button', 'aria-label': label, onclick: () => this.emit('remove')}, icon('x', 14)),
      );
    }
  }
}

class ClickableChip extends Pressable {
  static styles = ['chip', 'clickable'];

  build() {
    this.control().append(slot('graphic'), slot());
  }

  update() {
    this.control();
    Chip.prototype.update.call(this);
  }
}

class ButtonGroup extends Component {
  static styles = ['button-group'];

  build() {
    this.role0('group');
    this.root.append(slot('secondary-actions'), slot(), slot('primary-action'));
  }

  update() {
    put(this, 'aria-label', this.text('accessibilitylabel'));
  }
}
