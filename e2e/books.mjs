// Keeping the book: a line corrected, a number reserved and filled, a later copy, an original handed over.
import { join } from 'node:path';
import { SHOTS, axe, visit } from './lib/browser.mjs';
import { enter, register } from './office.mjs';
import { none, same } from './lib/stories.mjs';

// The day in the office, as it is written there.
const today = () => new Date(Date.now() + 7 * 3600e3).toISOString().slice(0, 10).split('-').reverse().join('/');

const look = (v, name) => v.page.screenshot({ path: join(SHOTS, `books-${name}.png`), fullPage: true });

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
  const plain = { javaScriptEnabled: false };
  const text = (v) => v.page.locator('main').innerText();
  const open = async (v, form) => {
    const fold = v.page.locator('details', { has: v.page.locator(`form[action$="${form}"]`) }).first();
    const found = v.page.locator(`form[action$="${form}"]`);
    if (!(await found.isVisible())) await fold.locator('summary').first().click();
    return found;
  };
  const send = (v, form) => Promise.all([v.page.waitForNavigation(), form.locator('button[type=submit]').click()]);
  story('books: a line is corrected, the old value stays legible; the copy joins; the original goes on', 'vanthu', async (v) => {
    v.expect(422);
    await register(v, browser, 318);
    await v.page.goto('/papers');
    await Promise.all([v.page.waitForURL(/\/papers\/[0-9a-f-]{36}$/), v.page.locator('tbody a').first().click()]);
    let form = await open(v, '/corrections');
    await form.locator('[name=subject]').fill('tình hình lũ quét tại hai thôn');
    await form.locator('[name=why]').fill('  ');
    await send(v, form);
    same((await text(v)).includes('Chưa ghi lý do'), true, 'a reason is asked for');
    form = await open(v, '/corrections');
    same(await form.locator('[name=subject]').inputValue(), 'tình hình lũ quét tại hai thôn', 'what was typed stays');
    await form.locator('[name=why]').fill('Gõ nhầm khi vào sổ');
    await send(v, form);
    same(await v.page.locator('table s').first().innerText(), 'tình hình sạt lở tại hai thôn sau đợt mưa lớn', 'the old value');
    form = await open(v, '/copies');
    await form.locator('[name=arrived_on]').fill(today());
    await send(v, form);
    form = await open(v, '/originals');
    const here = v.page.url();
    // Without a script what was typed is looked up when it is sent; who does not exist is told so.
    await form.locator('[name=to]').fill('Không Có Ai');
    await form.locator('[name=moved_on]').fill(today());
    await send(v, form);
    same((await text(v)).includes('Không có ai như vậy đang giữ chức danh'), true, 'nobody of this name');
    form = await open(v, '/originals');
    await form.locator('[name=to]').fill('kieu kim thoa');
    await send(v, form);
    same(v.page.url() === here, false, 'the next paper of the list is there');
    await v.page.goto(here);
    const said = await text(v);
    for (const part of ['Bản giấy', 'Kiều Kim Thoa', 'Gõ nhầm khi vào sổ']) same(said.includes(part), true, part);
    await look(v, 'line');
    await v.page.goto('/papers/originals');
    same((await text(v)).includes('chưa xác nhận'), true, 'the original is out');
    await look(v, 'originals');
  }, plain);
  story('books: a number is reserved, stands in the book, and is filled', 'vanthu', async (v) => {
    await v.page.goto('/books');
    await v.page.fill('form[action="/books/reservations"] [name=why_reserved]', 'Văn bản hoả tốc sẽ đến bằng đường giao liên');
    await send(v, v.page.locator('form[action="/books/reservations"]'));
    same((await text(v)).includes('Số giữ chỗ: Văn bản hoả tốc'), true, 'the reserved line');
    await Promise.all([v.page.waitForURL(/\/papers\/[0-9a-f-]{36}/), v.page.locator('tbody a').first().click()]);
    const form = v.page.locator('form[action$="/filling"]');
    await form.locator('[name=issuer]').fill('Đảng uỷ xã Tấn An');
    await form.locator('[name=subject]').fill('đề nghị hỗ trợ khẩn cấp');
    await send(v, form);
    same((await text(v)).includes('đề nghị hỗ trợ khẩn cấp'), true, 'filled');
  }, plain);
  for (const [size, lang, dark] of [['desktop', 'vi', false], ['phone', 'vi', false], ['desktop', 'en', true], ['phone', 'en', false]]) {
    story(`books: pages at ${size} in ${lang}${dark ? ', dark' : ''}`, 'vanthu', async (v) => {
      for (const [name, path] of [['books', '/books'], ['out', '/papers/originals'], ['list', '/papers']]) {
        await v.page.goto(path);
        await look(v, `${name}-${size}-${lang}${dark ? '-dark' : ''}`);
        none(await axe(v.page));
      }
      await v.page.goto('/papers');
      await Promise.all([v.page.waitForURL(/\/papers\/[0-9a-f-]{36}$/), v.page.locator('tbody a').nth(1).click()]);
      await look(v, `paper-${size}-${lang}${dark ? '-dark' : ''}`);
      none(await axe(v.page));
    }, { size, lang, dark });
  }
  return list;
}
