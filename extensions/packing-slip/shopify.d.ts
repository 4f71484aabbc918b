import '@shopify/ui-extensions';

// What Shopify gives each module, by the target that loads it.
declare module './src/order.jsx' {
  const shopify: import('@shopify/ui-extensions/admin.order-details.print-action.render').Api;
  const globalThis: {shopify: typeof shopify};
}

declare module './src/selection.jsx' {
  const shopify: import('@shopify/ui-extensions/admin.order-index.selection-print-action.render').Api;
  const globalThis: {shopify: typeof shopify};
}
