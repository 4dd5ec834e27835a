// Tasks: from a leader's word on a paper to a product that was accepted; what is late; words that wait for their leader.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SHOTS, axe, visit } from './lib/browser.mjs';
import { enter, register } from './office.mjs';
import { start } from './lib/server.mjs';
import { none, same } from './lib/stories.mjs';

const SIZES = [['desktop', 'vi', false], ['phone', 'vi', false], ['desktop', 'en', true], ['phone', 'en', false]];
const two = (n) => String(n).padStart(2, '0');
// So many days from today, as the office writes dates and as browsers' own fields take them.
const day = (ahead) => new Date(Date.now() + (ahead * 24 + 7) * 3600_000).toISOString().slice(0, 10);
const said = (ahead) => day(ahead).split('-').reverse().join('/');

async function picture(v, name) {
  const { width, height } = v.page.viewportSize();
  const more = await v.page.evaluate(() => Math.max(0, ...[...document.querySelectorAll('main, body > *, html')].map((one) => one.scrollHeight - one.clientHeight)));
  if (more > 0) await v.page.setViewportSize({ width, height: Math.min(height + more, 4000) });
  await v.page.evaluate(() => document.fonts.ready);
  await v.page.screenshot({ path: join(SHOTS, `tasks-${name}.png`), fullPage: true });
  if (more > 0) await v.page.setViewportSize({ width, height });
}

async function look(v, name) {
  none((await axe(v.page)).map((fault) => `${name}: ${fault}`));
  await picture(v, name);
  same(await v.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, `${v.page.url()} fits its width`);
}

const main = (v) => v.page.locator('main').innerText();
const says = async (v, ...parts) => {
  const text = await main(v);
  for (const part of parts) same(text.includes(part), true, `“${part}” in\n${text}\n`);
};

// Opens the fold that holds the form with this address, and sends it once it is filled.
async function send(v, action, fields = {}, button = 'button[type=submit]') {
  const form = v.page.locator(`form[action$="${action}"]`).first();
  const fold = v.page.locator('details', { has: v.page.locator(`form[action$="${action}"]`) }).first();
  if (await fold.count() && await fold.getAttribute('open') === null) await fold.locator('summary').first().click();
  for (const [name, value] of Object.entries(fields)) {
    const field = form.locator(`[name="${name}"]`).first();
    const kind = await field.evaluate((one) => (one.tagName === 'SELECT' ? 'select' : one.type));
    if (kind === 'select') await field.selectOption(value);
    else if (kind === 'radio') await form.locator(`[name="${name}"][value="${value}"]`).check();
    else if (kind === 'file') await field.setInputFiles(value);
    else await field.fill(value);
  }
  await v.page.evaluate(() => { document.body.dataset.sent = 'yes'; });
  await form.locator(button).first().click();
  await v.page.waitForFunction(() => document.body && !document.body.dataset.sent && !document.documentElement.hasAttribute('aria-busy'));
}

const choose = async (field, label) => field.selectOption(await field.locator('option', { hasText: label }).first().getAttribute('value'));

