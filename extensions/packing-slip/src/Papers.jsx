import {useState} from 'preact/hooks';

import {FIRST, MOST_ORDERS, PAPERS, SIZES, source, withPaper} from './choice.js';

/**
 * Which papers, on which paper; and the preview that Shopify prints.
 * @param {{selected: ReadonlyArray<{id: string}>, translate: (key: string, values?: Record<string, string | number>) => string, several?: boolean}} props
 */
export function Papers({selected, translate, several = false}) {
  const [choice, setChoice] = useState(FIRST);
  const tooMany = selected.length > MOST_ORDERS;
  return (
    <s-admin-print-action src={source(selected, choice)}>
      <s-stack direction="block" gap="base">
        {tooMany && (
          <s-banner tone="warning" heading={translate('tooMany', {count: selected.length, most: MOST_ORDERS})}>
            <s-link href="app:white-label/runs">{translate('useRun')}</s-link>
          </s-banner>
        )}
        {PAPERS.map((paper) => (
          <s-checkbox
            key={paper}
            name={paper}
            label={translate(`papers.${paper}`)}
            checked={choice.papers.includes(paper)}
            onChange={(event) => setChoice(withPaper(choice, paper, event.currentTarget.checked))}
          />
        ))}
        <s-select
          name="size"
          label={translate('size')}
          value={choice.size}
          onChange={(event) => setChoice({...choice, size: event.currentTarget.value})}
        >
          <s-option value="">{translate('sizes.last')}</s-option>
          {SIZES.map((size) => (
            <s-option key={size} value={size}>
              {translate(`sizes.${size}`)}
            </s-option>
          ))}
        </s-select>
        <s-checkbox
          name="byParcel"
          label={translate('byParcel')}
          details={translate('byParcelDetails')}
          checked={choice.byParcel}
          onChange={(event) => setChoice({...choice, byParcel: event.currentTarget.checked})}
        />
        {several && (
          <s-checkbox
            name="leaveOut"
            label={translate('leaveOut')}
            checked={choice.leaveOut}
            onChange={(event) => setChoice({...choice, leaveOut: event.currentTarget.checked})}
          />
        )}
        <s-text color="subdued">{translate('checked')}</s-text>
      </s-stack>
    </s-admin-print-action>
  );
}
