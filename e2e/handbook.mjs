// node handbook.mjs: makes the handbook's pictures anew, in both languages, from a fictional province in the running
// program. CAUNOI names the built program. Each picture gets a palette, so that the program that carries it stays small.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import UPNG from 'upng-js';
import { open, visit } from './lib/browser.mjs';
import { start } from './lib/server.mjs';
import { none } from './lib/stories.mjs';
import { enter, letter } from './office.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const program = process.env.CAUNOI ?? join(root, 'target/debug/caunoi');
const port = Number(process.env.E2E_PORT ?? 8098);
const base = `http://127.0.0.1:${port}`;
const folder = mkdtempSync(join(tmpdir(), 'caunoi-handbook-'));
const LARGEST = 150_000;

const DESK = { viewport: { width: 1200, height: 760 }, deviceScaleFactor: 1 };
const PHONE = { viewport: { width: 390, height: 760 }, deviceScaleFactor: 1.5, hasTouch: true, isMobile: true };

// Fewer colours until it is small enough.
function packed(png) {
  const image = UPNG.decode(png);
  const [rgba] = UPNG.toRGBA8(image);
  for (const colours of [128, 64, 32, 16]) {
    const small = Buffer.from(UPNG.encode([rgba], image.width, image.height, colours));
    if (small.length < LARGEST) return small;
  }
  throw new Error('a picture does not get small enough');
}

// Where a Debian package keeps its things; this office lies elsewhere for the moment.
const asInstalled = (page) => page.evaluate(([from, data, backups]) => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    node.data = node.data.replaceAll(`${from}/backups`, backups).replaceAll(`${from}/data`, data);
  }
  for (const input of document.querySelectorAll('input[name=folder]')) input.value = input.value.replaceAll(`${from}/backups`, backups);
}, [folder, '/var/lib/caunoi', '/var/backups/caunoi']);

async function taken(page, lang, name) {
  await page.evaluate(() => document.fonts.ready);
  await page.waitForFunction(() => !document.documentElement.hasAttribute('aria-busy'));
  await page.waitForFunction(() => [...document.images].every((image) => image.complete));
  await asInstalled(page);
  const to = join(root, 'docs/handbook/pictures', lang);
  mkdirSync(to, { recursive: true });
  const small = packed(await page.screenshot());
  writeFileSync(join(to, `${name}.png`), small);
  console.log(`${lang}/${name}.png ${small.length}`);
}

async function photo(browser) {
  const page = await browser.newPage({ viewport: { width: 700, height: 990 } });
  await page.setContent('<body style="font:22px serif;padding:60px;filter:blur(6px)"><h2>Công văn</h2><p>Ảnh chụp một trang giấy, dữ liệu giả định.</p>');
  const buffer = await page.screenshot({ type: 'jpeg' });
  await page.close();
  return { name: 'anh-chup.jpg', mimeType: 'image/jpeg', buffer };
}

const CHOSEN = 'input[type=file][name=file]:not([capture])';
// One paper: the page leads to it, script or not.
const choose = async (v, file) => {
  await v.page.check('[name=together][value=one]');
  await v.page.setInputFiles(CHOSEN, file);
};
const send = (v) => v.page.click('form[action="/incoming/door/papers"] button[type=submit]');

const TASKS = [
  ['vanthu', DESK, async (v, browser, shot) => {
    await v.page.goto('/incoming/door/papers');
    await shot('door');
    await choose(v, await letter(browser));
    await Promise.all([v.page.waitForURL(/\/incoming\/[0-9a-f-]{36}$/), send(v)]);
    await shot('accept');
    await v.page.goto('/incoming/door/papers');
    await choose(v, await photo(browser));
    await Promise.all([v.page.waitForURL(/\/incoming\/stops\//), send(v)]);
    await shot('question');
    await v.page.goto('/desk?view=transfer');
    await shot('desk');
    await v.page.goto('/incoming/ledger');
    await shot('ledger');
  }],
  ['chanhvp', DESK, async (v, _, shot) => {
    await v.page.goto('/');
    await shot('today');
    await v.page.goto('/desk?view=propose');
    await shot('propose');
    await v.page.goto('/rules');
    await shot('rules');
  }],
  ['bithu', PHONE, async (v, _, shot) => {
    await v.page.goto('/');
    await shot('leader-phone');
    await v.page.goto('/desk/leader');
    await shot('leader-slip');
  }],
  ['quantri', DESK, async (v, _, shot) => {
    await v.page.goto('/operation/backups');
    if (await v.page.locator('tbody tr').count() === 0) {
      await v.page.fill('[name=folder]', join(folder, 'backups'));
      // How full the disk of this machine is belongs into no handbook.
      await v.page.fill('[name=warn_mb]', '1024');
      await v.page.fill('[name=critical_mb]', '512');
      await Promise.all([v.page.waitForNavigation(), v.page.click('form[action="/operation/backups"] button[type=submit]')]);
      // The next round of the program's own clock makes the first one.
      for (let tries = 0; tries < 60 && await v.page.locator('tbody tr').count() === 0; tries += 1) {
        await v.page.waitForTimeout(3000);
        await v.page.reload();
      }
    }
    await shot('backups');
    await v.page.goto('/operation');
    await shot('operation');
  }],
];

const browser = await open();
const server = await start(program, ['demo', '--papers', '60', '--data', join(folder, 'data'), '--listen', `127.0.0.1:${port}`], `${base}/health`, { wait: 300_000 });
try {
  for (const lang of ['vi', 'en']) {
    for (const [who, size, tell] of TASKS) {
      const v = await visit(browser, { base, lang, ...size });
      await enter(v, who);
      await tell(v, browser, (name) => taken(v.page, lang, name));
      none(v.faults);
      await v.close();
    }
  }
} finally {
  await browser.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
