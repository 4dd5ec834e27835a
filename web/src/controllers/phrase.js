import { Controller } from '@hotwired/stimulus';

// A ready phrase goes into the field of its form where the cursor is left, so that several can follow each other.
export default class extends Controller {
  put(event) {
    const field = this.element.closest('form, footer')?.querySelector('textarea');
    if (!field) return;
    event.preventDefault();
    const before = field.value.trim();
    field.value = before ? `${before}${/[.;!?]$/.test(before) ? '' : '.'} ${event.params.text}` : event.params.text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.focus();
  }
}
