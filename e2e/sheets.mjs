// Stacks put through a scanner at once, cover slips, and handwriting that is typed: from the printed sheet to the record.
import { join } from 'node:path';
import { SHOTS, axe, visit } from './lib/browser.mjs';
import { letter, scanned, stack } from './lib/scans.mjs';
import { none, same } from './lib/stories.mjs';

const PASSWORD = 'hai-son-2026';
const CHOSEN = 'input[type=file][name=file]:not([capture])';
const SEND = 'form[action="/incoming/door/papers"] button[type=submit]';

async function enter(v, name) {
  await v.page.goto('/sign-in');
  await v.page.fill('[name=name]', name);
  await v.page.fill('[name=password]', PASSWORD);
  await Promise.all([v.page.waitForURL((url) => url.pathname === '/'), v.page.click('form[action="/sign-in"] button[type=submit]')]);
}

const main = (v) => v.page.locator('main').innerText();
const look = (v, name) => v.page.screenshot({ path: join(SHOTS, `sheets-${name}.png`), fullPage: true });
const printed = async (v, path) => {
  const answer = await v.page.request.get(path);
  same(answer.headers()['content-type'], 'application/pdf', path);
  return answer.body();
};

async function give(v, name, pages) {
  await v.page.goto('/incoming/door/papers');
  await v.page.setInputFiles(CHOSEN, { name, mimeType: 'application/pdf', buffer: stack(pages) });
  await v.page.click(SEND, { timeout: 120_000 });
}

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
  const bare = { javaScriptEnabled: false };
  let paper;
  story('sheets: a stack with printed separator sheets comes apart into papers that wait', 'vanthu', async (v) => {
    const [sheet] = scanned(await printed(v, '/incoming/door/separators.pdf?sheets=1'));
    const pages = [sheet, await letter(browser, '31-CV/VPTU', 'về việc chuẩn bị nội dung'), sheet, await letter(browser, '32-CV/VPTU', 'về việc báo cáo quý')];
    await give(v, 'tap-sang.pdf', pages);
    await v.page.waitForSelector('text=Kết quả từng văn bản', { timeout: 60_000 });
    const said = await main(v);
    for (const word of ['tap-sang-trang-2.pdf', 'tap-sang-trang-4.pdf']) same(said.includes(word), true, word);
    await look(v, 'results');
    await v.page.click('text=tap-sang-trang-4.pdf');
    await v.page.waitForURL(/\/incoming\/[0-9a-f-]{36}$/);
    same(await v.page.inputValue('[name=code]'), '32-CV/VPTU', 'its own letterhead');
    same((await main(v)).includes('Trang 4–4 của tập quét'), true, 'where it came out of');
    await look(v, 'part');
  }, bare);
  story('sheets: a stack without sheets is parted by hand', 'vanthu', async (v) => {
    v.expect(422);
    await give(v, 'tap-chieu.pdf', [await letter(browser, '41-CV/VPTU', 'về việc trực Tết'), await letter(browser, '42-CV/VPTU', 'về việc trực lễ')]);
    await v.page.waitForURL(/\/incoming\/[0-9a-f-]{36}$/, { timeout: 60_000 });
    await v.page.click('summary:has-text("Tách tập quét")');
    await v.page.fill('form[action$="/splitting"] [name=page]', '2');
    await look(v, 'split');
    await Promise.all([v.page.waitForNavigation({ timeout: 60_000 }), v.page.click('form[action$="/splitting"] button')]);
    same((await main(v)).includes('Trang 1–1 của tập quét'), true, 'the first half');
    same((await main(v)).includes('42-CV/VPTU'), true, 'the second waits beside it');
  }, bare);
  story('sheets: a signed paper comes back to its number under its cover slip', 'vanthu', async (v) => {
    await v.page.goto('/incoming');
    await v.page.locator('.work a', { hasText: '31-CV/VPTU' }).or(v.page.locator('a', { hasText: '31-CV/VPTU' })).first().click();
    await v.page.waitForURL(/\/incoming\/[0-9a-f-]{36}$/);
    const here = v.page.url();
    await v.page.fill('[name=issuer]', 'Văn phòng Tỉnh uỷ Hải Sơn');
    await v.page.fill('[name=subject]', 'về việc chuẩn bị nội dung');
    await Promise.all([v.page.waitForURL((url) => url.searchParams.has('done')), v.page.click(`form[action="${new URL(here).pathname}"] button.do`)]);
    paper = new URL(v.page.url()).searchParams.get('done');
    await v.page.goto(`/papers/${paper}`);
    await look(v, 'paper');
    const [slip] = scanned(await printed(v, `/papers/${paper}/slip.pdf`));
    await give(v, 'ban-ky.pdf', [slip, await letter(browser, '31-CV/VPTU', 'về việc chuẩn bị nội dung', { pen: true })]);
    await v.page.waitForURL(/\/incoming\/[0-9a-f-]{36}$/, { timeout: 60_000 });
    same((await main(v)).includes('Quét kèm phiếu của số đến'), true, 'the slip is told');
    same(await v.page.locator('svg.crop').count() > 0, true, 'the pen in the margin is offered for typing');
    await look(v, 'slip');
    await Promise.all([v.page.waitForURL(`**/papers/${paper}`), v.page.locator('form[action$="/annexing"] button').first().click()]);
    same((await main(v)).includes('ban-ky-trang-2.pdf'), true, 'the signed one is in the record');
  }, bare);
  story('sheets: handwriting is typed on the paper and found again', 'vanthu', async (v) => {
    await v.page.goto(`/papers/${paper}`);
    await v.page.click('summary:has-text("chỗ viết tay")');
    none(await axe(v.page));
    await look(v, 'typing');
    await v.page.fill('[name=written-0]', 'Giao Phòng Tổng hợp rà soát, mật khẩu xanh biếc');
    await Promise.all([v.page.waitForNavigation(), v.page.click('form[action$="/writings"] button')]);
    same((await main(v)).includes('mật khẩu xanh biếc'), true, 'it stands beside the picture');
    await look(v, 'typed');
    for (let tries = 0; ; tries += 1) {
      await v.page.goto('/search?q=%22xanh+bi%E1%BA%BFc%22');
      if ((await main(v)).includes('31-CV/VPTU')) break;
      if (tries > 20) throw new Error('what was typed is not found');
      await v.page.waitForTimeout(500);
    }
  });
  for (const [size, lang, dark] of [['desktop', 'vi', false], ['phone', 'vi', false], ['desktop', 'en', true], ['phone', 'en', false]]) {
    story(`sheets: pages at ${size} in ${lang}${dark ? ', dark' : ''}`, 'vanthu', async (v) => {
      for (const [name, path] of [['separators', '/incoming/door/separators'], ['record', `/papers/${paper}`]]) {
        await v.page.goto(path);
        await look(v, `${name}-${size}-${lang}${dark ? '-dark' : ''}`);
        none((await axe(v.page)).map((fault) => `${path}: ${fault}`));
        const wide = await v.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (wide > 0) none([`${path} is ${wide} px wider than the window`]);
      }
    }, { size, lang, dark });
  }
  return list;
}
