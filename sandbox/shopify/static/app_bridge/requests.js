// Requests to our own server carry a fresh id token; one that the server finds too old is tried once more.

const RETRY = 'X-Shopify-Retry-Invalid-Session-Request';
const REAUTHORIZE = 'X-Shopify-API-Request-Failure-Reauthorize-Url';
const plainFetch = window.fetch.bind(window);

function isOurs(url) {
  const {origin, hostname, protocol} = new URL(url, location.href);
  return (
    origin === location.origin ||
    config.appOrigins.includes(origin) ||
    (protocol === location.protocol && hostname.endsWith(`.${location.hostname}`))
  );
}

async function signedFetch(input, init) {
  const address = input instanceof Request ? input.url : String(input);
  if (address.startsWith('shopify:')) {
    throw new TypeError('The stand-in has no direct API access; call your own server.');
  }
  const request = new Request(input, init);
  if (!isOurs(request.url) || request.headers.has('Authorization')) {
    return plainFetch(request);
  }
  const again = request.clone();
  const answer = await plainFetch(await withToken(request));
  if (answer.status !== 401) {
    return answer;
  }
  const elsewhere = answer.headers.get(REAUTHORIZE);
  if (elsewhere) {
    tell('navigateTop', {url: new URL(elsewhere, location.href).href});
    return answer;
  }
  return answer.headers.get(RETRY) ? plainFetch(await withToken(again)) : answer;
}

async function withToken(request) {
  const headers = new Headers(request.headers);
  headers.set('Authorization', `Bearer ${await idToken()}`);
  headers.set('X-Requested-With', 'XMLHttpRequest');
  return new Request(request, {headers});
}

function patchXhr() {
  const {open, send, setRequestHeader} = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.open = function openSigned(method, url, ...rest) {
    this.sandboxSigned = isOurs(url) && rest[0] !== false;
    return open.call(this, method, url, ...rest);
  };
  XMLHttpRequest.prototype.setRequestHeader = function noteHeader(name, value) {
    this.sandboxSigned = this.sandboxSigned && name.toLowerCase() !== 'authorization';
    return setRequestHeader.call(this, name, value);
  };
  XMLHttpRequest.prototype.send = function sendSigned(body) {
    if (!this.sandboxSigned) {
      send.call(this, body);
      return;
    }
    idToken().then(
      (token) => {
        setRequestHeader.call(this, 'Authorization', `Bearer ${token}`);
        send.call(this, body);
      },
      () => send.call(this, body),
    );
  };
}

if (embedded && !config.disabledFeatures.includes('fetch')) {
  window.fetch = signedFetch;
  patchXhr();
}
