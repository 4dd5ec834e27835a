// The system's Chromium, watched: any console error, uncaught fault, failed request or report of the page's policy
// fails the story in which it happened.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const here = dirname(dirname(fileURLToPath(import.meta.url)));
export const SHOTS = join(here, 'shots');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const program = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));

export const SIZES = {
  desktop: { viewport: { width: 1440, height: 900 } },
  tablet: { viewport: { width: 834, height: 1112 }, hasTouch: true },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
};

export async function open() {
  if (!program) throw new Error('the browser stories need Chromium (Debian: apt install chromium), or its path in CHROMIUM');
  mkdirSync(SHOTS, { recursive: true });
  return chromium.launch({ executablePath: program, args: ['--no-sandbox', '--lang=vi-VN'], env: { ...process.env, LANG: 'vi_VN.UTF-8', LANGUAGE: 'vi' } });
}

// A visit: a context of its own with one page and the list of what went wrong on it.
export async function visit(browser, { size = 'desktop', lang = 'vi', dark = false, base, ...more } = {}) {
  const context = await browser.newContext({
    ...SIZES[size], locale: lang === 'vi' ? 'vi-VN' : 'en-GB', timezoneId: 'Asia/Ho_Chi_Minh',
    colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce', baseURL: base, ...more,
  });
  const page = await context.newPage();
  const faults = [];
  // A page that is asked for to be an error is not a fault: the story says which.
  const expected = new Set();
  page.on('console', (message) => {
    if (message.type() !== 'error' && !/Content Security Policy/i.test(message.text())) return;
    if (/Failed to load resource/.test(message.text())) return;
    faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (fault) => faults.push(`fault: ${fault.message}`));
  page.on('response', (answer) => {
    if (answer.status() >= 400 && !expected.has(answer.status())) faults.push(`${answer.status()} ${answer.url()}`);
  });
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText;
    if (why !== 'net::ERR_ABORTED') faults.push(`${why} ${request.url()}`);
  });
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      console.error(`Content Security Policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample ?? ''}`);
    });
  });
  return { context, page, faults, expect: (status) => expected.add(status), close: () => context.close() };
}

// Axe goes through the debugger and not into the page's own script policy.
export async function axe(page) {
  // While a page is being turned its root says that it is busy: what is judged is the page that stands.
  await page.waitForFunction(() => !document.documentElement.hasAttribute('aria-busy'));
  await page.evaluate(AXE);
  const result = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  // Whatever lies below a bar that sticks to the edge is one scroll away.
  const scrolled = (n) => n.any.concat(n.all).some((c) => /partially obscured/.test(c.message));
  // It may begin to be turned again while it is judged.
  const busy = (n) => n.any.concat(n.all, n.none).some((c) => /aria-busy/.test(c.message));
  for (const v of result.violations) v.nodes = v.nodes.filter((n) => !busy(n));
  return result.violations.map((v) => ({ ...v, nodes: v.id === 'target-size' ? v.nodes.filter((n) => !scrolled(n)) : v.nodes })).flatMap((v) => v.nodes.slice(0, 4).map((n) => `axe ${v.id}: ${n.target.join(' ')} — ${(n.any[0] ?? n.all[0] ?? n.none[0])?.message ?? v.help}`));
}

export async function shot(page, name) {
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(SHOTS, `${name}.png`) });
}
