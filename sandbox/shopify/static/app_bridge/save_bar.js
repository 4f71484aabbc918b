// The save bar in the admin's top bar: for forms marked with data-save-bar, for <ui-save-bar>, and by shopify.saveBar.

let openBar = null;

function showBar(bar) {
  openBar = bar;
  tell('saveBar', {open: true, discardConfirmation: bar.discardConfirmation});
}

function hideBar(id) {
  if (openBar && (id === undefined || openBar.id === id)) {
    openBar = null;
    tell('saveBar', {open: false});
  }
}

// Whoever would leave is asked first, while something is unsaved.
async function mayLeave() {
  if (!openBar) {
    return true;
  }
  const {leave} = await ask('confirmLeave');
  if (leave) {
    hideBar();
  }
  return leave;
}

onHost('saveBarSave', () => openBar && openBar.save());
onHost('saveBarDiscard', () => openBar && openBar.discard());

function formBar(form) {
  return {
    id: form,
    discardConfirmation: form.hasAttribute('data-discard-confirmation'),
    save: () => form.requestSubmit(),
    discard: () => form.reset(),
  };
}

function onEdit(event) {
  const field = event.composedPath()[0];
  const form =
    (field && field.closest && field.closest('form')) || (event.target.closest && event.target.closest('form'));
  if (form && form.hasAttribute('data-save-bar') && !(openBar && openBar.id === form)) {
    showBar(formBar(form));
  }
}

function watchForms() {
  document.addEventListener('input', onEdit);
  document.addEventListener('change', onEdit);
  document.addEventListener('reset', (event) => setTimeout(() => hideBar(event.target)));
  document.addEventListener('submit', (event) => hideBar(event.target));
}

function elementBar(id) {
  const element = document.getElementById(id);
  if (!element) {
    throw new Error(`App Bridge: no save bar with id ${id}.`);
  }
  const buttons = [...element.querySelectorAll('button, s-button')];
  const save = buttons.find((button) => button.getAttribute('variant') === 'primary');
  const discard = buttons.find((button) => button !== save);
  return {
    id,
    discardConfirmation: element.hasAttribute('discardconfirmation'),
    save: () => save && save.click(),
    discard: () => discard && discard.click(),
  };
}

const saveBar = {
  show: async (id) => showBar(elementBar(id)),
  hide: async (id) => hideBar(id),
  toggle: async (id) => (openBar && openBar.id === id ? hideBar(id) : showBar(elementBar(id))),
  leaveConfirmation: async () => {
    if (!(await mayLeave())) {
      await new Promise(() => {});
    }
  },
};
