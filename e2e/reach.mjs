// What reaches beyond the desk: mails over a real mail server, the second factor, the chief's morning, tokens of programs,
// scans that wait until they can be read.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SHOTS, axe, visit } from './lib/browser.mjs';
import { letterbox, nobody } from './lib/mail.mjs';
import { enter, letter } from './office.mjs';
import { start } from './lib/server.mjs';
import { none, same } from './lib/stories.mjs';
import { authenticator } from './lib/totp.mjs';

const SCAN = join(dirname(dirname(fileURLToPath(import.meta.url))), 'crates/incoming/tests/scans/letter.png');
const PASSWORD = 'hai-son-2026';
// A letter of a made-up commune, about a matter and from a sender that no other story knows.
const paper = (number) => `<!doctype html><html lang="vi"><meta charset="utf-8"><style>@page { size: A4; margin: 20mm } body { font: 14pt/1.35 "Times New Roman", serif }
  .head { display: grid; grid-template-columns: 1fr 1.1fr; text-align: center } .c { text-align: center }</style>
<div class="head"><div>ĐẢNG BỘ TỈNH HẢI SƠN<br><b>ĐẢNG UỶ XÃ ĐÔNG HOÀ</b><br>*<br>Số ${number}-BC/ĐU</div>
<div><b>ĐẢNG CỘNG SẢN VIỆT NAM</b><br><br><i>Đông Hoà, ngày 23 tháng 11 năm 2026</i></div></div>
<div class="c"><br><b>BÁO CÁO</b><br><b>kết quả đại hội các chi bộ trực thuộc</b><br>-----</div>
<p>Đảng uỷ xã báo cáo kết quả đại hội và kiến nghị chuẩn y.</p></html>`;
const SIZES = [['desktop', 'vi', false], ['phone', 'vi', false], ['desktop', 'en', true], ['phone', 'en', false]];
const named = (name, { size = 'desktop', lang = 'vi', dark = false } = {}) => `${name}-${size}-${lang}${dark ? '-dark' : ''}`;

// The whole of a page: its middle scrolls by itself, so the window is made as high as that is.
async function picture(v, name) {
  const { width, height } = v.page.viewportSize();
  const more = await v.page.evaluate(() => Math.max(0, ...[...document.querySelectorAll('main, body > *, html')].map((one) => one.scrollHeight - one.clientHeight)));
  if (more > 0) await v.page.setViewportSize({ width, height: Math.min(height + more, 4000) });
  await v.page.evaluate(() => document.fonts.ready);
  await v.page.screenshot({ path: join(SHOTS, `reach-${name}.png`), fullPage: true });
  if (more > 0) await v.page.setViewportSize({ width, height });
}

// The page as it stands: by axe, by eye, and nothing beside its edge. Axe needs scripts.
async function look(v, name, scripts = true) {
  if (scripts) none((await axe(v.page)).map((fault) => `${name}: ${fault}`));
  await picture(v, name);
  same(await v.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, `${v.page.url()} fits its width`);
}

const text = (v) => v.page.locator('main').innerText();
const says = async (v, ...parts) => {
  const said = await text(v);
  for (const part of parts) same(said.includes(part), true, `“${part}” in\n${said}\n`);
};

