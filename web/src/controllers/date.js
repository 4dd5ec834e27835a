import { Controller } from '@hotwired/stimulus';

// A day is typed as it is written here, whatever the browser's language; its own calendar opens beside the field.
export default class extends Controller {
  static targets = ['typed', 'native'];
  open() {
    const parts = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(this.typedTarget.value.trim());
    this.nativeTarget.value = parts ? `${parts[3]}-${parts[2].padStart(2, '0')}-${parts[1].padStart(2, '0')}` : '';
    this.nativeTarget.showPicker?.();
  }
  picked() {
    const [year, month, day] = this.nativeTarget.value.split('-');
    if (!day) return;
    this.typedTarget.value = `${day}/${month}/${year}`;
    this.typedTarget.dispatchEvent(new Event('input', { bubbles: true }));
    this.typedTarget.dispatchEvent(new Event('change', { bubbles: true }));
    this.typedTarget.focus();
  }
}
