import { Controller } from '@hotwired/stimulus';

// randomUUID is missing on plain HTTP inside a local network; getRandomValues is not.
function uuid() {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6] & 15) | 64;
  b[8] = (b[8] & 63) | 128;
  const h = [...b].map((x) => x.toString(16).padStart(2, '0')).join('');
  return [h.slice(0, 8), h.slice(8, 12), h.slice(12, 16), h.slice(16, 20), h.slice(20)].join('-');
}

// Each file goes by itself, two at a time, with its own progress and its own result. Files that are to be one paper
// are put in order first and go with the form.
export default class extends Controller {
  static targets = ['input', 'results'];
  static values = { up: String, away: String, waiting: String, sending: String, done: String, failed: String, asks: String, retry: String };

  connect() {
    this.queue = [];
    this.running = 0;
    this.set = [];
    this.photos = new Set();
  }
  // The form says whether its files are one paper.
  get together() { return this.element.closest('form').querySelector('[name=together][value=one]')?.checked ?? false; }
  over(event) { event.preventDefault(); this.element.classList.add('over'); }
  leave() { this.element.classList.remove('over'); }
  dropped(event) {
    event.preventDefault();
    this.leave();
    this.add([...event.dataTransfer.files]);
  }
  chosen(event) {
    const files = [...event.target.files];
    event.target.value = '';
    if (event.target.name === 'photo') {
      // Somebody who photographs takes one paper page by page: the pages are gathered, put in order, then sent.
      const one = this.element.closest('form').querySelector('[name=together][value=one]');
      if (one) one.checked = true;
      for (const file of files) this.photos.add(file);
    }
    this.add(files);
  }
  // One input carries the files in the order that is shown; the first of them is the paper itself. It is the
  // camera's own when all were photographed here, so that they are counted as such.
  arrange() {
    const carried = new DataTransfer();
    for (const file of this.set) carried.items.add(file);
    const camera = this.inputTargets.find((input) => input.name === 'photo');
    const carrier = camera && this.set.every((file) => this.photos.has(file)) ? camera : this.inputTargets[0];
    for (const input of this.inputTargets) if (input !== carrier) input.value = '';
    carrier.files = carried.files;
    this.resultsTarget.replaceChildren(...this.set.map((file, at) => {
      const line = Object.assign(document.createElement('li'), { className: 'in-order' });
      line.append(Object.assign(document.createElement('b'), { textContent: `${at + 1}. ${file.name}` }));
      const button = (name, label, press) => {
        const made = Object.assign(document.createElement('button'), { type: 'button', className: `btn ${name}`, textContent: label });
        made.setAttribute('aria-label', `${label}: ${file.name}`);
        made.addEventListener('click', () => { press(); this.arrange(); });
        line.append(made);
      };
      if (at > 0) button('up', this.upValue, () => this.set.splice(at - 1, 2, file, this.set[at - 1]));
      button('away', this.awayValue, () => this.set.splice(at, 1));
      return line;
    }));
  }
  add(files) {
    if (this.together) {
      this.set.push(...files);
      this.arrange();
      return;
    }
    const form = this.element.closest('form');
    if (!form.reportValidity()) return;
    for (const file of files) {
      const line = document.createElement('li');
      const name = Object.assign(document.createElement('b'), { textContent: file.name });
      const state = Object.assign(document.createElement('span'), { className: 'due', textContent: this.waitingValue });
      const bar = Object.assign(document.createElement('progress'), { max: 1, value: 0 });
      bar.setAttribute('aria-label', file.name);
      line.append(name, state, bar);
      this.resultsTarget.append(line);
      this.queue.push({ file, form, line, state, bar, name, id: uuid() });
    }
    this.next();
  }
  next() {
    while (this.running < 2 && this.queue.length) {
      this.running += 1;
      this.send(this.queue.shift());
    }
  }
  send(job) {
    const data = new FormData(job.form);
    for (const input of this.inputTargets) data.delete(input.name);
    data.append(this.inputTargets[0].name, job.file, job.file.name);
    // Every file is an act of its own; sent again after a fault it is the same act.
    data.set('act_id', job.id);
    const request = new XMLHttpRequest();
    request.open('POST', job.form.action);
    request.setRequestHeader('Accept', 'application/json');
    request.upload.onprogress = (event) => { if (event.lengthComputable) job.bar.value = event.loaded / event.total; };
    job.state.className = 'due';
    job.state.textContent = this.sendingValue;
    request.onload = () => {
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch { /* a page instead of JSON says nothing more here */ }
      if (Array.isArray(answer)) [answer] = answer;
      this.ended(job, request.status < 300 && answer.ok !== false, answer, request.status >= 500);
    };
    request.onerror = () => this.ended(job, false, {}, true);
    request.send(data);
  }
  ended(job, ok, answer, again) {
    this.running -= 1;
    job.bar.remove();
    // Something has to be answered before it is taken in: neither done nor failed.
    const said = answer.asks ? ['due soon', this.asksValue] : ok ? ['due met', this.doneValue] : ['due late', this.failedValue];
    [job.state.className, job.state.textContent] = said;
    job.line.querySelector('.by')?.remove();
    const detail = Object.assign(document.createElement('span'), { className: 'by' });
    const text = [answer.title, answer.detail, ...(answer.errors ?? []).map((e) => e.detail)].filter(Boolean).join(' · ');
    if (answer.href) detail.append(Object.assign(document.createElement('a'), { href: answer.href, textContent: text || answer.href }));
    else detail.append(text);
    if (again) {
      const retry = Object.assign(document.createElement('button'), { type: 'button', className: 'btn', textContent: this.retryValue });
      retry.addEventListener('click', () => {
        detail.remove();
        job.line.append(job.bar);
        this.queue.push(job);
        this.next();
      }, { once: true });
      detail.append(' ', retry);
    }
    if (detail.hasChildNodes()) job.line.append(detail);
    this.next();
  }
}
