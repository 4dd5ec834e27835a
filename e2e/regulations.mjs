// Working regulations: from the model to one in force, confirmed; who may sign today; absences; reasons; who answers for what.
import { join } from 'node:path';
import { SHOTS, axe, visit } from './lib/browser.mjs';
import { enter } from './office.mjs';
import { none, same } from './lib/stories.mjs';

const two = (n) => String(n).padStart(2, '0');
// So many days from today, in the office's time, as the office writes dates.
const said = (ahead) => {
  const day = new Date(Date.now() + (ahead * 24 + 7) * 3600_000);
  return `${two(day.getUTCDate())}/${two(day.getUTCMonth() + 1)}/${day.getUTCFullYear()}`;
};

async function look(v, name) {
  none((await axe(v.page)).map((fault) => `${name}: ${fault}`));
  const { width, height } = v.page.viewportSize();
  const more = await v.page.evaluate(() => Math.max(0, ...[...document.querySelectorAll('main, body > *, html')].map((one) => one.scrollHeight - one.clientHeight)));
  if (more > 0) await v.page.setViewportSize({ width, height: Math.min(height + more, 4000) });
  await v.page.evaluate(() => document.fonts.ready);
  await v.page.screenshot({ path: join(SHOTS, `regulations-${name}.png`), fullPage: true });
  if (more > 0) await v.page.setViewportSize({ width, height });
  same(await v.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, `${v.page.url()} fits its width`);
}

const says = async (v, ...parts) => {
  const text = await v.page.locator('main').innerText();
  for (const part of parts) same(text.toLowerCase().includes(part.toLowerCase()), true, `“${part}” in\n${text}\n`);
};

// Sends the form with this address once it is filled; opens the fold around it.
async function send(v, action, fields = {}) {
  const css = action.startsWith('#') ? action : `form[action$="${action}"]`;
  const form = v.page.locator(css).first();
  const fold = v.page.locator('details', { has: v.page.locator(css) }).first();
  if (await fold.count() && await fold.getAttribute('open') === null) await fold.locator('summary').first().click();
  for (const [name, value] of Object.entries(fields)) {
    const field = form.locator(`[name="${name}"]`).first();
    const kind = await field.evaluate((one) => (one.tagName === 'SELECT' ? 'select' : one.type));
    if (kind === 'select') await field.selectOption(value);
    else if (kind === 'checkbox') await field.setChecked(value);
    else await field.fill(value);
  }
  await v.page.evaluate(() => { document.body.dataset.sent = 'yes'; });
  await form.locator('button[type=submit]').first().click();
  await v.page.waitForFunction(() => document.body && !document.body.dataset.sent && !document.documentElement.hasAttribute('aria-busy'));
}