export function stories(browser, base, { program, port }) {
  const list = [];
  const as = async (who, tell, options = {}) => {
    const v = await visit(browser, { base, ...options });
    try {
      if (who) await enter(v, who);
      await tell(v);
      none(v.faults);
    } finally {
      await v.close();
    }
  };
  const story = (name, tell) => list.push([`tasks: ${name}`, tell]);
  let task;

  story('a task from an instruction on a paper, by keyboard in under 15 seconds', async () => {
    await as('vanthu', async (v) => { await register(v, browser, 871); }, { javaScriptEnabled: false });
    await as('chanhvp', async (v) => {
      await v.page.goto('/papers');
      if (!/\/papers\/[0-9a-f-]{36}/.test(v.page.url())) await v.page.locator('main table a[href^="/papers/"]').first().click();
      await v.page.waitForURL(/\/papers\/[0-9a-f-]{36}/);
      const begun = Date.now();
      await Promise.all([v.page.waitForURL(/\/tasks\/new\?paper=/), v.page.keyboard.press('w')]);
      // The cursor stands on the owner; its first letters choose it.
      await v.page.waitForFunction(() => document.activeElement?.name === 'owner');
      await v.page.keyboard.type('Ban Tổ chức');
      same(await v.page.locator('[name=owner] option:checked').innerText().then((text) => text.startsWith('Ban Tổ chức')), true, 'the owner');
      await v.page.locator('[name=due]').focus();
      await v.page.locator('[name=due]').fill(said(7));
      await Promise.all([v.page.waitForURL(/\/tasks\/[0-9a-f-]{36}$/), v.page.keyboard.press('Control+Enter')]);
      const took = Date.now() - begun;
      console.log(`      a task assigned from a paper in ${(took / 1000).toFixed(1)} s, waiting for the browser counted in`);
      same(took < 15_000, true, `${took} ms`);
      task = v.page.url();
      await says(v, 'Ban Tổ chức', said(7), 'Ý kiến chỉ đạo trên văn bản');
      await look(v, 'new-one');
    });
  });

  story('what is wrong is said beside its field, and nothing typed is lost', async () => {
    await as('chanhvp', async (v) => {
      v.expect(422);
      await v.page.goto('/tasks/new');
      await v.page.locator('form[action="/tasks/new"]').evaluate((form) => { form.noValidate = true; });
      await choose(v.page.locator('[name=owner]'), 'Ban Tổ chức');
      await v.page.fill('[name=source_code]', '15-TB/TU');
      await v.page.fill('[name=source_title]', 'Thông báo về phòng, chống sạt lở');
      await v.page.fill('[name=product]', 'Báo cáo kết quả');
      await v.page.fill('[name=due]', '01/02/2020');
      await v.page.keyboard.press('Control+Enter');
      await v.page.waitForSelector('.field.wrong');
      await says(v, 'Hạn sớm hơn ngày nhận');
      same(await v.page.inputValue('[name=product]'), 'Báo cáo kết quả', 'what was typed stays');
      await look(v, 'wrong');
    });
  });

  story('evidence by phone, returned, handed in again, accepted', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'caunoi-evidence-'));
    try {
      const file = join(folder, 'ket-qua.txt');
      writeFileSync(file, 'BÁO CÁO kết quả rà soát các điểm sạt lở\nĐã kiểm tra 14 điểm trên địa bàn 5 xã.\n'.repeat(4));
      const marked = join(folder, 'mat.txt');
      writeFileSync(marked, 'TỈNH UỶ HẢI NGẠN\nMẬT\nBÁO CÁO\nvề một việc không đưa lên đây\n'.repeat(2));
      await as('bantochuc', async (v) => {
        v.expect(422);
        await v.page.goto(task);
        await look(v, 'owner-phone-vi');
        await send(v, '/submissions', { code: '', issued_on: '' });
        await says(v, 'Ghi số văn bản kết quả, hoặc đính kèm tệp.');
        await send(v, '/submissions', { files: marked });
        await says(v, 'có dấu chỉ độ mật');
        await send(v, '/submissions', { code: '125-BC/BTCTU', issued_on: said(0), files: file });
        await says(v, 'Chờ nghiệm thu', '125-BC/BTCTU', 'ket-qua.txt');
        // Who did the work is not even offered to accept it.
        same(await v.page.locator('form[action$="/acceptances"]').count(), 0, 'no form to accept');
      }, { size: 'phone' });
      await as('chanhvp', async (v) => {
        await v.page.goto('/');
        await says(v, 'Chờ nghiệm thu');
        await v.page.goto(task);
        await look(v, 'waiting');
        await send(v, '/returns', { why: 'Thiếu số liệu của hai xã' });
        await says(v, 'Trả lại', 'Thiếu số liệu của hai xã');
      });
      await as('bantochuc', async (v) => {
        await v.page.goto(task);
        await send(v, '/submissions', { code: '126-BC/BTCTU', issued_on: said(0) });
        await send(v, '/obstacles', { obstacle: 'Chưa có số liệu của Cục Thống kê' });
        await says(v, 'Vướng mắc');
      }, { size: 'phone' });
      await as('chanhvp', async (v) => {
        await v.page.goto(task);
        await send(v, '/acceptances', { grade: 'good' });
        await says(v, 'đúng hạn: Tốt');
        await look(v, 'accepted');
        await v.page.goto('/tasks?view=closed');
        await says(v, 'Đã xong');
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  story('a spoken word is confirmed on a phone before anything is assigned by it', async () => {
    let source;
    await as('chuyenvien', async (v) => {
      await v.page.goto('/sources/new');
      await look(v, 'source-new');
      await v.page.selectOption('[name=kind]', 'oral');
      await v.page.fill('[name=title]', 'Kiểm tra ngay điểm sạt lở ở Tấn An');
      await choose(v.page.locator('[name=said_by]'), 'Bí thư');
      await Promise.all([v.page.waitForURL(/\/sources\/[0-9a-f-]{36}$/), v.page.keyboard.press('Control+Enter')]);
      source = v.page.url();
      await says(v, 'chưa được lãnh đạo xác nhận');
    });
    await as('bithu', async (v) => {
      await v.page.goto('/');
      await says(v, 'Chỉ đạo chờ xác nhận');
      await v.page.goto(source);
      await look(v, 'confirm-phone');
      await send(v, '/confirmations', {}, 'button[value=yes]');
      await says(v, 'Nhiệm vụ');
      same((await main(v)).includes('chưa được lãnh đạo xác nhận'), false, 'confirmed');
    }, { size: 'phone' });
  });

  story('the office works without a script too', async () => {
    await as('chanhvp', async (v) => {
      await v.page.goto('/tasks/new');
      await choose(v.page.locator('[name=owner]'), 'Ban Tổ chức');
      await v.page.selectOption('[name=source_kind]', 'board_notice');
      await v.page.fill('[name=source_code]', '16-TB/TU');
      await v.page.fill('[name=source_title]', 'Thông báo về chuyển đổi số');
      await v.page.fill('[name=product]', 'Kế hoạch chuyển đổi số');
      await v.page.fill('[name=due]', said(9));
      await Promise.all([v.page.waitForURL(/\/tasks\/[0-9a-f-]{36}$/), v.page.click('form[action="/tasks/new"] button[type=submit]')]);
      await says(v, 'Kế hoạch chuyển đổi số');
    }, { javaScriptEnabled: false });
  });

  // A year of work: what is late, by whom, and what stands in its way.
  story('exceptions, overview and lists of a year, for leaders and for a head', async () => {
    const data = mkdtempSync(join(tmpdir(), 'caunoi-tasks-'));
    const house = `http://127.0.0.1:${port}`;
    const server = await start(program, ['demo', '--papers', '40', '--data', data, '--listen', `127.0.0.1:${port}`], `${house}/health`, { wait: 180_000 });
    try {
      for (const [size, lang, dark] of SIZES) {
        const name = `${size}-${lang}${dark ? '-dark' : ''}`;
        await as('phobithu', async (v) => {
          for (const [page, path] of [['list', '/tasks'], ['exceptions', '/tasks/exceptions'], ['overview', '/tasks/overview'], ['sources', '/sources'], ['assign', '/tasks/new'], ['recurring', '/tasks/recurring'], ['today', '/']]) {
            await v.page.goto(`${house}${path}`);
            await look(v, `${page}-${name}`);
          }
          await v.page.goto(`${house}/tasks?standing=special`);
          const first = v.page.locator('main table td.strong a[href^="/tasks/"]').first();
          if (await first.count()) {
            await first.click();
            await v.page.waitForURL(/\/tasks\/[0-9a-f-]{36}/);
            await look(v, `late-${name}`);
          }
        }, { base: house, size, lang, dark });
      }
      await as('phobithu', async (v) => {
        await v.page.goto(`${house}/tasks/exceptions`);
        const rows = await v.page.locator('main tbody tr').count();
        same(rows > 0, true, 'something is red');
        const lead = await v.page.locator('main').innerText();
        same(lead.includes(`${rows} nhiệm vụ quá hạn`), true, `the number above is the number of rows: ${rows}`);
        // Each number opens into its list, as long as the number says.
        await v.page.goto(`${house}/tasks/overview`);
        const cell = v.page.locator('main tbody tr td a[href*="standing="]').first();
        const count = Number((await cell.innerText()).trim());
        await cell.click();
        await v.page.waitForURL(/standing=/);
        same(await v.page.locator('main tbody tr').count(), count, 'as many rows as the number says');
      }, { base: house });
      await as('bantochuc', async (v) => {
        await v.page.goto(`${house}/tasks`);
        const owners = await v.page.locator('main tbody tr td:nth-child(3)').allInnerTexts();
        same(owners.length > 0 && owners.every((owner) => owner.includes('Ban Tổ chức')), true, `only its own: ${owners}`);
      }, { base: house });
    } finally {
      await server.stop();
      rmSync(data, { recursive: true, force: true });
    }
  });
  return list;
}
