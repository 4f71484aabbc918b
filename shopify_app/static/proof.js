// The code of a proof's link stands behind its #, where no server sees it. It is handed over in a form, once, and taken
// out of the address, so that it stays neither on the screen nor in what the browser remembers.
"use strict";

const form = document.querySelector("form[data-open]");
const code = window.location.hash.slice(1);
if (form && code) {
  window.history.replaceState(null, "", window.location.pathname + window.location.search);
  form.elements.token.value = code;
  form.submit();
}
