// Every element with its attributes, as the published types list them. What is not here gets a warning.

const BOX =
  'accessibilityLabel accessibilityRole accessibilityVisibility background blockSize border borderColor ' +
  'borderRadius borderStyle borderWidth display inlineSize maxBlockSize maxInlineSize minBlockSize minInlineSize ' +
  'overflow padding paddingBlock paddingBlockEnd paddingBlockStart paddingInline paddingInlineEnd paddingInlineStart';
const PRESSABLE = 'accessibilityLabel command commandFor download href interestFor lang target';
const FIELD =
  'autocomplete details disabled error label labelAccessibilityVisibility name placeholder readOnly required ' +
  'value';
const LENGTHS = 'maxLength minLength';
const ALIGNMENT = 'alignContent alignItems columnGap gap justifyContent rowGap';
const TEXT = 'accessibilityVisibility color dir fontSize fontVariantNumeric fontWeight tone';
const DATES = 'allow allowDays disallow disallowDays view';

const KNOWN = Object.fromEntries(
  Object.entries({
    's-avatar': 'alt initials size src',
    's-badge': 'color icon size tone',
    's-banner': 'dismissible heading hidden tone',
    's-box': BOX,
    's-button': `${PRESSABLE} disabled icon inlineSize loading tone type variant`,
    's-button-group': 'accessibilityLabel gap',
    's-checkbox':
      'accessibilityLabel checked details disabled error indeterminate label labelAccessibilityVisibility name ' +
      'required value',
    's-chip': 'accessibilityLabel color removable',
    's-choice': 'accessibilityLabel disabled selected value',
    's-choice-list': 'details disabled error label labelAccessibilityVisibility multiple name values',
    's-clickable': `${BOX} ${PRESSABLE} disabled loading type`,
    's-clickable-chip': 'accessibilityLabel color command commandFor disabled hidden href interestFor removable',
    's-color-field': `${FIELD} alpha`,
    's-color-picker': 'alpha name value',
    's-date-field': `${FIELD} ${DATES}`,
    's-date-picker': `${DATES} name type value visibleMonths`,
    's-divider': 'color direction',
    's-drop-zone':
      'accept accessibilityLabel disabled error files label labelAccessibilityVisibility multiple name required ' +
      'value',
    's-email-field': `${FIELD} ${LENGTHS}`,
    's-empty-state': 'heading',
    's-grid': `${BOX} ${ALIGNMENT} gridTemplateColumns gridTemplateRows justifyItems placeContent placeItems`,
    's-grid-item': `${BOX} gridColumn gridRow`,
    's-heading': 'accessibilityRole accessibilityVisibility fontSize lineClamp',
    's-icon': 'color interestFor size tone type',
    's-image':
      'accessibilityRole alt aspectRatio border borderColor borderRadius borderStyle borderWidth inlineSize loading ' +
      'objectFit sizes src srcSet',
    's-link': `${PRESSABLE} tone`,
    's-list-item': '',
    's-menu': 'accessibilityLabel',
    's-modal': 'accessibilityLabel heading padding size',
    's-money-field': `${FIELD} currencyCode max min`,
    's-number': 'accessibilityVisibility color dir fontSize fontWeight tone',
    's-number-field': `${FIELD} inputMode max min prefix step suffix`,
    's-option': 'disabled selected value',
    's-option-group': 'disabled label',
    's-ordered-list': '',
    's-page': 'heading inlineSize',
    's-paragraph': `${TEXT} lineClamp`,
    's-password-field': `${FIELD} ${LENGTHS}`,
    's-popover': 'blockSize inlineSize maxBlockSize maxInlineSize minBlockSize minInlineSize',
    's-press-button': 'accessibilityLabel disabled icon inlineSize lang loading pressed tone variant',
    's-progress': 'accessibilityLabel max tone value',
    's-query-container': 'containerName',
    's-scroll-box': `${BOX} scrollMargin scrollPadding snapType`,
    's-search-field': `${FIELD} ${LENGTHS}`,
    's-section': 'accessibilityLabel heading padding subheading',
    's-select': 'details disabled error icon label labelAccessibilityVisibility name placeholder required value',
    's-spinner': 'accessibilityLabel size',
    's-stack': `${BOX} ${ALIGNMENT} direction`,
    's-switch':
      'accessibilityLabel checked details disabled error label labelAccessibilityVisibility name required value',
    's-table': 'hasNextPage hasPreviousPage loading paginate variant',
    's-table-body': '',
    's-table-cell': '',
    's-table-header': 'format listSlot',
    's-table-header-row': '',
    's-table-row': 'clickDelegate',
    's-text': `${TEXT} interestFor type`,
    's-text-area': `${FIELD} ${LENGTHS} rows`,
    's-text-field': `${FIELD} ${LENGTHS} icon prefix suffix`,
    's-thumbnail': 'alt size src',
    's-tooltip': '',
    's-unordered-list': '',
    's-url-field': `${FIELD} ${LENGTHS}`,
  }).map(([tag, names]) => [tag, names.split(' ').filter(Boolean)]),
);

const BOOLEANS = new Set(
  (
    'alpha checked disabled dismissible hasNextPage hasPreviousPage hidden indeterminate loading ' +
    'multiple paginate pressed readOnly removable required selected'
  ).split(' '),
);
const ELSEWHERE = new Set(['s-app-nav', 's-app-window']);
const ANYWHERE =
  /^(id|class|style|slot|hidden|lang|dir|title|role|tabindex|part|form|rel|is|nonce|aria-.*|data-.*|on.*)$/;
const warned = new Set();

function warnOnce(text) {
  if (!warned.has(text)) {
    warned.add(text);
    console.warn(`Polaris stand-in: ${text}`);
  }
}

function inspect(element) {
  const tag = element.localName;
  if (!tag.startsWith('s-') || ELSEWHERE.has(tag)) {
    return;
  }
  const names = KNOWN[tag];
  if (!names) {
    warnOnce(`unknown element <${tag}>`);
    return;
  }
  const known = new Set(names.map((name) => name.toLowerCase()));
  for (const {name} of element.attributes) {
    if (!known.has(name) && !ANYWHERE.test(name)) {
      warnOnce(`unknown attribute ${name} on <${tag}>`);
    }
  }
}

function inspectPage() {
  document.querySelectorAll('*').forEach(inspect);
  new MutationObserver((changes) => {
    for (const change of changes) {
      change.type === 'attributes' && inspect(change.target);
      change.addedNodes.forEach((node) => {
        if (node instanceof Element) {
          inspect(node);
          node.querySelectorAll('*').forEach(inspect);
        }
      });
    }
  }).observe(document.documentElement, {attributes: true, childList: true, subtree: true});
}
