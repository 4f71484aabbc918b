// Boxes, stacks and grids: attributes become rules of the element's own sheet.

const SPACING = {
  none: '0',
  'small-500': '1px',
  'small-400': '2px',
  'small-300': '4px',
  'small-200': '6px',
  'small-100': '8px',
  small: '12px',
  base: '16px',
  large: '20px',
  'large-100': '24px',
  'large-200': '32px',
  'large-300': '40px',
  'large-400': '48px',
  'large-500': '64px',
};
const WIDTHS = {none: '0', base: '1px', small: '1px', 'small-100': '.66px', large: '2px', 'large-100': '4px'};
const RADII = {
  none: '0',
  small: '4px',
  'small-100': '4px',
  'small-200': '2px',
  base: '8px',
  large: '12px',
  'large-100': '16px',
  'large-200': '20px',
  max: '999px',
};
const BACKGROUNDS = {
  transparent: 'transparent',
  base: 'var(--surface)',
  subdued: 'var(--surface-subdued)',
  strong: 'var(--surface-strong)',
};
const LINES = {base: 'var(--line)', subdued: 'var(--line-subdued)', strong: 'var(--line-strong)'};

const words = (table) => (value) =>
  value
    .split(/\s+/)
    .map((word) => table[word] ?? word)
    .join(' ');
const asIs = (value) => value;

// `@container (inline-size > 500px) large, small` is one value where the query holds, and another elsewhere.
function rules(property, value, translate) {
  const match = /^@container\s+([^()]*)\(([^)]*)\)\s*([^,]+),\s*(.+)$/s.exec(value);
  if (!match) {
    return `:host{${property}:${translate(value.trim())}}`;
  }
  const [, name, condition, then, otherwise] = match;
  return (
    `:host{${property}:${translate(otherwise.trim())}}` +
    `@container ${name.trim()}(${condition}){:host{${property}:${translate(then.trim())}}}`
  );
}

const BOX_RULES = {
  background: ['background', words(BACKGROUNDS)],
  blocksize: ['block-size', asIs],
  minblocksize: ['min-block-size', asIs],
  maxblocksize: ['max-block-size', asIs],
  inlinesize: ['inline-size', asIs],
  mininlinesize: ['min-inline-size', asIs],
  maxinlinesize: ['max-inline-size', asIs],
  overflow: ['overflow', asIs],
  padding: ['padding', words(SPACING)],
  paddingblock: ['padding-block', words(SPACING)],
  paddingblockstart: ['padding-block-start', words(SPACING)],
  paddingblockend: ['padding-block-end', words(SPACING)],
  paddinginline: ['padding-inline', words(SPACING)],
  paddinginlinestart: ['padding-inline-start', words(SPACING)],
  paddinginlineend: ['padding-inline-end', words(SPACING)],
  borderradius: ['border-radius', words(RADII)],
  borderwidth: ['border-width', words(WIDTHS)],
  borderstyle: ['border-style', (value) => value.replaceAll('auto', 'solid')],
  bordercolor: ['border-color', words(LINES)],
};
const FLOW_RULES = {
  gap: ['gap', words(SPACING)],
  rowgap: ['row-gap', words(SPACING)],
  columngap: ['column-gap', words(SPACING)],
  alignitems: ['align-items', asIs],
  aligncontent: ['align-content', asIs],
  justifycontent: ['justify-content', asIs],
  justifyitems: ['justify-items', asIs],
  placeitems: ['place-items', asIs],
  placecontent: ['place-content', asIs],
  gridtemplatecolumns: ['grid-template-columns', asIs],
  gridtemplaterows: ['grid-template-rows', asIs],
  gridcolumn: ['grid-column', asIs],
  gridrow: ['grid-row', asIs],
};

function border(value) {
  const [size = 'base', color = 'base', style = 'solid'] = value.trim().split(/\s+/);
  return `${WIDTHS[size] ?? size} ${style === 'auto' ? 'solid' : style} ${LINES[color] ?? color}`;
}

class Box extends Component {
  static styles = ['layout'];

  update() {
    const all = {...BOX_RULES, ...FLOW_RULES};
    let text = this.hasAttribute('border') ? rules('border', this.text('border'), border) : '';
    for (const [name, [property, translate]] of Object.entries(all)) {
      if (this.hasAttribute(name)) {
        text += rules(property, this.text(name), translate);
      }
    }
    if (this.hasAttribute('display')) {
      text += rules('display', this.text('display'), (value) =>
        value === 'none' ? 'none' : this.constructor.display || 'block',
      );
    }
    this.own.replaceSync(text + this.more());
    this.accessibility();
  }

  more() {
    return '';
  }

  accessibility() {
    const role = this.text('accessibilityrole');
    const landmarks = {
      header: 'banner',
      footer: 'contentinfo',
      aside: 'complementary',
      section: 'region',
      main: 'main',
      navigation: 'navigation',
    };
    if (role && role !== 'generic') {
      this.role0(landmarks[role] || role);
    }
    if (this.hasAttribute('accessibilitylabel')) {
      put(this, 'aria-label', this.text('accessibilitylabel'));
    }
    showOrHide(this);
  }
}

// `hidden` is for eyes only, `exclusive` for screen readers only.
function showOrHide(element) {
  const wanted = element.getAttribute('accessibilityvisibility');
  if (wanted) {
    put(element, 'aria-hidden', wanted === 'hidden' ? 'true' : null);
    element.toggleAttribute('data-exclusive', wanted === 'exclusive');
  }
}

class Stack extends Box {
  static styles = ['layout', 'stack'];
  static display = 'flex';

  more() {
    const direction = this.text('direction') || 'block';
    return (
      rules('flex-direction', direction, (value) => (value === 'inline' ? 'row' : 'column')) +
      rules('flex-wrap', direction, (value) => (value === 'inline' ? 'wrap' : 'nowrap'))
    );
  }
}

class Grid extends Box {
  static styles = ['layout', 'grid'];
  static display = 'grid';
}

class QueryContainer extends Component {
  static styles = ['query-container'];

  update() {
    this.own.replaceSync(
      this.hasAttribute('containername') ? `:host{container-name:${this.text('containername')}}` : '',
    );
  }
}

class Divider extends Component {
  static styles = ['divider'];

  build() {
    this.role0('separator');
  }
}
