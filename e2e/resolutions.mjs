// Resolutions followed through: a directive broken down, a task handed out from a measure, a value reported on a phone,
// the report opened as PDF; and how it all looks after a year.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SHOTS, axe, visit } from './lib/browser.mjs';
import { enter } from './office.mjs';
import { start } from './lib/server.mjs';
import { none, same } from './lib/stories.mjs';

const SIZES = [['desktop', 'vi', false], ['phone', 'vi', false], ['desktop', 'en', true], ['phone', 'en', false]];
// So many days from today, as the office writes dates.
const said = (ahead) => new Date(Date.now() + (ahead * 24 + 7) * 3600_000).toISOString().slice(0, 10).split('-').reverse().join('/');
const year = new Date(Date.now() + 7 * 3600_000).getUTCFullYear();

async function picture(v, name) {
  const { width, height } = v.page.viewportSize();
  const more = await v.page.evaluate(() => Math.max(0, ...[...document.querySelectorAll('main, body > *, html')].map((one) => one.scrollHeight - one.clientHeight)));
  if (more > 0) await v.page.setViewportSize({ width, height: Math.min(height + more, 4000) });
  await v.page.evaluate(() => document.fonts.ready);
  await v.page.screenshot({ path: join(SHOTS, `resolutions-${name}.png`), fullPage: true });
  if (more > 0) await v.page.setViewportSize({ width, height });
}

async function look(v, name) {
  none((await axe(v.page)).map((fault) => `${name}: ${fault}`));
  await picture(v, name);
  same(await v.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, `${v.page.url()} fits its width`);
}

const says = async (v, ...parts) => {
  const text = await v.page.locator('main').innerText();
  for (const part of parts) same(text.includes(part), true, `“${part}” in\n${text}\n`);
};

const choose = async (field, label) => field.selectOption(await field.locator('option', { hasText: label }).first().getAttribute('value'));

// Opens the fold that holds the form with this address, fills it and sends it.
async function send(v, action, fields = {}, choices = {}) {
  const form = v.page.locator(`form[action$="${action}"]`).first();
  const fold = v.page.locator('details', { has: v.page.locator(`form[action$="${action}"]`) }).first();
  if (await fold.count() && await fold.getAttribute('open') === null) await fold.locator('summary').first().click();
  for (const [name, label] of Object.entries(choices)) await choose(form.locator(`[name="${name}"]`).first(), label);
  for (const [name, value] of Object.entries(fields)) {
    const field = form.locator(`[name="${name}"]`).first();
    if (await field.evaluate((one) => one.tagName === 'SELECT')) await field.selectOption(value);
    else await field.fill(value);
  }
  await v.page.evaluate(() => { document.body.dataset.sent = 'yes'; });
  await form.locator('button[type=submit]').first().click();
  await v.page.waitForFunction(() => document.body && !document.body.dataset.sent && !document.documentElement.hasAttribute('aria-busy'));
}

