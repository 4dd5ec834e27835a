import { Controller } from '@hotwired/stimulus';

// One press is one act. The act id guards on the server; here the second press is not sent at all.
export default class extends Controller {
  static targets = ['faults'];

  connect() {
    this.element.addEventListener('submit', this.sent, true);
    this.element.addEventListener('turbo:submit-end', this.answered);
    addEventListener('pageshow', this.answered);
    if (this.hasFaultsTarget) (this.element.querySelector('[aria-invalid=true]') ?? this.faultsTarget).focus();
  }
  disconnect() {
    this.element.removeEventListener('submit', this.sent, true);
    this.element.removeEventListener('turbo:submit-end', this.answered);
    removeEventListener('pageshow', this.answered);
  }
  sent = (event) => {
    if (this.element.matches('.busy')) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    this.element.classList.add('busy');
  };
  answered = () => this.element.classList.remove('busy');
}
