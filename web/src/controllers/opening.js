import { Controller } from '@hotwired/stimulus';

// A paper that is really being looked at says so, once: not while it is fetched ahead, and not in a hidden tab.
export default class extends Controller {
  connect() {
    this.timer = setTimeout(() => this.tell(), 1500);
  }
  disconnect() {
    clearTimeout(this.timer);
  }
  async tell() {
    if (document.hidden || document.documentElement.hasAttribute('data-turbo-preview')) return;
    const form = this.element;
    const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
    if (answer.ok) form.hidden = true;
  }
}
