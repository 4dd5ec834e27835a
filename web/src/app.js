import '@hotwired/turbo';
import { Application } from '@hotwired/stimulus';
import '@github/auto-complete-element';
import '@github/relative-time-element';
import './morph.js';
import Accept from './controllers/accept.js';
import Autosubmit from './controllers/autosubmit.js';
import Day from './controllers/date.js';
import Drop from './controllers/drop.js';
import Form from './controllers/form.js';
import Guard from './controllers/guard.js';
import Keys from './controllers/keys.js';
import Live from './controllers/live.js';
import { Opener, PaletteOpener, Print } from './controllers/openers.js';
import Opening from './controllers/opening.js';
import Palette from './controllers/palette.js';
import Panes from './controllers/panes.js';
import Phrase from './controllers/phrase.js';
import Walk from './controllers/walk.js';

document.documentElement.classList.add('scripted');

const app = Application.start();
for (const [name, controller] of Object.entries({
  accept: Accept, autosubmit: Autosubmit, date: Day, drop: Drop, form: Form, guard: Guard, keys: Keys, live: Live, opener: Opener,
  opening: Opening,
  'palette-opener': PaletteOpener, palette: Palette, panes: Panes, phrase: Phrase, print: Print, walk: Walk,
})) app.register(name, controller);