export function stories(browser, base) {
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
  const story = (name, tell) => list.push([`regulations: ${name}`, tell]);
  let version;

  const ask = async (v, { verb = 'sign', what, body, post = '' }) => {
    await v.page.goto('/regulations/ask');
    const value = await v.page.locator('[name=body] option', { hasText: new RegExp(`^${body}`) }).first().getAttribute('value');
    await v.page.goto(`/regulations/ask?verb=${verb}&what=${encodeURIComponent(what)}&body=${value}&post=${encodeURIComponent(post)}`);
  };
  const article = async (v, number) => {
    await v.page.goto(version);
    const card = v.page.locator('section.card', { has: v.page.locator('h2', { hasText: new RegExp(`^${number}\\.`) }) }).last();
    await Promise.all([v.page.waitForURL(/\/articles\/[0-9a-f-]{36}/), card.locator('a[href*="/articles/"]').first().click()]);
  };

  story('the model answers until the office has a regulation of its own', async () => {
    await as('chuyenvien', async (v) => {
      await v.page.goto('/regulations');
      await says(v, 'trả lời theo quy chế mẫu');
      await v.page.goto('/regulations/model');
      await says(v, 'Điều 8. Ký văn bản của Ban Thường vụ', 'Chờ xác nhận', 'Thẩm quyền ban hành văn bản');
      await look(v, 'model');
      await ask(v, { what: 'NQ', body: 'Tỉnh uỷ', post: 'Trưởng phòng Tổng hợp' });
      await says(v, 'T/M TỈNH UỶ', 'BÍ THƯ', 'Điều 7, Quy chế làm việc mẫu', 'Quy chế nhắc');
    });
  });

  story('a regulation from the model: changed, put into force, confirmed; what is wrong stands beside its field', async () => {
    await as('chanhvp', async (v) => {
      await v.page.goto('/regulations');
      await send(v, '/regulations');
      await v.page.waitForURL(/\/regulations\/[0-9a-f-]{36}$/);
      version = v.page.url();
      v.expect(422);
      await article(v, 'Điều 7');
      await Promise.all([v.page.waitForURL(/add=authority/), v.page.locator('a[href*="add=authority"]').click()]);
      await send(v, '#provision form', { body: 'committee', kinds: 'CT', condition: 'khi có thiên tai', 'by-0-body': 'permanent_board', 'by-0-rank': 'deputy', 'by-0-capacity': 'for_head' });
      await v.page.waitForSelector('.field.wrong');
      await says(v, 'Phó Bí thư ký T/M', 'Điều 7');
      same(await v.page.inputValue('[name=condition]'), 'khi có thiên tai', 'what was typed stays');
      await look(v, 'wrong');
      await v.page.goto(version);
      await send(v, '/publication', { code: '05-QC/TU', from: said(0) });
      await v.page.waitForURL(version);
      await says(v, '05-QC/TU', 'chờ xác nhận');
      await article(v, 'Điều 7');
      await send(v, '/confirmation', { code: '05-QC/TU', quoted: 'Điều 7' });
      await v.page.waitForFunction(() => document.querySelector('main').innerText.includes('xác nhận ngày'));
      await says(v, 'Đã xác nhận', 'Điều 7, 05-QC/TU');
      await look(v, 'version');
    });
  });

  story('who may sign today, and why others may not; a confirmed article refuses', async () => {
    await as('chuyenvien', async (v) => {
      await ask(v, { what: 'NQ', body: 'Tỉnh uỷ', post: 'Phó Bí thư Thường trực' });
      await says(v, 'T/M TỈNH UỶ', 'Không được', 'Chỉ khi cấp trưởng vắng mặt', 'Điều 7, 05-QC/TU', 'Đã xác nhận');
      await look(v, 'ask');
    });
  });

  story('an absence changes the answer at once, and coming back changes it again', async () => {
    await as('bithu', async (v) => {
      v.expect(422);
      await v.page.goto('/absences');
      await send(v, '/absences', { from: said(3), to: said(1), substitute: 'không có ai' });
      await v.page.waitForSelector('.field.wrong');
      same(await v.page.inputValue('[name=substitute]'), 'không có ai', 'what was typed stays');
      await send(v, '/absences', { from: said(0), to: said(2), substitute: 'Phó Bí thư Thường trực', kind: 'mission' });
      await v.page.waitForFunction(() => document.querySelector('main').innerText.includes('Đang vắng'));
      await look(v, 'absences');
      await ask(v, { what: 'NQ', body: 'Tỉnh uỷ' });
      await says(v, 'PHÓ BÍ THƯ THƯỜNG TRỰC', 'được nêu thay', 'Vắng mặt đến hết');
      await v.page.goto('/absences');
      await send(v, '/ending');
      await ask(v, { what: 'NQ', body: 'Tỉnh uỷ' });
      same((await v.page.locator('main').innerText()).includes('Vắng mặt đến hết'), false, 'back again');
    });
  });

  story('an unconfirmed article only warns: the reason is recorded', async () => {
    await as('truongphong', async (v) => {
      v.expect(422);
      await ask(v, { what: 'CV', body: 'Văn phòng', post: 'Trưởng phòng Tổng hợp' });
      await says(v, 'Quy chế nhắc');
      await v.page.locator('form[action="/regulations/departures"]').evaluate((form) => { form.noValidate = true; });
      await send(v, '/regulations/departures', { regulation_reason: ' ' });
      await v.page.waitForSelector('.field.wrong');
      await send(v, '/regulations/departures', { regulation_reason: 'Chánh Văn phòng giao ký giấy mời họp phòng' });
      await v.page.waitForURL(/recorded=1/);
      await says(v, 'Đã ghi lý do');
    });
    await as('chanhvp', async (v) => {
      await v.page.goto('/regulations/departures');
      await says(v, 'Chánh Văn phòng giao ký giấy mời họp phòng', 'Điều 4');
    });
  });

  story('two versions: no overlap, and what changes for whom', async () => {
    await as('chanhvp', async (v) => {
      v.expect(422);
      await v.page.goto(version);
      await send(v, '/versions');
      await v.page.waitForFunction((old) => location.href !== old && /\/regulations\/[0-9a-f-]{36}$/.test(location.href), version);
      version = v.page.url();
      await article(v, 'Điều 7');
      await Promise.all([v.page.waitForURL(/provision=0/), v.page.locator('a[href*="provision=0"]').click()]);
      await send(v, '#provision form', { 'by-1-when': 'always' });
      await v.page.goto(version);
      await send(v, '/publication', { code: '06-QC/TU', from: said(10), ends_previous: false });
      await v.page.waitForSelector('.field.wrong');
      await says(v, 'Trùng với phiên bản', 'Điều 18');
      await send(v, '/publication', { ends_previous: true });
      await v.page.waitForURL(version);
      await Promise.all([v.page.waitForURL(/compare/), v.page.locator('a[href*="/compare"]').first().click()]);
      await says(v, 'Cấp phó', 'khi cấp trưởng vắng mặt', 'luôn luôn');
      await look(v, 'compare');
    });
  });

  story('units of leaders with their dates, on both sizes and in both languages', async () => {
    await as('chanhvp', async (v) => {
      v.expect(422);
      await v.page.goto('/regulations/assignments');
      await v.page.locator('form[method=post][action="/regulations/assignments"]').evaluate((form) => { form.noValidate = true; });
      await send(v, '/regulations/assignments"][method="post', { code: '12-TB/TU' });
      await v.page.waitForSelector('.field.wrong');
      same(await v.page.inputValue('[name=code]'), '12-TB/TU', 'what was typed stays');
      const unit = await v.page.locator('[name=unit] option', { hasText: 'Ban Tổ chức' }).first().getAttribute('value');
      await send(v, '/regulations/assignments"][method="post', { unit });
      await says(v, '12-TB/TU', 'Ban Tổ chức');
      await look(v, 'balance');
    });
    for (const [size, lang] of [['desktop', 'en'], ['phone', 'vi'], ['phone', 'en']]) {
      await as('chanhvp', async (v) => {
        for (const [page, name] of [[version, 'version'], ['/regulations/assignments', 'balance'], ['/absences', 'absences'], ['/regulations', 'list']]) {
          await v.page.goto(page);
          await look(v, `${name}-${size}-${lang}`);
        }
        await ask(v, { what: 'TB', body: 'Tỉnh uỷ' });
        await look(v, `ask-${size}-${lang}`);
      }, { size, lang });
    }
  });

  return list;
}
