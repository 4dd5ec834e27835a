import { Controller } from '@hotwired/stimulus';

export class Opener extends Controller {
  static values = { dialog: String };
  open() { document.getElementById(this.dialogValue)?.showModal(); }
}
export class PaletteOpener extends Controller {
  open() { document.dispatchEvent(new CustomEvent('palette:open')); }
}
export class Print extends Controller {
  now() { window.print(); }
}
