import { Controller } from '@hotwired/stimulus';
import { composing, typing } from './keys.js';

// j and k walk the rows; the focus is the place, so Enter opens and screen readers follow.
export default class extends Controller {
  static targets = ['row'];

  connect() {
    this.press = this.press.bind(this);
    document.addEventListener('keydown', this.press);
    // On a phone this would slide the panes back to the list.
    if (matchMedia('(min-width: 761px)').matches) this.rowTargets.find((row) => row.matches('.selected'))?.scrollIntoView({ block: 'nearest' });
  }
  disconnect() {
    document.removeEventListener('keydown', this.press);
  }
  press(event) {
    if (event.defaultPrevented || composing(event) || typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    if ((event.key !== 'j' && event.key !== 'k') || document.querySelector('dialog[open]:modal')) return;
    // Of several lists on a page the one with the focus is walked, else the first.
    const lists = [...document.querySelectorAll('[data-controller~=walk]')];
    const active = lists.find((list) => list.contains(document.activeElement)) ?? lists[0];
    if (active !== this.element) return;
    const rows = this.rowTargets;
    const from = rows.findIndex((row) => row.contains(document.activeElement));
    const selected = from < 0 ? rows.findIndex((row) => row.matches('.selected')) : from;
    const step = event.key === 'j' ? 1 : -1;
    const to = selected < 0 ? 0 : Math.min(Math.max(selected + step, 0), rows.length - 1);
    const link = rows[to]?.querySelector('a[href]');
    if (!link) return;
    event.preventDefault();
    link.focus();
    rows[to].scrollIntoView({ block: 'nearest' });
    // Beside an open paper walking opens the next one at once; in a plain list Enter does.
    if (selected >= 0 && from < 0 && rows[selected].matches('.selected') && to !== selected) link.click();
  }
}
