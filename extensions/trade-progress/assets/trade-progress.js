// Keeps the block in step with the cart. Themes change the cart in their own ways and share no event for it, so the
// requests themselves are watched. Amounts, words and formats are the theme's: the section is drawn anew by Shopify.
(() => {
  "use strict";
  if (window.tajirTradeProgress) return;
  window.tajirTradeProgress = true;

  const CHANGES = /\/cart\/(add|change|update|clear)(\.js)?$/;
  const PAUSE = 150;
  let waiting = null;
  let asked = null;

  function isChange(address) {
    return CHANGES.test(new URL(address, window.location.href).pathname);
  }

  function refreshSoon() {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, PAUSE);
  }

  async function refresh() {
    asked?.abort();
    asked = new AbortController();
    const { signal } = asked;
    const blocks = [...document.querySelectorAll("[data-trade-progress]")];
    const sections = new Set(blocks.map((block) => block.dataset.tradeProgress));
    for (const section of sections) {
      const drawn = await draw(section, signal);
      if (signal.aborted) return;
      if (drawn) document.querySelectorAll("[data-trade-progress]").forEach((block) => take(block, drawn));
    }
  }

  // Null where Shopify did not answer: then what is shown stays, and the checkout decides as ever.
  async function draw(section, signal) {
    const address = new URL(window.location.href);
    address.searchParams.set("section_id", section);
    try {
      const answer = await fetch(address, { signal, headers: { Accept: "text/html" } });
      return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
    } catch {
      return null;
    }
  }

  // The elements stay and their content changes: so a screen reader hears it, and the bar moves instead of jumping.
  function take(block, drawn) {
    const fresh = drawn.getElementById(block.id);
    if (!fresh) return;
    block.className = fresh.className;
    const [text, bar] = [".trade-progress__text", ".trade-progress__bar"].map((name) => block.querySelector(name));
    const [newText, newBar] = [".trade-progress__text", ".trade-progress__bar"].map((name) => fresh.querySelector(name));
    if (text.textContent !== newText.textContent) text.textContent = newText.textContent;
    if (!bar || !newBar) {
      bar?.remove();
      if (newBar) block.append(newBar);
      return;
    }
    bar.setAttribute("aria-valuenow", newBar.getAttribute("aria-valuenow"));
    bar.firstElementChild.style.inlineSize = newBar.firstElementChild.style.inlineSize;
  }

  new PerformanceObserver((seen) => {
    if (seen.getEntries().some((entry) => isChange(entry.name))) refreshSoon();
  }).observe({ type: "resource" });
  // Back from the checkout, a page may be shown as it was left.
  window.addEventListener("pageshow", (event) => event.persisted && refreshSoon());
})();
