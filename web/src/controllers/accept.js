import { Controller } from '@hotwired/stimulus';
import { composing } from './keys.js';

// The accept screen: the first doubtful field has the focus, its box on the page lights up, Enter accepts.
export default class extends Controller {
  static targets = ['field'];

  connect() {
    this.element.addEventListener('focusin', this.light);
    this.element.addEventListener('focusout', this.dark);
    this.element.addEventListener('keydown', this.key);
    const wrong = this.element.querySelector('[aria-invalid=true]');
    const first = wrong ?? this.fieldTargets.find((field) => field.closest('.doubt'));
    // On a phone a keyboard that opens by itself would hide the paper.
    if (first && matchMedia('(pointer: fine)').matches) first.focus({ preventScroll: false });
  }
  disconnect() {
    this.element.removeEventListener('focusin', this.light);
    this.element.removeEventListener('focusout', this.dark);
    this.element.removeEventListener('keydown', this.key);
  }
  boxes(field) {
    const name = field?.dataset?.boxName;
    return name ? [...document.querySelectorAll('[data-box]')].filter((box) => box.dataset.box === name) : [];
  }
  light = ({ target }) => {
    const boxes = this.boxes(target);
    boxes.forEach((box) => box.classList.add('lit'));
    if (matchMedia('(min-width: 761px)').matches) boxes[0]?.scrollIntoView({ block: 'nearest' });
  };
  dark = ({ target }) => this.boxes(target).forEach((box) => box.classList.remove('lit'));
  key = (event) => {
    if (composing(event) || event.defaultPrevented || event.shiftKey) return;
    // A subject is one paragraph: Enter accepts there too, Shift+Enter makes a line.
    if (event.key === 'Enter' && event.target.matches('textarea[data-accept-target]')) {
      event.preventDefault();
      this.element.requestSubmit(this.element.querySelector('.btn.do[type=submit]'));
    }
  };
}
