import { Controller } from '@hotwired/stimulus';
import * as Turbo from '@hotwired/turbo';

// One event stream per browser: the tab that holds the lock listens and tells the others.
const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('live') : null;
let begun = false;

function begin(onFault) {
  if (begun) return;
  begun = true;
  const listen = () => new Promise(() => {
    const stream = new EventSource('/live');
    let broken = false;
    const tell = (message) => {
      channel?.postMessage(message);
      dispatchEvent(new CustomEvent('live:message', { detail: message }));
    };
    stream.onmessage = (event) => tell(JSON.parse(event.data));
    stream.onopen = () => {
      onFault(false);
      // What changed while nobody listened was not told: every page looks once.
      if (broken) tell({ topics: ['*'] });
      broken = false;
    };
    stream.onerror = () => { broken = true; onFault(true); };
  });
  channel?.addEventListener('message', (event) => dispatchEvent(new CustomEvent('live:message', { detail: event.data })));
  if (navigator.locks) navigator.locks.request('live', listen); else listen();
}

export default class extends Controller {
  static values = { on: Boolean, offline: String };

  connect() {
    addEventListener('live:message', this.heard);
    addEventListener('offline', this.lost);
    addEventListener('online', this.found);
    if (this.onValue) begin(() => {});
  }
  disconnect() {
    removeEventListener('live:message', this.heard);
    removeEventListener('offline', this.lost);
    removeEventListener('online', this.found);
    clearTimeout(this.timer);
  }
  heard = ({ detail }) => {
    const mine = document.querySelector('meta[name=live-topics]')?.content.split(' ') ?? [];
    const told = detail.topics ?? [];
    if (!mine.length || mine[0] === '' || !told.some((topic) => topic === '*' || mine.includes(topic))) return;
    clearTimeout(this.timer);
    // Several changes in a moment are one refresh; a hidden tab waits until it is looked at.
    this.timer = setTimeout(() => this.refresh(), 40);
  };
  refresh() {
    if (document.hidden) return document.addEventListener('visibilitychange', () => this.refresh(), { once: true });
    if (document.querySelector('form.busy')) { this.timer = setTimeout(() => this.refresh(), 300); return; }
    Turbo.session.refresh(document.baseURI);
  }
  lost = () => {
    this.toast ??= Object.assign(document.createElement('div'), { className: 'toast' });
    this.toast.setAttribute('role', 'status');
    document.body.append(this.toast);
    this.toast.textContent = this.offlineValue;
  };
  found = () => this.toast?.remove();
}
