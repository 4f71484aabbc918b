// Tables; narrow ones become lists, each cell with its column's heading.

class Table extends Component {
  static styles = ['table'];

  build() {
    this.pages = h(
      'div',
      {class: 'pages'},
      h(
        'button',
        {type: 'button', 'aria-label': 'Previous page', onclick: () => this.emit('previouspage')},
        icon('chevron-left'),
      ),
      h(
        'button',
        {type: 'button', 'aria-label': 'Next page', onclick: () => this.emit('nextpage')},
        icon('chevron-right'),
      ),
    );
    this.root.append(
      slot('filters'),
      h(
        'div',
        {class: 'scroll', tabindex: '0', role: 'group', 'aria-label': 'Table'},
        h('div', {class: 'table', role: 'table'}, slot()),
      ),
      this.pages,
    );
    new MutationObserver(() => this.label()).observe(this, {childList: true, subtree: true});
  }

  update() {
    const [previous, next] = this.pages.children;
    this.pages.hidden = !this.flag('paginate');
    previous.disabled = !this.flag('haspreviouspage');
    next.disabled = !this.flag('hasnextpage');
    put(this.root.querySelector('.table'), 'aria-busy', this.flag('loading') ? 'true' : null);
    this.label();
  }

  label() {
    const headers = [...this.querySelectorAll('s-table-header')];
    for (const row of this.querySelectorAll('s-table-row')) {
      [...row.children].forEach((cell, index) => cell.explain?.(headers[index], this.text('variant') === 'list'));
    }
    headers.forEach((header) => header.toggleAttribute('data-list', this.text('variant') === 'list'));
  }
}

class TableBody extends Component {
  static styles = ['table-body'];

  build() {
    super.build();
    this.role0('rowgroup');
  }
}

class TableHeaderRow extends Component {
  static styles = ['table-header-row'];

  build() {
    this.role0('rowgroup');
    this.root.append(h('div', {class: 'row', role: 'row'}, slot()));
  }
}

class TableHeader extends Component {
  static styles = ['table-header'];

  build() {
    super.build();
    this.role0('columnheader');
  }
}

const OWN_ACTION = 'a, button, input, select, textarea, label, s-button, s-link, s-checkbox, s-clickable, s-menu';

class TableRow extends Component {
  static styles = ['table-row'];

  build() {
    super.build();
    this.role0('row');
    this.addEventListener('click', (event) => {
      const delegate = target(this, 'clickdelegate');
      const inside = event
        .composedPath()
        .some((part) => part !== this && part instanceof Element && part.matches(OWN_ACTION));
      if (delegate && !inside) {
        (delegate.inner || delegate).click();
      }
    });
  }
}

class TableCell extends Component {
  static styles = ['table-cell'];

  build() {
    this.role0('cell');
    this.name = h('span', {class: 'name', 'aria-hidden': 'true'});
    this.root.append(this.name, h('span', {class: 'content'}, slot()));
  }

  explain(header, isList) {
    if (!this.name) {
      return;
    }
    const place = header?.getAttribute('listslot') || 'labeled';
    this.name.textContent = place === 'labeled' && header ? header.textContent.trim() : '';
    put(this, 'data-place', place);
    put(this, 'data-format', header?.getAttribute('format') || 'base');
    this.toggleAttribute('data-list', isList);
  }
}
