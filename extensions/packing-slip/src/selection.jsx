import '@shopify/ui-extensions/preact';
import {render} from 'preact';

import {Papers} from './Papers.jsx';

/** The papers of the orders that are chosen in the list. */
export default async function extension() {
  const {data, i18n} = shopify;
  render(<Papers selected={data.selected} translate={i18n.translate} several />, document.body);
}
