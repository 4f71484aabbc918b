// Every element under its name. Whatever the page has by now wakes up here, before anything is painted.

const ELEMENTS = {
  's-avatar': Avatar,
  's-badge': Badge,
  's-banner': Banner,
  's-box': Box,
  's-button': Button,
  's-button-group': ButtonGroup,
  's-checkbox': Checkbox,
  's-chip': Chip,
  's-choice': Choice,
  's-choice-list': ChoiceList,
  's-clickable': Clickable,
  's-clickable-chip': ClickableChip,
  's-color-field': ColorField,
  's-color-picker': ColorPicker,
  's-date-field': DateField,
  's-date-picker': class extends DateField {},
  's-divider': Divider,
  's-drop-zone': DropZone,
  's-email-field': EmailField,
  's-empty-state': EmptyState,
  's-grid': Grid,
  's-grid-item': class extends Box {},
  's-heading': Heading,
  's-icon': Icon,
  's-image': Picture,
  's-link': Link,
  's-list-item': ListItem,
  's-menu': Menu,
  's-modal': Modal,
  's-money-field': MoneyField,
  's-number': class extends Text {},
  's-number-field': NumberField,
  's-option': class extends Component {},
  's-option-group': class extends Component {},
  's-ordered-list': List,
  's-page': Page,
  's-paragraph': Paragraph,
  's-password-field': PasswordField,
  's-popover': Popover,
  's-press-button': PressButton,
  's-progress': Progress,
  's-query-container': QueryContainer,
  's-scroll-box': class extends Box {},
  's-search-field': SearchField,
  's-section': Section,
  's-select': Select,
  's-spinner': Spinner,
  's-stack': Stack,
  's-switch': Switch,
  's-table': Table,
  's-table-body': TableBody,
  's-table-cell': TableCell,
  's-table-header': TableHeader,
  's-table-header-row': TableHeaderRow,
  's-table-row': TableRow,
  's-text': Text,
  's-text-area': TextArea,
  's-text-field': TextField,
  's-thumbnail': class extends Picture {},
  's-tooltip': Tooltip,
  's-unordered-list': class extends List {},
  's-url-field': UrlField,
};

for (const [tag, constructor] of Object.entries(ELEMENTS)) {
  define(tag, constructor);
}
// The page's own colour and font, which Polaris brings along.
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet('document')];
if (document.readyState === 'loading') {
  document.addEventListener('DOMContentLoaded', inspectPage);
} else {
  inspectPage();
}
