// Headings, text, lists, pictures.

class Text extends Component {
  static styles = ['text'];

  update() {
    showOrHide(this);
    put(this, 'role', this.getAttribute('type') === 'address' ? 'group' : this.getAttribute('role'));
    const lines = this.text('lineclamp');
    this.own.replaceSync(
      lines
        ? `:host{display:-webkit-box;-webkit-line-clamp:${Number(lines)};-webkit-box-orient:vertical;overflow:hidden}`
        : '',
    );
    watchInterest(this);
  }
}

class Paragraph extends Text {
  static styles = ['text', 'paragraph'];
}

// The page's heading is the first level, that of a section the next, and so on inwards.
function headingLevel(element) {
  let level = 2;
  for (let parent = element.parentElement; parent; parent = parent.parentElement) {
    level += parent.localName === 's-section' ? 1 : 0;
  }
  return Math.min(level, 6);
}

class Heading extends Text {
  static styles = ['text', 'heading'];

  update() {
    super.update();
    const role = this.text('accessibilityrole') || 'heading';
    put(this, 'role', role);
    put(this, 'aria-level', role === 'heading' ? headingLevel(this) : null);
  }
}

class List extends Component {
  static styles = ['list'];

  build() {
    super.build();
    this.role0('list');
  }
}

class ListItem extends Component {
  static styles = ['list-item'];

  build() {
    super.build();
    this.role0('listitem');
    this.toggleAttribute('data-ordered', this.parentElement?.localName === 's-ordered-list');
  }
}

class Picture extends Component {
  static styles = ['picture'];

  build() {
    this.image = h('img', {
      onload: () => this.emit('load', {bubbles: false}),
      onerror: () => this.emit('error', {bubbles: false}),
    });
    this.root.append(this.image);
  }

  update() {
    for (const name of ['src', 'srcset', 'sizes', 'loading']) {
      put(this.image, name, this.text(name));
    }
    this.image.alt = this.text('alt') || '';
    const ratio = this.text('aspectratio');
    const fit = this.text('objectfit');
    this.own.replaceSync(
      `img{${ratio ? `aspect-ratio:${ratio};` : ''}${fit ? `object-fit:${fit};` : ''}` +
        `${this.hasAttribute('border') ? `border:${border(this.text('border'))};` : ''}` +
        `${this.hasAttribute('borderradius') ? `border-radius:${words(RADII)(this.text('borderradius'))};` : ''}}`,
    );
  }
}

class Avatar extends Component {
  static styles = ['avatar'];

  build() {
    this.role0('img');
  }

  update() {
    put(this, 'aria-label', this.text('alt') || this.text('initials') || 'Avatar');
    const letters = (this.text('initials') || '').slice(0, 2);
    this.root.replaceChildren(
      this.text('src') ? h('img', {src: this.text('src'), alt: ''}) : letters || icon('person'),
    );
  }
}
