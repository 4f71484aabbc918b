import '@shopify/ui-extensions/preact';
import {render} from 'preact';

import {Papers} from './Papers.jsx';

/** One order's papers, on its page. */
export default async function extension() {
  const {data, i18n} = shopify;
  render(<Papers selected={data.selected} translate={i18n.translate} />, document.body);
}
