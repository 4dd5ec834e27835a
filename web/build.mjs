// Builds the pages' assets into crates/ui/assets: one script, one style sheet, fonts, one sprite of icons;
// and takes the fonts of printed pages into crates/print-typst/fonts.
// Every file carries a hash of its content in its name; MANIFEST lists them, SOURCES holds the hash of what
// they were built from (crates/ui/build.rs counts it the same way and stops when it differs).
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const web = dirname(fileURLToPath(import.meta.url));
const out = join(web, '../crates/ui/assets');
const modules = join(web, 'node_modules');
const sha = (bytes) => createHash('sha256').update(bytes).digest('hex');

function files(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : [path];
  });
}

function sources() {
  const named = [...files(join(web, 'src')), ...['build.mjs', 'package-lock.json', 'package.json'].map((f) => join(web, f))]
    .map((path) => [relative(web, path).replaceAll('\\', '/'), path])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const all = createHash('sha256');
  for (const [name, path] of named) {
    const bytes = readFileSync(path).filter((byte) => byte !== 13);
    all.update(name).update('\0').update(sha(bytes)).update('\n');
  }
  return all.digest('hex');
}

const MEDIA = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
};
const manifest = [];

function put(name, bytes) {
  const [, base, kind] = name.match(/^(.+)\.(\w+)$/);
  const file = `${base}-${sha(bytes).slice(0, 12)}.${kind}`;
  writeFileSync(join(out, file), bytes);
  if (kind !== 'woff2') {
    writeFileSync(join(out, `${file}.br`), brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
    writeFileSync(join(out, `${file}.gz`), gzipSync(bytes, { level: 9 }));
  }
  manifest.push([name, file, MEDIA[kind]].join('\t'));
  return file;
}

// The ranges are those of the two subsets, as the fonts' own sheets state them.
const RANGE = {
  vietnamese:
    'U+0102-0103, U+0110-0111, U+0128-0129, U+0168-0169, U+01A0-01A1, U+01AF-01B0, U+0300-0301, U+0303-0304, U+0308-0309, U+0323, U+0329, U+1EA0-1EF9, U+20AB',
  latin:
    'U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+0304, U+0308, U+0329, U+2000-206F, U+20AC, U+2122, U+2191, U+2193, U+2212, U+2215, U+FEFF, U+FFFD',
};

function fonts() {
  let css = '';
  const face = (family, pack, weight, style) => {
    for (const subset of ['vietnamese', 'latin']) {
      const name = `${pack}-${subset}-${weight}-${style}.woff2`;
      const file = put(name, readFileSync(join(modules, '@fontsource', pack, 'files', name)));
      css += `@font-face{font-family:"${family}";font-style:${style};font-weight:${weight};font-display:swap;src:url(/assets/${file}) format("woff2");unicode-range:${RANGE[subset]}}\n`;
    }
  };
  for (const weight of [400, 500, 600]) face('Be Vietnam Pro', 'be-vietnam-pro', weight, 'normal');
  for (const weight of [400, 700]) for (const style of ['normal', 'italic']) face('Tinos', 'tinos', weight, style);
  return css;
}

// Printed pages are set with the whole fonts, not with the subsets of the screen.
function printed() {
  const from = join(modules, '@expo-google-fonts/tinos');
  const to = join(web, '../crates/print-typst/fonts');
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  for (const face of ['400Regular', '400Regular_Italic', '700Bold', '700Bold_Italic']) {
    copyFileSync(join(from, face, `Tinos_${face}.ttf`), join(to, `Tinos_${face}.ttf`));
  }
  copyFileSync(join(from, 'LICENSE_FONT'), join(to, 'LICENSE'));
}

function icons() {
  const own = readFileSync(join(web, 'src/mark.svg'), 'utf8').trim();
  const names = readFileSync(join(web, 'src/icons.txt'), 'utf8').split('\n').map((l) => l.trim()).filter((l) => l && !l.startsWith('#'));
  const symbols = names.sort().map((name) => {
    const svg = readFileSync(join(modules, '@tabler/icons/icons/outline', `${name}.svg`), 'utf8');
    const inside = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>'));
    const paths = inside.replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, '').replace(/\s+/g, ' ').trim();
    return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round">${paths}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${own}${symbols.join('')}</svg>`;
}

// Turbo puts a style element into every page as soon as it is loaded, which the page's policy refuses. Its rules
// stand in our own sheet; here the call goes, and the build stops when a newer Turbo no longer has it.
const noStyle = {
  name: 'turbo-without-style',
  setup(bundler) {
    bundler.onLoad({ filter: /turbo\.es2017-esm\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      const call = 'this.installStylesheetElement();';
      if (text.split(call).length !== 2) throw new Error('Turbo installs its style differently now: see web/build.mjs');
      return { contents: text.replace(call, ''), loader: 'js' };
    });
  },
};

async function bundle(entry, extra = {}) {
  const done = await build({
    entryPoints: [join(web, 'src', entry)],
    bundle: true, minify: true, write: false, format: 'iife', legalComments: 'none',
    target: ['chrome120', 'firefox121', 'safari17'], charset: 'utf8', logLevel: 'warning', plugins: [noStyle], ...extra,
  });
  return done.outputFiles[0].text;
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const sheet = fonts() + (await bundle('app.css'));
put('app.css', Buffer.from(sheet));
put('app.js', Buffer.from(await bundle('app.js')));
put('icons.svg', Buffer.from(icons()));
put('mark.svg', readFileSync(join(web, 'src/favicon.svg')));
printed();
writeFileSync(join(out, 'MANIFEST'), manifest.join('\n') + '\n');
writeFileSync(join(out, 'SOURCES'), sources() + '\n');
