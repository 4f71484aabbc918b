// A few shapes, drawn here. Any other icon name shows a small square, so that its place is kept.

const SHAPES = {
  'alert-circle': '<circle cx="10" cy="10" r="7"/><path d="M10 6v5M10 13.5v.5"/>',
  'alert-triangle': '<path d="M10 3l7.5 13.5h-15zM10 8v4M10 14v.4"/>',
  'arrow-left': '<path d="M16 10H4M9 5l-5 5 5 5"/>',
  'arrow-right': '<path d="M4 10h12M11 5l5 5-5 5"/>',
  calendar: '<rect x="3" y="5" width="14" height="12" rx="2"/><path d="M3 9h14M7 3v4M13 3v4"/>',
  check: '<path d="M4 10.5l4 4 8-9"/>',
  'check-circle': '<circle cx="10" cy="10" r="7"/><path d="M6.5 10l2.5 2.5 4.5-5"/>',
  'chevron-down': '<path d="M5 8l5 5 5-5"/>',
  'chevron-left': '<path d="M12 5l-5 5 5 5"/>',
  'chevron-right': '<path d="M8 5l5 5-5 5"/>',
  'circle-dashed': '<circle cx="10" cy="10" r="7" stroke-dasharray="3 2.5"/>',
  clock: '<circle cx="10" cy="10" r="7"/><path d="M10 6v4l3 2"/>',
  delete: '<path d="M4 6h12M8 6V4h4v2M6 6l1 11h6l1-11M9 9v5M11 9v5"/>',
  edit: '<path d="M4 16l1-4 8-8 3 3-8 8zM11 6l3 3"/>',
  export: '<path d="M10 13V3M6 7l4-4 4 4M4 12v5h12v-5"/>',
  external: '<path d="M11 4h5v5M16 4l-8 8M9 5H4v11h11v-5"/>',
  filter: '<path d="M3 6h14M6 10h8M8.5 14h3"/>',
  home: '<path d="M3 10l7-6 7 6M5 9v8h10V9"/>',
  import: '<path d="M10 3v10M6 9l4 4 4-4M4 12v5h12v-5"/>',
  info: '<circle cx="10" cy="10" r="7"/><path d="M10 9v5M10 6v.5"/>',
  lock: '<rect x="4" y="9" width="12" height="8" rx="2"/><path d="M7 9V7a3 3 0 016 0v2"/>',
  'menu-horizontal': '<circle cx="5" cy="10" r="1"/><circle cx="10" cy="10" r="1"/><circle cx="15" cy="10" r="1"/>',
  minus: '<path d="M4 10h12"/>',
  order: '<path d="M4 4h12v13l-3-2-3 2-3-2-3 2zM7 8h6M7 11h6"/>',
  person: '<circle cx="10" cy="7" r="3"/><path d="M4 17c0-4 12-4 12 0"/>',
  plus: '<path d="M10 4v12M4 10h12"/>',
  product: '<path d="M3 6l7-3 7 3v8l-7 3-7-3zM3 6l7 3 7-3M10 9v8"/>',
  refresh: '<path d="M16 10a6 6 0 11-2-4.5M16 3v4h-4"/>',
  search: '<circle cx="9" cy="9" r="5"/><path d="M13 13l4 4"/>',
  settings:
    '<circle cx="10" cy="10" r="2.5"/><path d="M10 3v2.5M10 14.5V17M3 10h2.5M14.5 10H17M5 5l2 2M13 13l2 2' +
    'M15 5l-2 2M7 13l-2 2"/>',
  store: '<path d="M4 9v8h12V9M3 5h14l1 4H2zM8 17v-4h4v4"/>',
  view: '<path d="M2 10c4-7 12-7 16 0-4 7-12 7-16 0z"/><circle cx="10" cy="10" r="2.5"/>',
  x: '<path d="M5 5l10 10M15 5L5 15"/>',
};
const TURNED_IN_RTL = new Set(['arrow-left', 'arrow-right', 'chevron-left', 'chevron-right']);

function icon(name, size = 20) {
  const holder = h('span', {class: `icon${TURNED_IN_RTL.has(name) ? ' turns' : ''}`, 'aria-hidden': 'true'});
  const shape = SHAPES[name] || '<rect x="5" y="5" width="10" height="10" rx="2"/>';
  holder.innerHTML =
    `<svg viewBox="0 0 20 20" width="${size}" height="${size}" fill="none" stroke="currentColor" ` +
    `stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" focusable="false">${shape}</svg>`;
  return holder;
}

class Icon extends Component {
  static styles = ['icon'];

  build() {
    this.update();
  }

  update() {
    const name = this.text('type');
    this.root.replaceChildren(name === null || name === '' ? '' : icon(name, this.text('size') === 'small' ? 16 : 20));
    watchInterest(this);
  }
}
