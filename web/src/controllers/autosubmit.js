import { Controller } from '@hotwired/stimulus';

// A filter sends itself: at once for a choice, after a pause for typing.
export default class extends Controller {
  connect() {
    this.element.addEventListener('change', this.now);
    this.element.addEventListener('input', this.soon);
  }
  disconnect() {
    this.element.removeEventListener('change', this.now);
    this.element.removeEventListener('input', this.soon);
    clearTimeout(this.timer);
  }
  now = (event) => {
    if (event.target.matches('select, [type=checkbox], [type=radio], [type=date]')) this.element.requestSubmit();
  };
  soon = (event) => {
    if (event.isComposing || !event.target.matches('[type=search], [type=text]')) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.element.requestSubmit(), 300);
  };
}