export function stories(browser, base, { program, port }) {
  const list = [];
  const as = async (who, tell, options = {}) => {
    const v = await visit(browser, { base, ...options });
    try {
      await enter(v, who);
      await tell(v);
      none(v.faults);
    } finally {
      await v.close();
    }
  };
  const story = (name, tell) => list.push([`resolutions: ${name}`, tell]);
  let board;

  story('a directive is broken down, and a task is handed out from a measure', async () => {
    await as('chanhvp', async (v) => {
      v.expect(422);
      await v.page.goto('/resolutions/new');
      await v.page.selectOption('[name=kind]', 'directive');
      await v.page.fill('[name=code]', '07-CT/TU');
      await v.page.fill('[name=title]', 'Về tăng cường phòng, chống thiên tai');
      await v.page.fill('[name=issued_on]', said(-3));
      await v.page.fill('[name=until_on]', said(-9));
      await v.page.locator('form[action="/resolutions/new"] button[type=submit]').click();
      await v.page.waitForSelector('.field.wrong');
      await says(v, 'Thời hạn phải sau ngày ban hành.');
      same(await v.page.inputValue('[name=title]'), 'Về tăng cường phòng, chống thiên tai', 'what was typed stays');
      await look(v, 'wrong');
      await v.page.fill('[name=until_on]', said(900));
      await Promise.all([v.page.waitForURL(/break-down$/), v.page.keyboard.press('Control+Enter')]);
      await send(v, '/objectives', { objective: 'Không để người dân bị động trước thiên tai' });
      await says(v, 'Không để người dân bị động trước thiên tai');
      await send(v, '/indicators', { name: 'Tỷ lệ thôn có phương án', measured_in: '%', every: 'month', targets: `${year}: nhiều` }, { owner: 'Ban Tổ chức' });
      await v.page.waitForSelector('.field.wrong');
      await says(v, 'Không phải là số');
      same(await v.page.inputValue('[name=targets]'), `${year}: nhiều`, 'what was typed stays');
      await send(v, '/indicators', { targets: `${year}: 80\n${year + 1}: 95,5` });
      await says(v, 'Tỷ lệ thôn có phương án');
      await send(v, '/measures', { measure: 'Di dời các hộ trong vùng sạt lở', due_on: said(60), milestones: `Lập danh sách hộ: ${said(20)}` }, { objective: 'Không để', owner: 'Ban Tổ chức' });
      await says(v, 'Nhiệm vụ số 1');
      await look(v, 'break-down');
      board = v.page.url().replace('/break-down', '');
      await v.page.locator('main a[href*="/resolutions/measures/"]').first().click();
      await v.page.waitForURL(/measures\/[0-9a-f-]{36}$/);
      await send(v, '/hand-outs', { product: 'Danh sách hộ đã di dời', due: said(30) });
      await says(v, 'NV-', 'Ban Tổ chức');
      await look(v, 'measure');
      // From the task back to the measure and the board.
      await v.page.locator('main a[href^="/tasks/"]').first().click();
      await v.page.waitForURL(/\/tasks\/[0-9a-f-]{36}/);
      await says(v, 'Chỉ thị 07-CT/TU · Nhiệm vụ số 1');
      await v.page.locator('main a[href*="/resolutions/measures/"]').first().click();
      await v.page.waitForURL(/measures\/[0-9a-f-]{36}$/);
      await v.page.goto(board);
      await says(v, 'Di dời các hộ trong vùng sạt lở', '1 đúng tiến độ');
      await look(v, 'board-new');
    });
  });

  story('the unit reports a value on the phone, and corrects it', async () => {
    await as('bantochuc', async (v) => {
      await v.page.goto(board);
      await v.page.locator('main a[href*="/resolutions/indicators/"]').first().click();
      await v.page.waitForURL(/indicators\/[0-9a-f-]{36}$/);
      await send(v, '/values', { value: '62,5', source: 'Báo cáo 30-BC/BTCTU' });
      await says(v, '62,5', 'Báo cáo 30-BC/BTCTU');
      await send(v, '/corrections', { value: '64', source: 'Báo cáo 31-BC/BTCTU', why: 'Cộng thiếu một xã' });
      await says(v, '64', '62,5', 'Cộng thiếu một xã');
      await look(v, 'indicator-phone');
    }, { size: 'phone' });
  });

  story('the report opens as PDF and comes as a document of Word', async () => {
    await as('chanhvp', async (v) => {
      await v.page.goto(`${board}/report`);
      await says(v, 'Không để người dân bị động trước thiên tai', '64');
      await look(v, 'report');
      const got = async (link) => {
        const href = await v.page.locator(`main a[href*="${link}"], header a[href*="${link}"]`).first().getAttribute('href');
        const answer = await v.page.request.get(new URL(href, v.page.url()).href);
        same(answer.status(), 200, href);
        return answer.body();
      };
      same((await got('report.pdf')).subarray(0, 5).toString(), '%PDF-', 'a PDF');
      same((await got('report.docx')).subarray(0, 2).toString(), 'PK', 'a packed document');
    });
  });

  story('a year of follow-through, for the chief, a leader and a unit', async () => {
    const data = mkdtempSync(join(tmpdir(), 'caunoi-resolutions-'));
    const house = `http://127.0.0.1:${port}`;
    const server = await start(program, ['demo', '--papers', '40', '--data', data, '--listen', `127.0.0.1:${port}`], `${house}/health`, { wait: 180_000 });
    try {
      for (const [size, lang, dark] of SIZES) {
        const name = `${size}-${lang}${dark ? '-dark' : ''}`;
        await as('chanhvp', async (v) => {
          await v.page.goto(`${house}/resolutions`);
          await look(v, `list-${name}`);
          await v.page.locator('main tbody a[href*="/resolutions/"]', { hasText: '18-NQ/TU' }).first().click();
          await v.page.waitForURL(/\/resolutions\/[0-9a-f-]{36}$/);
          const own = v.page.url();
          await look(v, `board-${name}`);
          for (const page of ['break-down', 'spread', 'reviews', 'report', 'facts']) {
            await v.page.goto(`${own}/${page}`);
            await look(v, `${page}-${name}`);
          }
          await v.page.goto(own);
          await v.page.locator('main a[href*="/resolutions/indicators/"]').first().click();
          await v.page.waitForURL(/indicators\//);
          await look(v, `indicator-${name}`);
          await v.page.goto(own);
          await v.page.locator('main a[href*="/resolutions/measures/"]').first().click();
          await v.page.waitForURL(/measures\//);
          await look(v, `measure-${name}`);
        }, { base: house, size, lang, dark });
      }
      await as('bannoichinh', async (v) => {
        await v.page.goto(`${house}/`);
        await says(v, 'Chương trình hành động phải ban hành');
        await look(v, 'today-unit');
      }, { base: house });
    } finally {
      await server.stop();
      rmSync(data, { recursive: true, force: true });
    }
  });
  return list;
}
