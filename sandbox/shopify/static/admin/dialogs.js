// The admin's own dialogs: a question, and a picker of products or variants.

'use strict';

function openDialog(title, content, yes) {
  const dialog = document.getElementById('dialog');
  document.getElementById('dialog-title').textContent = title;
  document.getElementById('dialog-content').replaceChildren(content);
  document.getElementById('dialog-yes').textContent = yes;
  return new Promise((resolve) => {
    dialog.returnValue = '';
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), {once: true});
    dialog.showModal();
  });
}

function confirmDialog(title, text, yes) {
  const paragraph = document.createElement('p');
  paragraph.textContent = text;
  return openDialog(title, paragraph, yes);
}

function pickable(products, type) {
  if (type !== 'variant') {
    return products.map((product) => ({label: product.title, resource: product}));
  }
  return products.flatMap((product) =>
    product.variants.map((variant) => ({
      label: `${product.title} · ${variant.sku}`,
      resource: {...variant, product: {id: product.id, title: product.title}},
    })),
  );
}

async function pickResources({type = 'product', multiple = false, selectionIds = [], action = 'add'}) {
  const products = await (await fetch(`${document.body.dataset.store}/_products`)).json();
  const entries = pickable(products, type);
  const chosen = new Set(selectionIds.map((one) => one.id));
  const list = document.createElement('div');
  list.className = 'picker';
  for (const {label, resource} of entries) {
    const input = document.createElement('input');
    input.type = multiple ? 'checkbox' : 'radio';
    input.name = 'picked';
    input.value = resource.id;
    input.checked = chosen.has(resource.id);
    const line = document.createElement('label');
    line.append(input, ` ${label}`);
    list.append(line);
  }
  const agreed = await openDialog(
    `${action === 'select' ? 'Select' : 'Add'} ${type}s`,
    list,
    action === 'select' ? 'Select' : 'Add',
  );
  if (!agreed) {
    return undefined;
  }
  const picked = new Set([...list.querySelectorAll('input:checked')].map((input) => input.value));
  return entries.map((entry) => entry.resource).filter((resource) => picked.has(resource.id));
}
