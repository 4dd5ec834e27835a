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

  story('a table of tasks is tried, a name is told, the rows are taken, and come again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'caunoi-table-'));
    try {
      const file = join(folder, 'nhiem-vu.csv');
      const rows = (progress) => [
        'Số hội nghị;Số thông báo;Ngày ban hành;Người theo dõi;Lĩnh vực;Cơ quan trình;Nội dung;Loại thời hạn;Thời hạn;Tiến độ;Kết quả, minh chứng;Văn bản thực hiện;Mã;Cập nhật cuối',
        `HN 12;45-TB/TU;05/06/2026;;;Ban Tổ chức Tỉnh uỷ;Rà soát biên chế các cơ quan;Có thời hạn;${said(30)};${progress};;;B-01;`,
        ';;;;;BTC Tỉnh;Sắp xếp cán bộ luân chuyển;Thường xuyên;;Đang thực hiện;;;B-02;',
        ';46-TB/TU;31/02/2026;;;Ban Tổ chức Tỉnh uỷ;Ngày ban hành sai;;;;;;B-03;',
      ].join('\r\n');
      writeFileSync(file, `\ufeff${rows('Đang thực hiện')}\r\n`);
      await as('chanhvp', async (v) => {
        await v.page.goto('/tasks/import');
        await look(v, 'import');
        await v.page.setInputFiles('[name=file]', file);
        await Promise.all([v.page.waitForURL(/\/tasks\/import\/[0-9a-f-]{36}$/), v.page.click('form[action="/tasks/import"] button[type=submit]')]);
        await says(v, 'Không có đơn vị nào tên “BTC Tỉnh”', '“31/02/2026” không phải là ngày', 'Nhiệm vụ mới');
        await look(v, 'import-preview');
        await choose(v.page.locator('[name=unit-0]'), 'Ban Tổ chức');
        await v.page.click('form[action$="/units"] button[type=submit]');
        await v.page.waitForFunction(() => document.querySelector('main').innerText.includes('Nhập 2 dòng'));
        await v.page.click('form[action^="/tasks/import/"]:not([action$="/units"]) button[type=submit]');
        await v.page.waitForURL(/taken=2/);
        await says(v, 'Đã nhập 2 dòng.', 'Không đổi', 'Cần sửa');
        const address = await v.page.locator('a[href$="/report.xlsx"]').evaluate((one) => one.href);
        const report = await v.page.request.get(address);
        same(report.headers()['content-disposition'].includes("filename*=UTF-8''K%E1%BA%BFt%20qu%E1%BA%A3"), true, 'the report under its name');
        same((await report.body()).subarray(0, 2).toString(), 'PK', 'the report is a workbook');
        await v.page.goto('/tasks?q=B-01');
        await v.page.locator('main table a', { hasText: 'Rà soát biên chế' }).first().click();
        await v.page.waitForURL(/\/tasks\/[0-9a-f-]{36}$/);
        await says(v, 'Rà soát biên chế các cơ quan', 'Dòng trong bảng đã nhập');
        // The table comes again: the task is finished, and never judged.
        writeFileSync(file, `\ufeff${rows('Đã hoàn thành')}\r\n`);
        await v.page.goto('/tasks/import');
        await v.page.setInputFiles('[name=file]', file);
        await Promise.all([v.page.waitForURL(/\/tasks\/import\/[0-9a-f-]{36}$/), v.page.click('form[action="/tasks/import"] button[type=submit]')]);
        await says(v, 'Cập nhật', 'không có minh chứng');
        await v.page.click('form[action^="/tasks/import/"]:not([action$="/units"]) button[type=submit]');
        await v.page.waitForURL(/taken=1/);
        await v.page.goto('/tasks?view=closed');
        await says(v, 'B-01');
      });
      await as('chanhvp', async (v) => {
        v.expect(422);
        await v.page.goto('/tasks/import');
        const wrong = join(folder, 'khac.csv');
        writeFileSync(wrong, 'Họ tên;Đơn vị;Ghi chú\nA;B;C\n');
        await v.page.setInputFiles('[name=file]', wrong);
        await v.page.click('form[action="/tasks/import"] button[type=submit]');
        await v.page.waitForSelector('.field.wrong');
        await says(v, 'Không thấy dòng tiêu đề');
        await look(v, 'import-wrong-phone');
      }, { size: 'phone' });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  story('several tasks at once: tried, done, undone', async () => {
    await as('chanhvp', async (v) => {
      await v.page.goto('/tasks/bulk');
      await look(v, 'bulk');
      await v.page.selectOption('[name=what]', 'extend');
      await v.page.fill('[name=due]', said(60));
      await v.page.fill('[name=text]', 'Chờ hướng dẫn của Trung ương');
      await v.page.click('form[action="/tasks/bulk/preview"] button[type=submit]');
      await v.page.waitForSelector('form[action="/tasks/bulk"]');
      await says(v, 'Chưa làm gì cả', 'Sẽ làm: Gia hạn');
      await look(v, 'bulk-preview');
      const rows = await v.page.locator('[name=task]').count();
      same(rows > 1, true, 'several rows');
      await v.page.click('form[action="/tasks/bulk"] button[type=submit]');
      await v.page.waitForSelector('form[action="/tasks/bulk/undo"]');
      await says(v, `Đã làm ${rows} nhiệm vụ`);
      await look(v, 'bulk-done');
      await v.page.click('form[action="/tasks/bulk/undo"] button[type=submit]');
      await v.page.waitForFunction(() => !document.querySelector('form[action="/tasks/bulk/undo"]'));
      await says(v, `Đã làm ${rows} nhiệm vụ`);
      await v.page.goto('/tasks?q=B-02');
      same((await main(v)).includes(said(60)), false, 'the deadline is as before');
    });
    await as('chanhvp', async (v) => {
      v.expect(422);
      await v.page.goto('/tasks/bulk');
      await v.page.selectOption('[name=what]', 'extend');
      await v.page.fill('[name=text]', 'Không ghi ngày');
      await v.page.click('form[action="/tasks/bulk/preview"] button[type=submit]');
      await v.page.waitForSelector('.field.wrong');
      same(await v.page.inputValue('[name=text]'), 'Không ghi ngày', 'what was typed stays');
      await look(v, 'bulk-phone-en');
    }, { size: 'phone', lang: 'en' });
  });

  story('the permanent board is asked one after the other, on phones', async () => {
    let question;
    await as('chanhvp', async (v) => {
      await v.page.goto('/board/new');
      await look(v, 'board-new');
      await v.page.fill('[name=title]', 'Chủ trương hỗ trợ khẩn cấp vùng sạt lở');
      await v.page.fill('[name=proposal]', 'Đồng ý hỗ trợ 5 tỷ đồng từ dự phòng ngân sách');
      await Promise.all([v.page.waitForURL(/\/board\/[0-9a-f-]{36}$/), v.page.keyboard.press('Control+Enter')]);
      question = v.page.url();
      await says(v, 'Đang chờ ý kiến');
      await look(v, 'board-asked');
    });
    await as('phobithu', async (v) => {
      await v.page.goto('/');
      await says(v, 'Chờ ý kiến của đồng chí');
      await v.page.goto(question);
      await look(v, 'board-phone');
      const other = v.page.locator('form[action$="/answers"]').nth(1);
      await other.locator('[name=words]').fill('Chỉ hỗ trợ 3 tỷ đồng, phần còn lại huy động');
      await other.locator('button[type=submit]').click();
      await v.page.waitForFunction(() => document.querySelector('main').innerText.includes('Chờ quyết định'));
    }, { size: 'phone' });
    await as('bithu', async (v) => {
      await v.page.goto(question);
      await says(v, 'Kết luận của đồng chí', 'Chỉ hỗ trợ 3 tỷ đồng');
      await look(v, 'board-decide-phone');
      await v.page.fill('[name=conclusion]', 'Hỗ trợ 4 tỷ đồng');
      await v.page.click('form[action$="/conclusions"] button[type=submit]');
      await v.page.waitForFunction(() => document.querySelector('main').innerText.includes('Đã kết luận'));
      await says(v, 'Hỗ trợ 4 tỷ đồng');
    }, { size: 'phone' });
    await as('chanhvp', async (v) => {
      await v.page.goto(question);
      await says(v, 'Assign a task by the conclusion');
      await v.page.goto('/board');
      await says(v, 'Chủ trương hỗ trợ khẩn cấp vùng sạt lở', 'Concluded');
      await look(v, 'board-list-en');
    }, { lang: 'en' });
  });

  story('a feed for the own calendar is made, read without signing in, and ended', async () => {
    await as('chanhvp', async (v) => {
      await v.page.goto('/feeds');
      await look(v, 'feeds');
      await v.page.click('form[action="/feeds"] button[type=submit]');
      await v.page.waitForSelector('pre.note');
      const address = (await v.page.locator('pre.note').innerText()).trim();
      await look(v, 'feeds-made');
      const read = await fetch(address);
      same(read.status, 200, 'read without signing in');
      const text = await read.text();
      same(text.startsWith('BEGIN:VCALENDAR') && text.trimEnd().endsWith('END:VCALENDAR'), true, text.slice(0, 80));
      await v.page.goto('/feeds');
      await v.page.click('form[action$="/ending"] button[type=submit]');
      await v.page.waitForFunction(() => document.querySelector('main').innerText.includes('Đã ngừng'));
      same((await fetch(address)).status, 404, 'ended');
    });
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
