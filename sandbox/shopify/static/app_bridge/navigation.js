// Moving about: each page of the app is asked for with a fresh id token, and the admin's address follows.

const LINKS = 'a[href], area[href], s-link[href], s-button[href], s-clickable[href], s-clickable-chip[href]';

async function withAdminParameters(url) {
  const target = new URL(url, location.href);
  target.searchParams.set('embedded', '1');
  for (const name of ['shop', 'host', 'locale']) {
    if (config[name]) {
      target.searchParams.set(name, config[name]);
    }
  }
  target.searchParams.set('id_token', await idToken());
  return target;
}

async function navigate(url, {replace = false} = {}) {
  if (!(await mayLeave())) {
    return;
  }
  tell('loading', {isLoading: true});
  const target = (await withAdminParameters(url)).href;
  replace ? location.replace(target) : location.assign(target);
}

// The bounce page has nothing but us: it wants to be sent back with a fresh token.
function bounce() {
  const wanted = bootParameters.get('shopify-reload');
  if (!wanted) {
    return false;
  }
  const target = new URL(wanted, location.href);
  if (target.origin !== location.origin) {
    console.error('App Bridge: shopify-reload points outside the app.');
    return true;
  }
  withAdminParameters(target).then((complete) => location.replace(complete.href));
  return true;
}

function onClick(event) {
  if (
    event.defaultPrevented ||
    event.button !== 0 ||
    event.metaKey ||
    event.ctrlKey ||
    event.shiftKey ||
    event.altKey
  ) {
    return;
  }
  const link = event.composedPath().find((part) => part instanceof Element && part.matches(LINKS));
  if (!link || link.hasAttribute('download') || link.hasAttribute('disabled')) {
    return;
  }
  const target = link.getAttribute('target');
  if (target === '_blank') {
    return;
  }
  const address = link.getAttribute('href');
  if (address.startsWith('#') || /^(mailto|tel|javascript|blob|data):/i.test(address)) {
    return;
  }
  event.preventDefault();
  follow(address, target);
}

function follow(address, target) {
  if (address.startsWith('shopify:')) {
    tell('navigateAdmin', {path: address.slice('shopify:'.length).replace(/^\/*admin\/?/, '')});
    return;
  }
  const url = new URL(address.replace(/^app:\/*/, '/'), location.href);
  if (target === '_top' || target === '_parent') {
    tell('navigateTop', {url: url.href});
  } else if (url.origin !== location.origin) {
    window.open(url.href, '_blank', 'noopener');
  } else {
    navigate(url);
  }
}

// A form sent with GET is a navigation. One sent with POST is the page's own affair: it has no place for a token.
function onSubmit(event) {
  const form = event.target;
  if (
    event.defaultPrevented ||
    !(form instanceof HTMLFormElement) ||
    form.method !== 'get' ||
    form.target === '_blank'
  ) {
    return;
  }
  const url = new URL(form.getAttribute('action') || location.pathname, location.href);
  if (url.origin !== location.origin) {
    return;
  }
  event.preventDefault();
  url.search = new URLSearchParams(new FormData(form, event.submitter)).toString();
  navigate(url);
}

function tellLocation() {
  const url = new URL(location.href);
  for (const name of ADMIN_PARAMETERS) {
    url.searchParams.delete(name);
  }
  tell('location', {path: url.pathname + url.search + url.hash});
}

function watchHistory() {
  for (const name of ['pushState', 'replaceState']) {
    const plain = history[name].bind(history);
    history[name] = (...given) => {
      plain(...given);
      tellLocation();
    };
  }
  window.addEventListener('popstate', tellLocation);
}

function tellTitle() {
  const page = document.querySelector('s-page[heading]');
  const bar = document.querySelector('ui-title-bar[title]');
  const title = (page && page.getAttribute('heading')) || (bar && bar.getAttribute('title')) || document.title;
  tell('title', {title});
}

function tellNavigation() {
  const nav = document.querySelector('s-app-nav, ui-nav-menu');
  if (!nav) {
    return;
  }
  const items = [...nav.querySelectorAll('s-link, a')].map((link) => ({
    href: new URL(link.getAttribute('href') || '/', location.href).pathname,
    label: link.textContent.trim(),
    home: link.getAttribute('rel') === 'home',
  }));
  tell('navigation', {items});
}

function watchPage() {
  const look = () => {
    tellTitle();
    tellNavigation();
  };
  look();
  new MutationObserver(look).observe(document.documentElement, {
    attributes: true,
    attributeFilter: ['heading', 'href', 'title'],
    childList: true,
    subtree: true,
    characterData: true,
  });
}

function leaveTheOutside() {
  if (config.disabledFeatures.includes('auto-redirect') || !config.host) {
    return;
  }
  const place = atob(config.host);
  location.replace(`${hostOrigin}${place.slice(place.indexOf('/'))}/apps/${config.apiKey}${location.pathname}`);
}
