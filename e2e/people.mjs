// The organisation and its people: acting for somebody, tables taken in, slips handed over, every page looked at.
import { join } from 'node:path';
import { SHOTS, axe, visit } from './lib/browser.mjs';
import { enter } from './office.mjs';
import { none, same } from './lib/stories.mjs';

const day = (ahead) => {
  const date = new Date(Date.now() + 7 * 3_600_000 + ahead * 86_400_000).toISOString().slice(0, 10).split('-');
  return date.reverse().join('/');
};

// Half of it wrong, on purpose: what is right is taken, what is wrong says how to mend it.
const TABLE = `\ufeffĐơn vị;Loại đơn vị;Đơn vị cấp trên;Chức danh;Vai trò;Họ và tên;Từ ngày
Ban Nội chính Tỉnh uỷ;Ban tham mưu, giúp việc;Tỉnh uỷ Hải Ngạn;Trưởng ban;Trưởng phòng;Quách Văn Ngay Thẳng;
Ban Nội chính Tỉnh uỷ;;;Chuyên viên;Chuyên viên;La Thị Tận Tuỵ;
Ban Chưa Rõ;;;Trưởng ban;Trưởng phòng;Chu Văn Thiếu Cột;
Ban Nội chính Tỉnh uỷ;;;Chuyên viên;Người giỏi;Tạ Thị Vai Trò;
`;

const look = (v, name) => v.page.screenshot({ path: join(SHOTS, `people-${name}.png`), fullPage: true });
const send = (v, action) => v.page.click(`form[method=post][action="${action}"] button[type=submit]`);

export function stories(browser, base) {
  const list = [];
  const story = (name, who, tell, options = {}) => list.push([name, async () => {
    const v = await visit(browser, { base, ...options });
    try {
      await enter(v, who);
      await tell(v);
      none(v.faults);
    } finally {
      await v.close();
    }
  }]);

  story('people: a leader delegates with dates, without a script', 'phobithu', async (v) => {
    v.expect(422);
    await v.page.goto('/delegations');
    const form = v.page.locator('form[action="/delegations"]');
    const chief = await form.locator('[name=to_post] option', { hasText: /^Chánh Văn phòng ·/ }).first().getAttribute('value');
    await form.locator('[name=to_post]').selectOption(chief);
    await form.locator('[name=reason]').fill('Đi công tác');
    await form.locator('[name=from]').fill(day(0));
    await form.locator('[name=to]').fill(day(-1));
    await send(v, '/delegations');
    await v.page.waitForSelector('text=Ngày kết thúc trước ngày bắt đầu');
    await look(v, 'delegation-refused');
    await v.page.locator('form[action="/delegations"] [name=to]').fill(day(2));
    await send(v, '/delegations');
    await v.page.waitForSelector('text=đang hiệu lực');
    await look(v, 'delegation-given');
  }, { javaScriptEnabled: false });

  for (const size of ['desktop', 'phone']) {
    story(`people: the delegate acts for the leader and back at ${size}`, 'chanhvp', async (v) => {
      await v.page.goto('/');
      await look(v, `acting-offered-${size}`);
      await Promise.all([v.page.waitForSelector('.acting'), v.page.locator('main form[action="/acting"] button').first().click()]);
      same((await v.page.locator('.acting').innerText()).includes(`đến ${day(2)}`), true, 'the banner says until when');
      none(await axe(v.page));
      await v.page.screenshot({ path: join(SHOTS, `people-acting-${size}.png`) });
      await v.page.goto('/sessions');
      same(await v.page.locator('.acting').count(), 1, 'the banner on every page');
      await v.page.locator('button.person').click();
      await v.page.screenshot({ path: join(SHOTS, `people-menu-${size}.png`) });
      none(await axe(v.page));
      await v.page.locator('#me form[action="/acting"] button').first().click();
      await v.page.waitForURL((url) => url.pathname === '/');
      same(await v.page.locator('.acting').count(), 0, 'back at the own post');
    }, { size });
  }

  story('people: half of a table is wrong and the other half is taken; accounts on slips', 'quantri', async (v) => {
    await v.page.goto('/people/import');
    await v.page.setInputFiles('[name=file]', { name: 'danh-sach.csv', mimeType: 'text/csv', buffer: Buffer.from(TABLE) });
    await send(v, '/people/import');
    await v.page.waitForURL(/\/people\/import\/[0-9a-f-]{36}$/);
    await look(v, 'import-report');
    none(await axe(v.page));
    same(await v.page.locator('p.wrong').count(), 2, 'lines to mend');
    await v.page.locator('main form[action^="/people/import/"] button[type=submit]').click();
    await v.page.waitForSelector('text=Đã nhập 2 dòng');
    await look(v, 'import-taken');
    await v.page.goto('/people/accounts');
    await look(v, 'accounts');
    none(await axe(v.page));
    await send(v, '/people/accounts');
    await v.page.waitForSelector('.slip');
    same(await v.page.locator('.slip').count(), 2, 'slips');
    await v.page.emulateMedia({ media: 'print' });
    await look(v, 'slips-print');
    await v.page.emulateMedia({ media: 'screen' });
    await look(v, 'slips');
    none(await axe(v.page));
  });

  story('people: a field and who answers for it', 'quantri', async (v) => {
    await v.page.goto('/people/fields');
    await v.page.fill('form[action="/people/fields"] [name=name]', 'Nông nghiệp và môi trường');
    await send(v, '/people/fields');
    await v.page.waitForSelector('h2:has-text("Nông nghiệp và môi trường")');
    await v.page.goto('/people');
    await v.page.locator('a', { hasText: 'Phó Bí thư Thường trực' }).first().click();
    await v.page.waitForURL(/\/people\/posts\//);
    await v.page.locator('form[action$="/fields"] label', { hasText: 'Nông nghiệp và môi trường' }).locator('input').check();
    await Promise.all([v.page.waitForResponse((answer) => answer.status() === 303),
      v.page.locator('form[action$="/fields"] button[type=submit]').click()]);
    await v.page.goto('/people/fields');
    // Other stories gave this post fields too: what counts is the card of this one.
    const card = v.page.locator('main .card', { has: v.page.locator('h2', { hasText: 'Nông nghiệp và môi trường' }) });
    same(await card.locator('a', { hasText: 'Phó Bí thư Thường trực' }).count(), 1, 'the post that answers');
  });

  for (const [size, lang, dark] of [['desktop', 'vi', false], ['phone', 'vi', false], ['desktop', 'en', true], ['phone', 'en', false]]) {
    story(`people: the administrator's pages at ${size} in ${lang}${dark ? ', dark' : ''}`, 'quantri', async (v) => {
      const shot = async (name) => {
        await v.page.evaluate(() => document.fonts.ready);
        await v.page.screenshot({ path: join(SHOTS, `people-${name}-${size}-${lang}${dark ? '-dark' : ''}.png`) });
        none((await axe(v.page)).map((fault) => `${name}: ${fault}`));
      };
      await v.page.goto('/people');
      const post = await v.page.locator('.tree td a').first().getAttribute('href');
      const unit = await v.page.locator('.tree .node > a').nth(2).getAttribute('href');
      for (const [name, path] of [['tree', '/people'], ['another-day', '/people?on=2020-01-01'], ['post', post], ['handover', `${post}/handover`],
        ['unit', unit], ['fields', '/people/fields'], ['import', '/people/import'], ['accounts-page', '/people/accounts'], ['delegations', '/delegations']]) {
        await v.page.goto(path);
        await shot(name);
      }
    }, { size, lang, dark });
  }
  return list;
}
