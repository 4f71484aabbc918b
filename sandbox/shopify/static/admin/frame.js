// The admin's side of App Bridge: hands out id tokens, shows what the app asks for, follows where it goes.

'use strict';

const {appOrigin, appPath, store} = document.body.dataset;
const frame = document.getElementById('app');
const frames = new Set(frame ? [frame] : []);
const place = (id) => document.getElementById(id);

async function getJson(path, body) {
  const answer = await fetch(
    `${store}/${path}`,
    body === undefined
      ? {}
      : {
          method: 'POST',
          headers: {'Content-Type': 'application/json'},
          body: JSON.stringify(body),
        },
  );
  if (!answer.ok) {
    throw new Error(`${path}: ${answer.status}`);
  }
  return answer.json();
}

function send(type, payload = {}) {
  frame.contentWindow.postMessage({sandboxBridge: true, type, payload}, appOrigin);
}

window.addEventListener('message', async (event) => {
  const message = event.data;
  const from = [...frames].find((one) => one.contentWindow === event.source);
  if (!from || event.origin !== appOrigin || !message || !message.sandboxBridge || !(message.type in handlers)) {
    return;
  }
  const answer = {sandboxBridge: true, answerTo: message.number};
  try {
    answer.payload = await handlers[message.type](message.payload || {}, from);
  } catch (error) {
    answer.error = error.message;
  }
  if (message.number) {
    event.source.postMessage(answer, appOrigin);
  }
});

const handlers = {
  ready: () => loading(false),
  idToken: async () => ({idToken: (await getJson('_token', {})).id_token}),
  user: () => getJson('_user'),
  loading: ({isLoading}) => loading(isLoading !== false),
  title: ({title}) => {
    place('app-title').textContent = title;
    document.title = `${title} · Sandbox`;
  },
  navigation: ({items}) => showNavigation(items),
  location: ({path}, from) => from === frame && follow(path),
  navigateTop: ({url}) => location.assign(checked(url)),
  navigateAdmin: ({path}) => location.assign(`${store}/${path.replace(/^orders\/?$/, '')}`),
  toast: (toast) => showToast(toast),
  toastHide: ({id}) => place(id)?.remove(),
  saveBar: (bar) => showSaveBar(bar),
  confirmLeave: async () => ({
    leave: await confirmDialog('Leave page with unsaved changes?', 'What was changed will be lost.', 'Leave page'),
  }),
  resourcePicker: async (options) => ({selection: await pickResources(options)}),
  scopesQuery: () => getJson('_scopes'),
  scopesRequest: ({scopes}) => requestScopes(scopes),
  scopesRevoke: async ({scopes}) => ({detail: await getJson('_scopes', {revoke: scopes})}),
  appWindow: ({path}) => openWindow(path),
  closeAppWindow: () => closeWindow(),
};

function checked(url) {
  if (!/^https?:/.test(url)) {
    throw new Error('only web addresses');
  }
  return url;
}

function loading(on) {
  place('loading').hidden = !on;
}

// The outer address is the inner one without what only the admin adds.
function follow(path) {
  const inner = path === '/' ? '' : path;
  const outer = appPath + (inner.startsWith('/') ? inner : `/${inner}`);
  history.replaceState(null, '', inner ? outer : appPath);
  markCurrent(path);
}

function showNavigation(items) {
  place('app-nav').replaceChildren(
    ...items
      .filter((item) => !item.home)
      .map((item) => {
        const link = document.createElement('a');
        link.href = appPath + item.href;
        link.textContent = item.label;
        link.dataset.path = item.href;
        link.addEventListener('click', (event) => {
          event.preventDefault();
          document.body.classList.remove('menu-open');
          send('navigate', {path: item.href});
        });
        const entry = document.createElement('li');
        entry.append(link);
        return entry;
      }),
  );
  markCurrent(location.pathname.slice(appPath.length) || '/');
}

function markCurrent(path) {
  const links = [...document.querySelectorAll('#app-nav a')];
  const plain = path.split(/[?#]/)[0];
  const best = links
    .filter((link) => plain === link.dataset.path || plain.startsWith(`${link.dataset.path}/`))
    .sort((one, other) => other.dataset.path.length - one.dataset.path.length)[0];
  links.forEach((link) => link.removeAttribute('aria-current'));
  best?.setAttribute('aria-current', 'page');
}

function showToast({id, message, duration, isError, action}) {
  const toast = document.createElement('div');
  toast.id = id;
  toast.className = isError ? 'toast error' : 'toast';
  toast.append(message);
  if (action) {
    const button = document.createElement('button');
    button.textContent = action;
    button.addEventListener('click', () => send('toastAction', {id}));
    toast.append(button);
  }
  place('toasts').append(toast);
  setTimeout(() => toast.remove(), duration);
}

function showSaveBar({open, discardConfirmation}) {
  place('save-bar').hidden = !open;
  place('save-bar').dataset.confirm = discardConfirmation ? 'yes' : '';
}

place('save').addEventListener('click', () => send('saveBarSave'));
place('discard').addEventListener('click', async () => {
  const ask = place('save-bar').dataset.confirm;
  if (
    !ask ||
    (await confirmDialog('Discard all unsaved changes?', 'What was changed will be lost.', 'Discard changes'))
  ) {
    send('saveBarDiscard');
  }
});

async function requestScopes(scopes) {
  const granted = await confirmDialog('The app asks for more access', scopes.join(', '), 'Allow');
  const detail = granted ? await getJson('_scopes', {grant: scopes}) : await getJson('_scopes');
  return {result: granted ? 'granted-all' : 'declined-all', detail};
}

async function openWindow(path) {
  const {source} = await getJson('_launch', {path});
  const inner = document.createElement('iframe');
  inner.src = source;
  inner.title = 'App window';
  const close = document.createElement('button');
  close.textContent = 'Close';
  close.addEventListener('click', closeWindow);
  frames.add(inner);
  place('app-window').replaceChildren(close, inner);
  place('app-window').hidden = false;
  close.focus();
}

function closeWindow() {
  place('app-window')
    .querySelectorAll('iframe')
    .forEach((inner) => frames.delete(inner));
  place('app-window').replaceChildren();
  place('app-window').hidden = true;
}

place('app-home').addEventListener('click', (event) => {
  if (frame) {
    event.preventDefault();
    send('navigate', {path: '/'});
  }
});
loading(Boolean(frame));
