import { Controller } from '@hotwired/stimulus';
import { dirty } from '../morph.js';

// Leaving a page with typed text asks first, and only then.
export default class extends Controller {
  static values = { message: String };

  connect() {
    this.sending = false;
    addEventListener('beforeunload', this.leave);
    document.addEventListener('submit', this.sent);
    document.addEventListener('turbo:submit-end', this.back);
    document.addEventListener('turbo:before-visit', this.visit);
  }
  disconnect() {
    removeEventListener('beforeunload', this.leave);
    document.removeEventListener('submit', this.sent);
    document.removeEventListener('turbo:submit-end', this.back);
    document.removeEventListener('turbo:before-visit', this.visit);
  }
  get unsaved() {
    if (this.sending) return false;
    return [...document.querySelectorAll('form[method=post]')].some((form) => [...form.elements].some((field) => field.type !== 'password' && dirty(field)));
  }
  sent = () => { this.sending = true; };
  back = (event) => { this.sending = event.detail.success; };
  leave = (event) => { if (this.unsaved) event.preventDefault(); };
  // A refresh of this same page keeps what was typed.
  visit = (event) => { if (event.detail.url !== location.href && this.unsaved && !confirm(this.messageValue)) event.preventDefault(); };
}