// Sends the form with this address and waits until the page after it stands: the body that was marked is gone.
async function send(v, action) {
  await v.page.evaluate(() => { document.body.dataset.sent = 'yes'; });
  await v.page.locator(`form[action="${action}"] button[type=submit]`).first().click();
  await v.page.waitForFunction(() => document.body && !document.body.dataset.sent && !document.documentElement.hasAttribute('aria-busy'));
}

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
  const story = (name, tell) => list.push([`reach: ${name}`, tell]);
  const plain = { javaScriptEnabled: false };

  // Registers a paper and sends it to the chief, whatever else is proposed.
  const toChief = async (v, number, urgency = '') => {
    await v.page.goto('/incoming/door/papers');
    await v.page.setInputFiles('input[type=file][name=file]:not([capture])', await letter(browser, paper(number)));
    await Promise.all([v.page.waitForURL(/\/incoming\/[0-9a-f-]{36}$/), v.page.click('form[action="/incoming/door/papers"] button[type=submit]')]);
    if (urgency) await v.page.selectOption('[name=urgency]', urgency);
    const select = v.page.locator('select[name=to]');
    await select.selectOption(await select.locator('option', { hasText: /^Chánh Văn phòng/ }).first().getAttribute('value'));
    await Promise.all([v.page.waitForURL(/\?done=/), v.page.click('form.accept button[type=submit], form[data-controller~=accept] button[type=submit]')]);
  };

  // Mail.

  const server = async (v, more) => {
    const form = v.page.locator('form[action="/mail/server"]');
    for (const [name, value] of Object.entries(more)) {
      const field = form.locator(`[name=${name}]`);
      if (name === 'security') await field.selectOption(value);
      else if (name === 'on') await field.setChecked(value);
      else await field.fill(String(value));
    }
    // What the browser would not let pass, the program has to tell.
    await form.evaluate((one) => { one.noValidate = true; });
    await send(v, '/mail/server');
  };
  const TO = 'chanhvp@tinhuy.example';
  story('mails over a real server: set up, an address confirmed, told at once and in a digest, nothing of a paper', async () => {
    const box = await letterbox();
    let stopped = false;
    try {
      await as('quantri', async (v) => {
        v.expect(422);
        await v.page.goto('/mail/server');
        await look(v, 'server-none');
        await server(v, { host: 'máy chủ', port: 0, from: 'caunoi', link: 'caunoi' });
        same(await v.page.locator('.field.wrong').count(), 4, 'each wrong field is told');
        await look(v, 'server-wrong');
        // Nobody listens there: the page says what to look at.
        await server(v, { host: '127.0.0.1', port: await nobody(), security: 'none', from: 'caunoi@tinhuy.example', link: base });
        await says(v, 'Chưa gửi thư nào');
        await v.page.fill('form[action="/mail/server/trial"] [name=to]', TO);
        await send(v, '/mail/server/trial');
        await says(v, 'Không nối được tới máy chủ thư. Kiểm tra tên, cổng và mạng.');
        same(await v.page.inputValue('form[action="/mail/server/trial"] [name=to]'), TO, 'what was typed stays');
        await look(v, 'server-unreachable');
        await v.page.goto('/');
        await says(v, 'Không gửi được thư điện tử');
        await look(v, 'server-alarm');
        // There, but without encryption where some was asked for.
        await v.page.goto('/mail/server');
        await server(v, { port: box.port, security: 'starttls' });
        await v.page.fill('form[action="/mail/server/trial"] [name=to]', TO);
        await send(v, '/mail/server/trial');
        await says(v, 'máy chủ không mã hoá');
        await server(v, { security: 'none' });
        await v.page.fill('form[action="/mail/server/trial"] [name=to]', TO);
        await send(v, '/mail/server/trial');
        await says(v, `Máy chủ đã nhận thư thử gửi tới ${TO}`, 'Thư đang gửi được');
        await box.wait(TO, (mail) => mail.said.startsWith('Thư thử của Cầu Nối'));
        await look(v, 'server-trial');
      });
      await as('chanhvp', async (v) => {
        v.expect(422);
        await v.page.goto('/mail');
        await look(v, 'mail-first');
        await v.page.fill('form[action="/mail/address"] [name=address]', 'chanhvp');
        await v.page.locator('form[action="/mail/address"]').evaluate((form) => { form.noValidate = true; });
        await send(v, '/mail/address');
        await says(v, 'Ghi địa chỉ thư đầy đủ');
        await v.page.fill('form[action="/mail/address"] [name=address]', TO);
        await send(v, '/mail/address');
        await look(v, 'mail-code');
        const code = (await box.wait(TO, (mail) => mail.said.startsWith('Mã xác nhận'))).said.match(/\b\d{6}\b/)[0];
        await v.page.fill('form[action="/mail/confirmation"] [name=code]', code === '123456' ? '654321' : '123456');
        await send(v, '/mail/confirmation');
        await says(v, 'Mã không đúng. Xem lại thư vừa nhận.');
        await look(v, 'mail-code-wrong');
        await v.page.fill('form[action="/mail/confirmation"] [name=code]', code);
        await send(v, '/mail/confirmation');
        await says(v, TO, 'Nhận gì, lúc nào');
        const form = 'form[action="/mail/wishes"]';
        await v.page.fill(`${form} [name=hours]`, '25 giờ');
        await send(v, '/mail/wishes');
        await says(v, 'Ghi giờ như 07:00');
        // The next digest is due in a minute or two, on any day.
        const soon = new Date(Date.now() + 7 * 3_600_000 + 75_000).toISOString().slice(11, 16);
        await v.page.fill(`${form} [name=hours]`, soon);
        await v.page.locator(`${form} [name=workdays]`).setChecked(false);
        await v.page.selectOption(`${form} [name=kind_papers]`, 'now');
        await v.page.selectOption(`${form} [name=kind_duty]`, 'off');
        await send(v, '/mail/wishes');
        await v.page.goto('/mail');
        same(await v.page.inputValue(`${form} [name=hours]`), soon, 'the hour is kept');
        same(await v.page.inputValue(`${form} [name=kind_papers]`), 'now', 'and what comes at once');
        // What a digest would say now, where there is anything.
        for (const fold of await v.page.locator('details.fold > summary').all()) await fold.click();
        await look(v, 'mail-wishes');
      });
      // A leader asks back about a paper: the chief who proposed is told at once.
      await as('vanthu', (v) => toChief(v, 931), plain);
      let routing = '';
      await as('chanhvp', async (v) => {
        await v.page.goto('/desk?view=propose');
        const one = v.page.locator('.works a', { hasText: '931-BC' }).first();
        routing = (await one.getAttribute('href')).match(/[0-9a-f-]{36}/)[0];
        await Promise.all([v.page.waitForNavigation(), one.click()]);
        const form = v.page.locator('form[action$="/proposals"]');
        const leader = await form.locator('[name=leader] option', { hasText: /^Bí thư/ }).first().getAttribute('value');
        await form.locator('[name=leader]').selectOption(leader);
        await form.locator('[name=lead]').selectOption({ label: 'Phòng Tổng hợp' });
        await form.locator('[name=text]').fill('Giao Phòng Tổng hợp theo dõi');
        await Promise.all([v.page.waitForNavigation(), form.locator('button[type=submit]').first().click()]);
      }, plain);
      await as('bithu', async (v) => {
        await v.page.goto(`/desk/leader/${routing}`);
        await v.page.fill('[name=text]', 'Đã hỏi Ban Tổ chức chưa?');
        await Promise.all([v.page.waitForNavigation(), v.page.click('button[value=ask_back]')]);
      }, plain);
      const now = await box.wait(TO, (mail) => /^\d+ thông báo mới/.test(mail.said), 90);
      const digest = await box.wait(TO, (mail) => mail.said.includes('Bản tin sáng:'), 150);
      same(digest.said.includes('Kính gửi đồng chí'), true, 'the digest is for a person');
      same(now.said.includes(`${base}/notices`) && digest.said.includes(`${base}/mail`), true, 'links lead into the office');
      for (const mail of box.mails()) {
        for (const secret of ['931', 'BC/ĐU', 'đại hội', 'Đông Hoà', 'Tổng hợp', 'Ban Tổ chức']) same(mail.said.includes(secret), false, `“${secret}” in a mail:\n${mail.said}\n`);
        same(mail.text.includes('Auto-Submitted: auto-generated'), true, 'machines leave it alone');
      }
      for (const [size, lang, dark] of SIZES) {
        const to = `chanhvp.${size}.${lang}@tinhuy.example`;
        await as('chanhvp', async (v) => {
          await v.page.goto('/mail');
          await v.page.fill('form[action="/mail/address"] [name=address]', to);
          await send(v, '/mail/address');
          const mail = await box.wait(to, () => true);
          same(mail.said.startsWith(lang === 'vi' ? 'Mã xác nhận' : 'Code'), true, `in the reader’s language: ${mail.said}`);
          await look(v, named('mail', { size, lang, dark }));
        }, { size, lang, dark });
        await as('quantri', async (v) => {
          await v.page.goto('/mail/server');
          await look(v, named('server', { size, lang, dark }));
        }, { size, lang, dark });
      }
      await as('chanhvp', async (v) => {
        v.expect(422);
        // Five codes in an hour, and no sixth.
        await v.page.goto('/mail');
        await v.page.fill('form[action="/mail/address"] [name=address]', TO);
        await send(v, '/mail/address');
        await says(v, 'Một giờ chỉ gửi 5 mã');
      });
      await box.stop();
      stopped = true;
      // The server is gone: whoever looks after it sees it.
      await as('quantri', async (v) => {
        v.expect(422);
        await v.page.goto('/mail/server');
        await v.page.fill('form[action="/mail/server/trial"] [name=to]', TO);
        await send(v, '/mail/server/trial');
        await says(v, 'Không nối được tới máy chủ thư');
      });
    } finally {
      if (!stopped) await box.stop();
      // Nothing is sent in the stories that follow.
      await as('chanhvp', async (v) => {
        await v.page.goto('/mail');
        if (await v.page.locator('form[action="/mail/forgetting"]').count()) await send(v, '/mail/forgetting');
      });
      await as('quantri', async (v) => {
        await v.page.goto('/mail/server');
        if (await v.page.locator('form[action="/mail/server"] [name=host]').inputValue()) {
          await server(v, { on: false });
          await says(v, 'Đang tạm ngừng gửi thư');
        }
      });
    }
  });

  // The second factor. Nobody else's stories sign in as this specialist.

  const WHO = 'chuyenvien2';
  // At the code's page, or at Today where no code is due.
  const password = async (v, name = WHO) => {
    await v.page.goto('/sign-in');
    await v.page.fill('[name=name]', name);
    await v.page.fill('[name=password]', PASSWORD);
    await Promise.all([v.page.waitForURL((url) => url.pathname !== '/sign-in'), v.page.click('form[action="/sign-in"] button[type=submit]')]);
  };
  const code = async (v, typed) => {
    await v.page.fill('form[action="/sign-in/code"] [name=code]', typed);
    await Promise.all([v.page.waitForNavigation(), v.page.click('form[action="/sign-in/code"] button[type=submit]')]);
  };
  const leave = async (v) => {
    await v.page.click('button.person');
    await Promise.all([v.page.waitForURL(/\/sign-in/), v.page.click('#me form[action="/sign-out"] button')]);
  };
  const put = async (v, action, typed) => {
    const form = v.page.locator(`form[action="${action}"]`);
    if (!(await form.isVisible())) await v.page.locator('details', { has: form }).locator('summary').click();
    await form.locator('[name=code]').fill(typed);
    await send(v, action);
  };
  // Whatever happened before: no code is asked of anybody, and of nobody required.
  const clean = () => as('quantri', async (v) => {
    await v.page.goto('/people/accounts');
    for (const box of await v.page.locator('form[action="/people/second-factor-roles"] input[type=checkbox]:checked').all()) await box.uncheck();
    await send(v, '/people/second-factor-roles');
    await v.page.goto('/people/accounts');
    const reset = v.page.locator('form[action="/people/second-factors"]');
    while (await reset.count()) {
      await send(v, '/people/second-factors');
      await v.page.goto('/people/accounts');
    }
  }, plain);
  // On, and signed in; gives the authenticator and the printed codes.
  const on = async (v, shown = async () => {}) => {
    await v.page.goto('/second-factor');
    await shown('off');
    await send(v, '/second-factor/secret');
    const secret = (await v.page.locator('main dd').first().innerText()).replace(/\s/g, '');
    same(/^[A-Z2-7]{32}$/.test(secret), true, `a key that can be typed: ${secret}`);
    const phone = authenticator(secret);
    await shown('key');
    await put(v, '/second-factor', phone.wrong());
    same(await v.page.locator('.field.wrong').count(), 1, 'a wrong code turns nothing on');
    same((await v.page.locator('main dd').first().innerText()).replace(/\s/g, ''), secret, 'the same key is still there');
    await put(v, '/second-factor', await phone.next());
    const codes = await v.page.locator('.slip dd').allInnerTexts();
    same(codes.length === 10 && codes.every((one) => /^\w{6}-\w{6}$/.test(one)), true, `ten recovery codes: ${codes}`);
    same((await v.page.locator('.slip').innerText()).includes(WHO), true, 'the sheet says whose they are');
    await shown('codes');
    await v.page.goto('/second-factor');
    same((await v.page.content()).includes(codes[0]), false, 'they are shown once');
    await shown('on');
    return { phone, codes };
  };
  for (const [size, lang, dark] of SIZES) {
    story(`the second factor: turned on, asked for, recovered from, turned off, ${size} ${lang}`, async () => {
      try {
        await as(null, async (v) => {
          v.expect(422);
          await password(v);
          const { phone, codes } = await on(v, async (name) => {
            await look(v, named(`second-${name}`, { size, lang, dark }));
            if (name !== 'codes') return;
            await v.page.emulateMedia({ media: 'print' });
            await picture(v, named('second-print', { size, lang, dark }));
            await v.page.emulateMedia({ media: 'screen' });
          });
          await leave(v);
          await password(v);
          same(new URL(v.page.url()).pathname, '/sign-in/code', 'the password alone opens nothing');
          await look(v, named('second-asked', { size, lang, dark }));
          same((await v.page.request.get('/papers', { maxRedirects: 0 })).status() >= 300, true, 'no page is open');
          await code(v, phone.wrong());
          same(await v.page.locator('.field.wrong').count(), 1, 'a wrong code is told');
          await look(v, named('second-wrong', { size, lang, dark }));
          await code(v, phone.used());
          same(await v.page.locator('.field.wrong').count(), 1, 'a code that was used opens nothing');
          await code(v, await phone.next());
          same(new URL(v.page.url()).pathname, '/', 'the right one does');
          await leave(v);
          await password(v);
          await code(v, codes[3]);
          same(new URL(v.page.url()).pathname, '/', 'a recovery code does too');
          await leave(v);
          await password(v);
          await code(v, codes[3]);
          same(await v.page.locator('.field.wrong').count(), 1, 'but not twice');
          await code(v, codes[4].replace('-', ' ').toUpperCase());
          same(new URL(v.page.url()).pathname, '/', 'another one, typed otherwise');
          await v.page.goto('/second-factor');
          same((await text(v)).includes('8'), true, 'eight are left');
          await put(v, '/second-factor/ending', await phone.next());
          same(await v.page.locator('form[action="/second-factor/secret"]').count(), 1, 'it is off');
          await leave(v);
          await password(v);
          same(new URL(v.page.url()).pathname, '/', 'the password is enough again');
        }, { size, lang, dark });
      } finally {
        await clean();
      }
    });
  }
  story('the second factor is asked for without a script too', async () => {
    try {
      await as(null, async (v) => {
        v.expect(422);
        await password(v);
        const { phone, codes } = await on(v, async (name) => look(v, `second-plain-${name}`, false));
        await v.context.clearCookies();
        await password(v);
        await code(v, phone.wrong());
        await says(v, 'Mã không đúng hoặc đã dùng');
        await code(v, await phone.next());
        await v.page.goto('/second-factor');
        await put(v, '/second-factor/codes', phone.used());
        await says(v, 'Mã không đúng hoặc đã dùng');
        await put(v, '/second-factor/codes', await phone.next());
        same((await text(v)).includes(codes[0]), false, 'new codes');
        await v.context.clearCookies();
        await password(v);
        await code(v, codes[0]);
        await says(v, 'Mã không đúng hoặc đã dùng');
        // Without the half of a sign-in, from the beginning, and why.
        await v.context.clearCookies();
        await code(v, codes[0]);
        same(new URL(v.page.url()).pathname, '/sign-in', 'the password first');
        await says(v, 'Đã quá lâu. Đăng nhập lại.');
      }, plain);
    } finally {
      await clean();
    }
  });
  story('the second factor is required of a role; lost, it is taken away by the administrator', async () => {
    try {
      await as('quantri', async (v) => {
        await v.page.goto('/people/accounts');
        await v.page.check('[name=role-specialist]');
        await send(v, '/people/second-factor-roles');
        await v.page.goto('/people/accounts');
        same(await v.page.isChecked('[name=role-specialist]'), true, 'it is kept');
      });
      await as(null, async (v) => {
        v.expect(422);
        await password(v);
        same(new URL(v.page.url()).pathname, '/second-factor', 'nothing else is open');
        await v.page.goto('/papers');
        same(new URL(v.page.url()).pathname, '/second-factor', 'wherever one goes');
        await says(v, 'Bật xong thì mới làm việc tiếp được');
        await look(v, 'second-required');
        await on(v);
        same(await v.page.locator('form[action="/second-factor/ending"]').count(), 0, 'it cannot be turned off');
        same((await v.page.goto('/')).status(), 200, 'the office is open');
        await as('quantri', async (admin) => {
          await admin.page.goto('/people/accounts');
          await look(admin, 'second-accounts');
          await send(admin, '/people/second-factors');
        });
        await v.page.goto('/');
        same(new URL(v.page.url()).pathname, '/second-factor', 'to be set up again');
      });
    } finally {
      await clean();
    }
  });

  // The chief's morning.

  story('what the chief’s morning tells of: an urgent paper on its way, somebody on duty', async () => {
    await as('vanthu', (v) => toChief(v, 933, 'urgent'), plain);
    await as('truonghc', async (v) => {
      const now = new Date(Date.now() + 7 * 3_600_000);
      const day = (date) => date.toISOString().slice(0, 10);
      const monday = new Date(now.getTime() - ((now.getUTCDay() + 6) % 7) * 86_400_000);
      await v.page.goto(`/duty/plan?week=${day(monday)}`);
      const form = v.page.locator('form[action="/duty/plan"]');
      await form.locator('[name=who]').fill('do ba le');
      await form.locator('[name=phone]').fill('0912 000 202');
      await form.locator(`input[type=checkbox][name*="${day(now)}"]`).check();
      await Promise.all([v.page.waitForNavigation(), form.locator('button[type=submit]').click()]);
    }, plain);
  });
  for (const [size, lang, dark] of SIZES) {
    story(`the chief’s morning, ${size} ${lang}`, () => as('chanhvp', async (v) => {
      await v.page.goto('/brief');
      const said = await text(v);
      const parts = lang === 'vi' ? ['Quá hạn', 'Đến hạn hôm nay', 'Khẩn chưa xong', 'Đang giải quyết', 'Trực hôm nay', 'Ai đang giữ việc']
        : ['Late', 'Due today', 'Urgent', 'Under way', 'On duty today', 'Who has what'];
      for (const part of parts) same(said.toLowerCase().includes(part.toLowerCase()), true, `${part} in ${said}`);
      same(said.includes('933-BC') && said.includes('Đỗ Bá Lễ'), true, `the urgent paper and who is on duty: ${said}`);
      await look(v, named('brief', { size, lang, dark }));
      // Every number opens the list it comes from.
      const links = await v.page.locator('main a[href^="/papers"], main a[href^="/duty"], main a[href^="/routings"]').evaluateAll((all) => [...new Set(all.map((a) => a.getAttribute('href')))]);
      same(links.length >= 4, true, `links into lists: ${links}`);
      for (const href of links) same((await v.page.goto(href)).status(), 200, href);
      const printed = await v.page.request.get('/brief.pdf');
      same(printed.status() === 200 && printed.headers()['content-type'] === 'application/pdf', true, 'it prints');
      same((await printed.body()).subarray(0, 5).toString(), '%PDF-', 'as a PDF');
    }, { size, lang, dark }));
  }
  story('a clerk is politely kept from the chief’s morning', () => as('vanthu', async (v) => {
    v.expect(403);
    same((await v.page.goto('/brief')).status(), 403, 'status');
    await look(v, 'brief-refused');
    same((await v.page.request.get('/brief.pdf')).status(), 403, 'nor on paper');
    same(await v.page.locator('nav a[href="/brief"]').count(), 0, 'and not shown the way');
  }));

  // Tokens.

  for (const [size, lang, dark] of SIZES) {
    story(`a token: made, shown once, used, seen in use, revoked, ${size} ${lang}`, () => as('chanhvp', async (v) => {
      v.expect(422);
      const form = 'form[action="/tokens"]';
      const name = `phần mềm ${size} ${lang}`;
      await v.page.goto('/tokens');
      await look(v, named('tokens', { size, lang, dark }));
      await v.page.fill(`${form} [name=name]`, name);
      await send(v, '/tokens');
      same((await v.page.locator('.faults').innerText()).includes(lang === 'vi' ? 'Chọn ít nhất một phạm vi' : 'Choose at least one scope'), true, 'a token for nothing is refused');
      same(await v.page.inputValue(`${form} [name=name]`), name, 'what was typed stays');
      await look(v, named('tokens-wrong', { size, lang, dark }));
      await v.page.check(`${form} [name=scope_people]`);
      await v.page.check(`${form} [name=scope_brief]`);
      await send(v, '/tokens');
      const secret = (await v.page.locator('pre.note').innerText()).trim();
      same(/^caunoi_[0-9a-f]{64}$/.test(secret), true, 'shown whole');
      await look(v, named('token-made', { size, lang, dark }));
      const call = (path) => fetch(`${base}/api/v1${path}`, { headers: { authorization: `Bearer ${secret}`, 'accept-language': lang } });
      const me = await call('/me');
      same(me.status, 200, 'it opens the API');
      same(JSON.stringify(await me.json()).includes('Chánh Văn phòng'), true, 'as its person');
      same((await call('/brief')).status, 200, 'within its scopes');
      const outside = await call('/papers');
      same(outside.status, 403, 'and not beyond');
      same((await outside.json()).type, 'urn:caunoi:problem:api-scope', 'which is told');
      await v.page.goto('/tokens');
      same((await v.page.content()).includes(secret), false, 'shown once');
      const row = v.page.locator('tbody tr', { hasText: name });
      same(/\d\d:\d\d \d\d\/\d\d\/\d{4}/.test(await row.innerText()), true, 'when it was last used');
      await look(v, named('token-used', { size, lang, dark }));
      const ending = await row.locator('form').getAttribute('action');
      await send(v, ending);
      same((await call('/me')).status, 401, 'revoked, it opens nothing');
      await look(v, named('token-revoked', { size, lang, dark }));
    }, { size, lang, dark }));
  }

  // Scans that cannot be read yet: an office of its own, on a machine without the program that reads them.

  story('a scan waits while recognition is not installed, and is read by itself when it is', async () => {
    const data = mkdtempSync(join(tmpdir(), 'caunoi-e2e-scans-'));
    const house = `http://127.0.0.1:${port}`;
    const open = (env) => start(program, ['demo', '--papers', '0', '--data', data, '--listen', `127.0.0.1:${port}`], `${house}/health`, { env });
    let office = await open({ PATH: '/nonexistent' });
    let paper = '';
    try {
      await as('vanthu', async (v) => {
        await v.page.goto('/incoming/door/papers');
        await v.page.setInputFiles('input[type=file][name=file]:not([capture])', { name: 'quet.png', mimeType: 'image/png', buffer: readFileSync(SCAN) });
        await v.page.waitForSelector('.results li a');
        await look(v, 'scan-door');
        await v.page.goto(await v.page.getAttribute('.results li a', 'href'));
        await says(v, 'Máy chủ chưa cài phần nhận dạng chữ', 'Máy tự đọc lại ngay khi phần nhận dạng được cài');
        await look(v, 'scan-question');
        await v.page.goto('/incoming');
        await look(v, 'scan-list');
        // A clerk who has looked through it takes it in; what stands on it is still to be read.
        await v.page.goBack();
        await Promise.all([v.page.waitForURL(/\/incoming\/[0-9a-f-]{36}$/), v.page.getByRole('button', { name: 'Không có dấu mật, nhận văn bản' }).click()]);
        paper = new URL(v.page.url()).pathname;
        await says(v, 'máy tự đọc lại ngay khi phần nhận dạng được cài');
        same(await v.page.inputValue('[name=code]'), '', 'nothing was read');
        await look(v, 'scan-waits');
      }, { base: house });
      await as('vanthu', async (v) => {
        await v.page.goto(paper);
        await look(v, 'scan-waits-phone-en');
      }, { base: house, size: 'phone', lang: 'en' });
      await as('quantri', async (v) => {
        await v.page.goto('/operation');
        await says(v, 'Chưa cài', 'Bản quét đang chờ nhận dạng');
        await look(v, 'scan-operation');
      }, { base: house });
      await office.stop();
      office = await open({});
      await as('vanthu', async (v) => {
        for (let tries = 0; tries < 45; tries += 1) {
          await v.page.goto(paper);
          if (await v.page.inputValue('[name=code]')) break;
          await v.page.waitForTimeout(2000);
        }
        same(await v.page.inputValue('[name=code]'), '25-CV/VPTU', 'it was read by itself');
        await look(v, 'scan-read');
      }, { base: house });
    } finally {
      await office.stop();
      rmSync(data, { recursive: true, force: true });
    }
  });
  return list;
}
