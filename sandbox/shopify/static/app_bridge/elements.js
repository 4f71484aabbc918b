// Elements that belong to the admin around us: they show nothing here.

class AdminElement extends HTMLElement {
  connectedCallback() {
    this.style.display = 'none';
  }
}

class AppWindow extends AdminElement {
  async show() {
    await ask('appWindow', {path: new URL(this.getAttribute('src'), location.href).pathname});
    this.dispatchEvent(new Event('show'));
  }

  async hide() {
    await ask('closeAppWindow');
    this.dispatchEvent(new Event('hide'));
  }

  toggle() {
    return this.show();
  }
}

customElements.define('s-app-nav', class extends AdminElement {});
customElements.define('ui-nav-menu', class extends AdminElement {});
customElements.define('ui-title-bar', class extends AdminElement {});
customElements.define('ui-save-bar', class extends AdminElement {});
customElements.define('s-app-window', AppWindow);
