// Page, section, empty state.

class Page extends Component {
  static styles = ['page'];

  build() {
    this.$title = h('h1');
    this.root.append(
      h(
        'header',
        {},
        slot('breadcrumb-actions'),
        this.$title,
        h('div', {class: 'actions'}, slot('secondary-actions'), slot('primary-action')),
      ),
      slot('supplemental-start'),
      h('div', {class: 'body'}, h('div', {class: 'main'}, slot()), h('aside', {}, slot('aside'))),
    );
  }

  update() {
    this.$title.textContent = this.text('heading') || '';
    this.$title.hidden = !this.text('heading');
    this.root.querySelector('aside').hidden = !this.hasSlotted('aside');
  }
}

class Section extends Component {
  static styles = ['section'];

  build() {
    this.role0('region');
    this.$heading = h('div', {role: 'heading', class: 'heading', id: freshId('section')});
    this.$subheading = h('div', {class: 'subheading'});
    this.bar = h(
      'div',
      {class: 'bar'},
      h(
        'div',
        {class: 'titles'},
        h('div', {class: 'line'}, slot('graphic'), this.$heading, slot('accessory')),
        this.$subheading,
      ),
      h('div', {class: 'actions'}, slot('supplemental'), slot('secondary-actions'), slot('primary-action')),
    );
    this.root.append(h('div', {class: 'card'}, this.bar, h('div', {class: 'content'}, slot())));
    this.toggleAttribute('data-inner', Boolean(this.parentElement?.closest('s-section')));
  }

  update() {
    const heading = this.text('heading');
    this.$heading.textContent = heading || '';
    this.$heading.setAttribute('aria-level', headingLevel(this));
    this.$subheading.textContent = this.text('subheading') || '';
    this.$heading.hidden = !heading;
    this.$subheading.hidden = !this.text('subheading');
    const actions = ['primary-action', 'secondary-actions', 'supplemental', 'accessory', 'graphic'].some((name) =>
      this.hasSlotted(name),
    );
    this.bar.hidden = !heading && !this.text('subheading') && !actions;
    put(this, 'aria-label', this.text('accessibilitylabel') || heading);
    if (!this.text('accessibilitylabel') && !heading) {
      this.setAttribute('role', 'none');
    }
  }
}

class EmptyState extends Component {
  static styles = ['empty-state'];

  build() {
    this.$heading = h('div', {role: 'heading', class: 'heading'});
    this.root.append(
      slot('graphic'),
      this.$heading,
      slot('subheading'),
      slot(),
      h('div', {class: 'actions'}, slot('secondary-actions'), slot('primary-action')),
    );
  }

  update() {
    this.$heading.textContent = this.text('heading') || '';
    this.$heading.setAttribute('aria-level', headingLevel(this));
  }
}
