import { Controller } from '@hotwired/stimulus';
import { visit } from '@hotwired/turbo';
import { composing } from './keys.js';

export default class extends Controller {
  static targets = ['input', 'list'];
  static values = { none: String };

  connect() {
    this.open = this.open.bind(this);
    document.addEventListener('palette:open', this.open);
  }
  disconnect() {
    document.removeEventListener('palette:open', this.open);
    clearTimeout(this.timer);
    this.asking?.abort();
  }
  open() {
    if (this.element.open) return;
    this.inputTarget.value = '';
    this.element.showModal();
    this.fetch('');
  }
  ask(event) {
    if (event.isComposing) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.fetch(this.inputTarget.value), 80);
  }
  async fetch(asked) {
    this.asking?.abort();
    this.asking = new AbortController();
    try {
      const answer = await fetch(`/palette?q=${encodeURIComponent(asked)}`, { signal: this.asking.signal, headers: { Accept: 'application/json' } });
      this.show(answer.ok ? await answer.json() : []);
    } catch (fault) {
      if (fault.name !== 'AbortError') this.show([]);
    }
  }
  show(entries) {
    const sprite = document.querySelector('svg.icon use').getAttribute('href').split('#')[0];
    const groups = new Map();
    for (const entry of entries) groups.set(entry.group ?? '', [...(groups.get(entry.group ?? '') ?? []), entry]);
    let at = 0;
    const built = [...groups].map(([name, list]) => {
      const group = document.createElement('div');
      group.setAttribute('role', 'group');
      group.setAttribute('aria-label', name);
      if (name) group.append(Object.assign(document.createElement('b'), { textContent: name }));
      for (const entry of list) {
        const option = document.createElement('div');
        option.setAttribute('role', 'option');
        option.id = `palette-${at++}`;
        option.dataset.href = entry.href;
        if (entry.icon) {
          const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
          svg.setAttribute('class', 'icon');
          svg.setAttribute('aria-hidden', 'true');
          const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
          use.setAttribute('href', `${sprite}#${entry.icon}`);
          svg.append(use);
          option.append(svg);
        }
        option.append(Object.assign(document.createElement('span'), { textContent: entry.title }));
        if (entry.hint) option.append(Object.assign(document.createElement('small'), { textContent: entry.hint }));
        if (entry.key) option.append(Object.assign(document.createElement('kbd'), { textContent: entry.key }));
        group.append(option);
      }
      return group;
    });
    if (!at) built.push(Object.assign(document.createElement('p'), { className: 'none', textContent: this.noneValue }));
    this.listTarget.replaceChildren(...built);
    this.choose(0);
  }
  get options() {
    return [...this.listTarget.querySelectorAll('[role=option]')];
  }
  choose(at) {
    const { options } = this;
    this.at = options.length ? (at + options.length) % options.length : 0;
    options.forEach((option, index) => option.setAttribute('aria-selected', String(index === this.at)));
    if (options[this.at]) {
      this.inputTarget.setAttribute('aria-activedescendant', options[this.at].id);
      options[this.at].scrollIntoView({ block: 'nearest' });
    } else this.inputTarget.removeAttribute('aria-activedescendant');
  }
  key(event) {
    if (composing(event)) return;
    if (event.key === 'ArrowDown') { event.preventDefault(); this.choose(this.at + 1); }
    if (event.key === 'ArrowUp') { event.preventDefault(); this.choose(this.at - 1); }
    if (event.key === 'Enter') { event.preventDefault(); this.go(this.options[this.at]); }
  }
  click(event) {
    this.go(event.target.closest('[role=option]'));
  }
  go(option) {
    if (!option) return;
    this.element.close();
    visit(option.dataset.href);
  }
}
