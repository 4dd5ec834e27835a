// The door: what the paper is comes first; then each sort with its own way; every page looked at.
import { join } from 'node:path';
import { SHOTS, axe, visit } from './lib/browser.mjs';
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

const text = (name, body) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(body) });

// A photograph as a telephone makes it: a page drawn and taken as JPEG, too blurred for anything to be read on it.
async function photo(browser, name, words) {
  const page = await browser.newPage({ viewport: { width: 700, height: 990 } });
  await page.setContent(`<body style="font:22px serif;padding:60px;filter:blur(7px)"><h2>${words}</h2><p>Ảnh chụp một trang giấy, dữ liệu giả định.</p>`);
  const buffer = await page.screenshot({ type: 'jpeg' });
  await page.close();
  return { name, mimeType: 'image/jpeg', buffer };
}

const look = (v, name) => v.page.screenshot({ path: join(SHOTS, `door-${name}.png`), fullPage: true });
const main = (v) => v.page.locator('main').innerText();

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

  story('door: several files without a script, each with its own result', 'vanthu', async (v) => {
    await v.page.goto('/incoming/door/papers');
    await v.page.setInputFiles(CHOSEN, [text('mot.txt', 'Văn bản một, dữ liệu giả định'), text('rong.txt', ' '), text('hai.txt', 'Văn bản hai, dữ liệu giả định')]);
    await v.page.click(SEND);
    await v.page.waitForSelector('text=Kết quả từng văn bản');
    const said = await main(v);
    for (const word of ['mot.txt', 'rong.txt', 'hai.txt', 'Tệp rỗng']) same(said.includes(word), true, word);
    await look(v, 'results');
  }, bare);
  story('door: photographs become one paper after the clerk declared that it bears no mark', 'vanthu', async (v) => {
    await v.page.goto('/incoming/door/papers');
    await v.page.check('[name=together][value=one]');
    await v.page.setInputFiles(CHOSEN, [await photo(browser, 'trang-1.jpg', 'Trang một'), await photo(browser, 'trang-2.jpg', 'Trang hai')]);
    await v.page.click(SEND);
    await v.page.waitForURL(/\/incoming\/stops\/[0-9a-f-]{36}$/);
    await look(v, 'question');
    await v.page.click('form[action$="/unmarked"] button');
    await v.page.waitForURL(/\/incoming\/[0-9a-f-]{36}$/);
    same(await v.page.locator('figure.sheet').count(), 2, 'pages shown');
    await look(v, 'annexes');
    const lines = await v.page.locator('.file-lines li').allInnerTexts();
    same(lines[0].includes('anh-chup-2-trang.pdf'), true, 'the pages in one file');
    same(lines.slice(1).map((line) => /trang-[12]\.jpg/.exec(line)?.[0]).join(), 'trang-1.jpg,trang-2.jpg', 'the originals');
  }, bare);
  story('door: a scan that bears a mark is removed from memory; its slip keeps a number', 'vanthu', async (v) => {
    v.expect(422);
    await v.page.goto('/incoming/door/papers');
    await v.page.setInputFiles(CHOSEN, await photo(browser, 'khong-luu.jpg', 'Không lưu'));
    await v.page.click(SEND);
    await v.page.waitForURL(/\/incoming\/stops\/[0-9a-f-]{36}$/);
    await v.page.check('form[action$="/classified"] [name=mark][value=mat]');
    await v.page.click('form[action$="/classified"] button');
    await v.page.waitForSelector('form[action$="/number"]');
    same((await main(v)).includes('khong-luu'), false, 'no name is kept');
    await look(v, 'slip');
    await v.page.click('form[action$="/number"] button');
    await v.page.waitForSelector('text=Số đến đã giữ');
  }, bare);
  story('door: petitions are counted, an envelope is registered from its cover', 'vanthu', async (v) => {
    v.expect(422);
    await v.page.goto('/incoming/door/petitions');
    await v.page.fill('[name=pieces]', '0');
    await v.page.selectOption('[name=post]', { index: 1 });
    await v.page.click('form[action="/incoming/door/petitions"] button[type=submit]');
    await v.page.waitForSelector('.fault');
    await look(v, 'petitions-fault');
    await v.page.fill('[name=pieces]', '2');
    await Promise.all([v.page.waitForURL('**/incoming/ledger'), v.page.click('form[action="/incoming/door/petitions"] button[type=submit]')]);
    await v.page.goto('/incoming/door/envelopes');
    await v.page.fill('[name=issuer]', 'Ban Tổ chức Trung ương');
    await v.page.selectOption('[name=post]', { index: 1 });
    await v.page.click('form[action="/incoming/door/envelopes"] button[type=submit]');
    await v.page.waitForURL(/\/papers\/[0-9a-f-]{36}$/);
    await v.page.goto('/incoming/ledger');
    same((await main(v)).includes('Đơn thư'), true, 'handed over');
    same((await main(v)).includes('KHÔNG KHỚP'), false, 'it comes out even');
    await look(v, 'ledger');
  }, bare);
  story('door: with a script, files of one paper are put in order before they go', 'vanthu', async (v) => {
    await v.page.goto('/incoming/door/papers');
    await v.page.waitForSelector('html.scripted', { state: 'attached' });
    await v.page.check('[name=together][value=one]');
    await v.page.setInputFiles(CHOSEN, [text('phu-luc.txt', 'Phụ lục, dữ liệu giả định'), text('chinh.txt', 'Văn bản chính, dữ liệu giả định')]);
    await v.page.waitForSelector('.results li >> nth=1');
    await look(v, 'order');
    none(await axe(v.page));
    await v.page.click('.results li >> nth=1 >> button.up');
    await v.page.click(SEND);
    await v.page.waitForURL(/\/incoming\/[0-9a-f-]{36}$/);
    same((await v.page.locator('.file-lines li').first().innerText()).includes('chinh.txt'), true, 'the main one');
  });
  for (const [size, lang, dark] of [['desktop', 'vi', false], ['phone', 'vi', false], ['desktop', 'en', true], ['phone', 'en', false]]) {
    story(`door: pages at ${size} in ${lang}${dark ? ', dark' : ''}`, 'vanthu', async (v) => {
      for (const [name, path] of [['choose', '/incoming/door'], ['papers', '/incoming/door/papers'], ['envelopes', '/incoming/door/envelopes'],
        ['petitions', '/incoming/door/petitions'], ['classified', '/incoming/door/classified'], ['ledger-page', '/incoming/ledger'], ['list', '/incoming']]) {
        await v.page.goto(path);
        await v.page.screenshot({ path: join(SHOTS, `door-${name}-${size}-${lang}${dark ? '-dark' : ''}.png`) });
        none((await axe(v.page)).map((fault) => `${path}: ${fault}`));
        const wide = await v.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (wide > 0) none([`${path} is ${wide} px wider than the window`]);
      }
    }, { size, lang, dark });
    story(`door: the watched folder's page at ${size} in ${lang}${dark ? ', dark' : ''}`, 'quantri', async (v) => {
      await v.page.goto('/incoming/folder');
      await v.page.screenshot({ path: join(SHOTS, `door-folder-${size}-${lang}${dark ? '-dark' : ''}.png`) });
      none(await axe(v.page));
    }, { size, lang, dark });
    story(`door: the page of recognition at ${size} in ${lang}${dark ? ', dark' : ''}`, 'quantri', async (v) => {
      v.expect(422);
      await v.page.goto('/incoming/recognition');
      await v.page.check('[name=engine][value=networks]');
      await v.page.fill('[name=folder]', '/nowhere');
      await v.page.click('main form button[type=submit]');
      await v.page.waitForSelector('main .field.wrong');
      await v.page.screenshot({ path: join(SHOTS, `door-recognition-${size}-${lang}${dark ? '-dark' : ''}.png`) });
      none(await axe(v.page));
      const wide = await v.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) none([`the page is ${wide} px wider than the window`]);
    }, { size, lang, dark });
  }
  return list;
}
