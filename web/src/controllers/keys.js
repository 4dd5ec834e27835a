import { Controller } from '@hotwired/stimulus';

const PAUSE = 1200;

export function typing(target) {
  return target instanceof HTMLElement && (target.isContentEditable || (target.matches('input, textarea, select') && !target.matches('[type=checkbox], [type=radio], [type=submit], [type=button]')));
}
// An input method that is composing owns every key: isComposing, or the code 229 that it sends instead of one.
export const composing = (event) => event.isComposing || event.keyCode === 229 || event.key === 'Process' || event.key === 'Dead';
const visible = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;

export default class extends Controller {
  static targets = ['list'];

  connect() {
    this.begun = '';
    this.press = this.press.bind(this);
    document.addEventListener('keydown', this.press);
  }
  disconnect() {
    document.removeEventListener('keydown', this.press);
    clearTimeout(this.timer);
  }

  press(event) {
    if (event.defaultPrevented || composing(event)) return;
    const { key, target } = event;
    if (key === 'Escape' && typing(target) && !target.closest('dialog') && !target.closest('auto-complete[open]')) return target.blur();
    if ((event.ctrlKey || event.metaKey) && !event.altKey) {
      if (key.toLowerCase() === 'k') { event.preventDefault(); return document.dispatchEvent(new CustomEvent('palette:open')); }
      if (key === 'Enter') {
        const form = target.closest?.('form[method=post]');
        if (form) { event.preventDefault(); form.requestSubmit(form.querySelector('.btn.do[type=submit]')); }
      }
      return;
    }
    if (event.metaKey || event.altKey || event.ctrlKey || typing(target) || document.querySelector('dialog[open]:modal')) return;
    if (key === 'Enter' || key === ' ' || key === 'Tab' || key.length > 1) {
      // Enter on the page itself does what the main button says; on a link or button it is theirs.
      if (key === 'Enter' && target === document.body) this.run('Enter', event);
      return;
    }
    if (key === '?') { event.preventDefault(); return this.help(); }
    clearTimeout(this.timer);
    const pressed = this.begun ? `${this.begun} ${key}` : key;
    this.begun = '';
    if (this.row(pressed, event) || this.run(pressed, event)) return;
    if (this.all().some((element) => element.dataset.key.startsWith(`${pressed} `))) {
      event.preventDefault();
      this.begun = pressed;
      this.timer = setTimeout(() => { this.begun = ''; }, PAUSE);
    }
  }

  all() {
    return [...document.querySelectorAll('[data-key]')];
  }
  run(pressed, event) {
    const found = this.all().filter((e) => e.dataset.key === pressed);
    const element = found.find(visible) ?? found[0];
    if (!element || element.disabled) return false;
    event.preventDefault();
    if (element.matches('input, textarea, select')) { element.focus(); element.select?.(); } else element.click();
    return true;
  }
  row(pressed, event) {
    const row = document.activeElement?.closest('[data-walk-target=row]') ?? document.querySelector('[data-walk-target=row].selected');
    const element = row && [...row.querySelectorAll('[data-row-key]')].find((e) => e.dataset.rowKey === pressed);
    if (!element) return false;
    event.preventDefault();
    element.click();
    return true;
  }

  help() {
    const dialog = document.getElementById('keys');
    const pairs = this.listTarget.dataset.common.split(';').map((p) => p.split('|'));
    if (document.querySelector('[data-walk-target=row]')) pairs.push(...this.listTarget.dataset.walk.split(';').map((p) => p.split('|')));
    const seen = new Set();
    for (const element of document.querySelectorAll('[data-key], [data-row-key]')) {
      const key = element.dataset.key ?? element.dataset.rowKey;
      if (seen.has(key)) continue;
      seen.add(key);
      const clone = element.cloneNode(true);
      clone.querySelectorAll('kbd, .n, .aloud').forEach((e) => e.remove());
      pairs.push([element.dataset.keyLabel || element.getAttribute('aria-label') || clone.textContent.trim().replace(/\s+/g, ' '), key]);
    }
    this.listTarget.replaceChildren(...pairs.map(([label, key]) => {
      const line = document.createElement('div');
      const name = document.createElement('dt');
      const value = document.createElement('dd');
      name.textContent = label;
      for (const part of key.split(' ')) {
        const cap = document.createElement('kbd');
        cap.textContent = part;
        value.append(cap, ' ');
      }
      line.append(name, value);
      return line;
    }));
    dialog.showModal();
  }
}
