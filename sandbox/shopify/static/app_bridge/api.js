// window.shopify, and the start.

const toastActions = new Map();
let lastToast = 0;

onHost('toastAction', ({id}) => toastActions.has(id) && toastActions.get(id)());
onHost('navigate', ({path}) => navigate(path));

const toast = {
  show(message, {duration = 5000, isError = false, action, onAction} = {}) {
    const id = `toast-${++lastToast}`;
    toastActions.set(id, onAction || (() => {}));
    tell('toast', {id, message: String(message), duration, isError, action});
    return id;
  },
  hide(id) {
    tell('toastHide', {id});
  },
};

function overlay(id) {
  const element = document.getElementById(id);
  if (!element) {
    throw new Error(`App Bridge: no modal with id ${id}.`);
  }
  return {
    show: () => (element.showOverlay || element.show).call(element),
    hide: () => (element.hideOverlay || element.hide).call(element),
    toggle: () => (element.toggleOverlay || element.toggle).call(element),
  };
}

function notHere(what) {
  return () => Promise.reject(new Error(`The stand-in has no ${what}.`));
}

window.shopify = {
  config,
  origin: hostOrigin,
  ready: Promise.resolve(),
  environment: {
    mobile: window.matchMedia('(max-width: 30em)').matches,
    embedded,
    pos: false,
    intent: false,
  },
  idToken,
  toast,
  saveBar,
  loading: (isLoading = true) => tell('loading', {isLoading}),
  modal: {
    show: async (id) => overlay(id).show(),
    hide: async (id) => overlay(id).hide(),
    toggle: async (id) => overlay(id).toggle(),
  },
  user: () => ask('user'),
  resourcePicker: async (options) => {
    const {selection} = await ask('resourcePicker', options);
    return selection ? Object.assign(selection, {selection}) : undefined;
  },
  scopes: {
    query: () => ask('scopesQuery'),
    request: (scopes) => ask('scopesRequest', {scopes}),
    revoke: (scopes) => ask('scopesRevoke', {scopes}),
  },
  // Registered, but never called: nothing is measured here, and invented figures would mislead.
  webVitals: {onReport: async () => {}},
  app: {extensions: async () => []},
  reviews: {request: async () => ({success: false, code: 'merchant-ineligible', message: 'This is a sandbox.'})},
  support: {registerHandler: async () => {}},
  intents: {invoke: notHere('intents')},
  picker: notHere('picker'),
  scanner: {capture: notHere('scanner')},
  shopifyQL: {available: async () => false},
  tools: {register: () => () => {}, unregister: () => {}, clear: () => {}},
  setSignals: () => {},
};

if (!embedded) {
  leaveTheOutside();
} else if (!bounce()) {
  document.addEventListener('click', onClick);
  document.addEventListener('submit', onSubmit);
  watchForms();
  watchHistory();
  tellLocation();
  const ready = () => {
    watchPage();
    tell('ready');
  };
  document.readyState === 'loading' ? document.addEventListener('DOMContentLoaded', ready) : ready();
}
