// Who we are, and the line to the admin that frames us. Messages are taken from that window and origin only.

const script = document.currentScript;
const hostOrigin = new URL(script.src).origin;
const bootParameters = new URLSearchParams(location.search);
const ADMIN_PARAMETERS = ['embedded', 'host', 'shop', 'locale', 'session', 'timestamp', 'hmac', 'id_token'];
const MEMORY = 'sandbox-app-bridge';
const embedded = window.parent !== window;

const config = readConfig();
const waiting = new Map();
const listeners = new Map();
let lastNumber = 0;

function readConfig() {
  const meta = document.querySelector('meta[name="shopify-api-key"]');
  const list = (name) =>
    (metaContent(name) || '')
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean);
  const remembered = recall();
  const read = {
    apiKey: (meta && meta.content) || script.dataset.apiKey || '',
    shop: bootParameters.get('shop') || remembered.shop,
    host: bootParameters.get('host') || remembered.host,
    locale: bootParameters.get('locale') || remembered.locale || 'en-US',
    appOrigins: list('shopify-app-origins'),
    disabledFeatures: list('shopify-disabled-features'),
  };
  if (!read.apiKey) {
    console.error('App Bridge: <meta name="shopify-api-key"> is missing.');
  }
  remember({shop: read.shop, host: read.host, locale: read.locale});
  return read;
}

function metaContent(name) {
  const meta = document.querySelector(`meta[name="${name}"]`);
  return meta && meta.content;
}

// A page answered to a POST has no parameters in its address; storage may be forbidden, then they stay unknown.
function recall() {
  try {
    return JSON.parse(sessionStorage.getItem(MEMORY)) || {};
  } catch {
    return {};
  }
}

function remember(values) {
  try {
    sessionStorage.setItem(MEMORY, JSON.stringify(values));
  } catch {
    // Nothing to be done, and nothing lost but the convenience.
  }
}

function tell(type, payload = {}) {
  if (embedded) {
    window.parent.postMessage({sandboxBridge: true, type, payload}, hostOrigin);
  }
}

function ask(type, payload = {}) {
  if (!embedded) {
    return Promise.reject(new Error('App Bridge: the page is not inside the admin.'));
  }
  const number = ++lastNumber;
  return new Promise((resolve, reject) => {
    waiting.set(number, {resolve, reject});
    window.parent.postMessage({sandboxBridge: true, number, type, payload}, hostOrigin);
  });
}

function onHost(type, listener) {
  listeners.set(type, listener);
}

window.addEventListener('message', (event) => {
  const message = event.data;
  if (event.source !== window.parent || event.origin !== hostOrigin || !message || !message.sandboxBridge) {
    return;
  }
  if (message.answerTo) {
    const call = waiting.get(message.answerTo);
    waiting.delete(message.answerTo);
    if (call) {
      message.error ? call.reject(new Error(message.error)) : call.resolve(message.payload);
    }
  } else if (listeners.has(message.type)) {
    listeners.get(message.type)(message.payload || {});
  }
});

const idToken = () => ask('idToken').then((answer) => answer.idToken);
