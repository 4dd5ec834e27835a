import { Controller } from '@hotwired/stimulus';

// On a phone the panes are pages side by side; the one that matters is in sight first.
export default class extends Controller {
  static targets = ['list', 'middle', 'facts'];

  connect() {
    if (!matchMedia('(max-width: 760px)').matches) return;
    const name = `${this.element.dataset.pane}Target`;
    const pane = { listTarget: this.listTargets[0], middleTarget: this.middleTargets[0], factsTarget: this.factsTargets[0] }[name];
    if (pane) this.element.scrollTo({ left: pane.offsetLeft - this.element.offsetLeft, behavior: 'instant' });
  }
}
