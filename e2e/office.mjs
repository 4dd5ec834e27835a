// The clerk's way with one paper, from the door to the book, in the running program; every page looked at.
import { join } from 'node:path';
import { SHOTS, axe, visit } from './lib/browser.mjs';
import { none, same } from './lib/stories.mjs';

const PASSWORD = 'hai-son-2026';

// A Party report as a PDF with real text: made by the browser, fictional throughout.
export const LETTER = `<!doctype html><html lang="vi"><meta charset="utf-8"><style>
  @page { size: A4; margin: 20mm 15mm 20mm 30mm } body { font: 14pt/1.35 "Times New Roman", serif }
  .head { display: grid; grid-template-columns: 1fr 1.1fr; text-align: center } .c { text-align: center }
  p { text-indent: 10mm; text-align: justify; margin: 6pt 0 } .end { display: grid; grid-template-columns: 1fr 1fr; margin-top: 12pt }
</style><div class="head"><div>ĐẢNG BỘ TỈNH HẢI SƠN<br><b>ĐẢNG UỶ XÃ TÂN AN</b><br>*<br>Số 118-BC/ĐU</div>
<div><b>ĐẢNG CỘNG SẢN VIỆT NAM</b><br><br><i>Tân An, ngày 23 tháng 11 năm 2026</i></div></div>
<div class="c"><br><b>BÁO CÁO</b><br><b>tình hình sạt lở tại hai thôn sau đợt mưa lớn</b><br>-----</div>
<p>Từ đêm ngày 20 đến sáng ngày 22 tháng 11 năm 2026, trên địa bàn xã có mưa rất to. Đảng uỷ xã báo cáo tình hình thiệt hại và công tác khắc phục như sau:</p>
<p><b>1- Kiến nghị.</b> Đề nghị Ban Thường vụ Tỉnh uỷ cho khảo sát địa chất trước ngày 25/11/2026.</p>
<div class="end"><div><u>Nơi nhận:</u><br>- Ban Thường vụ Tỉnh uỷ,<br>- Lưu Văn phòng Đảng uỷ.</div>
<div class="c"><b>T/M ĐẢNG UỶ</b><br>BÍ THƯ<br><br><br><b>Lương Thị Đồng Xanh</b></div></div></html>`;

export async function letter(browser, text = LETTER) {
  const page = await browser.newPage();
  await page.setContent(text);
  const buffer = await page.pdf({ preferCSSPageSize: true });
  await page.close();
  return { name: 'bao-cao-sat-lo.pdf', mimeType: 'application/pdf', buffer };
}

export async function enter(v, name) {
  await v.page.goto('/sign-in');
  await v.page.fill('[name=name]', name);
  await v.page.fill('[name=password]', PASSWORD);
  await Promise.all([v.page.waitForURL((url) => url.pathname === '/'), v.page.click('form[action="/sign-in"] button[type=submit]')]);
}

// From the door into the book, without a script; of another kind where `as` names its title and sign.
export async function register(v, browser, number, as = { title: 'BÁO CÁO', sign: 'BC' }) {
  await v.page.goto('/incoming/door/papers');
  await v.page.setInputFiles('input[type=file][name=file]:not([capture])', await letter(browser, LETTER.replace('118-BC', `${number}-${as.sign}`).replace('BÁO CÁO', as.title)));
  await Promise.all([v.page.waitForURL(/\/incoming\/[0-9a-f-]{36}$/), v.page.click('form[action="/incoming/door/papers"] button[type=submit]')]);
  await Promise.all([v.page.waitForURL(/\/incoming(\/[0-9a-f-]{36})?\?done=/), v.page.click('form.accept button[type=submit], form[data-controller~=accept] button[type=submit]')]);
}

// Axe needs scripts; the pages are held against it in the stories at each size.
const look = (v, name) => v.page.screenshot({ path: join(SHOTS, `office-${name}.png`) });

export function stories(browser, base) {
  const list = [];
  const story = (name, who, tell, options = {}) => list.push([name, async () => {
    const v = await visit(browser, { base, ...options });
    try {
      if (who) await enter(v, who);
      await tell(v);
      none(v.faults);
    } finally {
      await v.close();
    }
  }]);
  story('office: the clerk takes a paper in without a script and registers it', 'vanthu', async (v) => {
    await v.page.goto('/incoming');
    await look(v, 'intake-empty');
    await v.page.goto('/incoming/door');
    await look(v, 'door');
    await v.page.click('a[href="/incoming/door/papers"]');
    await v.page.setInputFiles('input[type=file][name=file]:not([capture])', await letter(browser));
    await Promise.all([v.page.waitForURL(/\/incoming\/[0-9a-f-]{36}$/), v.page.click('form[action="/incoming/door/papers"] button[type=submit]')]);
    same(await v.page.inputValue('[name=code]'), '118-BC/ĐU', 'code');
    same(await v.page.inputValue('[name=issued_on]'), '23/11/2026', 'date');
    same(await v.page.inputValue('[name=kind]'), 'Báo cáo', 'kind');
    same(await v.page.inputValue('[name=asked_by]'), '25/11/2026', 'date asked for');
    await look(v, 'accept');
    await Promise.all([v.page.waitForURL(/\/incoming(\/[0-9a-f-]{36})?\?done=/), v.page.click('form.accept button[type=submit], form[data-controller~=accept] button[type=submit]')]);
    await v.page.goto('/papers');
    same(await v.page.locator('tbody a').first().innerText(), '1', 'arrival number');
    await look(v, 'book');
    await v.page.locator('tbody a').first().click();
    await v.page.waitForURL(/\/papers\/[0-9a-f-]{36}$/);
    await look(v, 'paper');
  }, { javaScriptEnabled: false });
  story('office: the same file again is received, and the clerk is told', 'vanthu', async (v) => {
    await v.page.goto('/incoming/door/papers');
    await v.page.setInputFiles('input[type=file][name=file]:not([capture])', await letter(browser));
    await Promise.all([v.page.waitForURL(/\/incoming\/[0-9a-f-]{36}$/), v.page.click('form[action="/incoming/door/papers"] button[type=submit]')]);
    same((await v.page.locator('#facts, .facts').first().innerText()).includes('số đến 1'), true, 'the warning names the number');
  }, { javaScriptEnabled: false });
  story('office: Today says what to do first, and two keys go there', 'vanthu', async (v) => {
    const first = v.page.locator('.top .actions .btn.do');
    same(/^Vào sổ \d+ văn bản/.test(await first.innerText()), true, 'the clerk registers first');
    same(await v.page.locator('main .card h2').first().innerText(), 'Chờ vào sổ', 'its rows stand first');
    await v.page.locator('body').press('g');
    await Promise.all([v.page.waitForURL(/\/incoming/), v.page.keyboard.press('g')]);
    none(await axe(v.page));
  });
  story('office: a paper with a mark of secrecy is stopped and only a slip is kept', 'vanthu', async (v) => {
    const account = async () => { await v.page.goto('/incoming'); return v.page.locator('.below-list').innerText(); };
    const before = await account();
    await v.page.goto('/incoming/door/papers');
    const marked = LETTER.replace('Số 118-BC/ĐU', 'Số 119-BC/ĐU<br><b style="border:1px solid">TỐI MẬT</b>');
    await v.page.setInputFiles('input[type=file][name=file]:not([capture])', await letter(browser, marked));
    await v.page.click('form[action="/incoming/door/papers"] button[type=submit]');
    await v.page.waitForURL(/\/incoming\/stops\/[0-9a-f-]{36}$/);
    await look(v, 'secret');
    same((await v.page.locator('main').innerText()).includes('Tối mật'), true, 'the slip names the mark');
    same((await v.page.locator('main').innerText()).includes('sạt lở'), false, 'and nothing of the content');
    same((await account()) === before, false, 'it is counted');
    same((await account()).includes('bàn giao 1'), true, 'as dealt with outside');
  }, { javaScriptEnabled: false });
  story('office: one key registers a well-read letter, its number is told and the next one follows; a colleague sees who is at it', 'vanthu', async (v) => {
    const bring = async (number) => {
      await v.page.goto('/incoming/door/papers');
      await v.page.setInputFiles('input[type=file][name=file]:not([capture])', await letter(browser, LETTER.replace('118-BC', `${number}-BC`)));
      // With a script each file goes by itself, and its line leads to it.
      await v.page.waitForSelector('.results li a');
      return v.page.getAttribute('.results li a', 'href');
    };
    const first = await bring(601);
    const second = await bring(602);
    // The page says after a moment that it is being looked at.
    const looked = v.page.waitForResponse((answer) => answer.url().endsWith('/looks'));
    await v.page.goto(first);
    same((await looked).status(), 204, 'the look is noted');
    const other = await visit(browser, { base });
    try {
      await enter(other, 'vanthu2');
      await other.page.goto(first);
      same((await other.page.locator('#facts').innerText()).includes('đang mở văn bản này từ'), true, 'the colleague is told');
      await look(other, 'accept-taken');
      none(await axe(other.page));
      await other.page.goto('/incoming');
      same(new URL(other.page.url()).pathname, '/incoming', 'the list');
      same((await other.page.locator('.work.selected').innerText()).includes('601-BC'), false, 'and is shown another one first');
      none(other.faults);
    } finally {
      await other.close();
    }
    const begun = Date.now();
    await Promise.all([v.page.waitForURL(/\?done=/), v.page.keyboard.press('Enter')]);
    await v.page.waitForSelector('text=Đã vào sổ: số đến');
    same(Date.now() - begun < 5000, true, 'within five seconds, on a slow machine too');
    same((await v.page.locator('.notice.done').innerText()).includes('601-BC/ĐU'), true, 'which one');
    same(new URL(v.page.url()).pathname, second, 'the next one follows');
    await look(v, 'accept-next');
    none(await axe(v.page));
    await Promise.all([v.page.waitForURL(/\?done=/), v.page.keyboard.press('Enter')]);
  });
  story('office: a leader reads the book and is politely kept from the door', 'bithu', async (v) => {
    v.expect(403);
    await v.page.goto('/papers');
    same(await v.page.locator('tbody a').first().innerText(), '3', 'the last arrival number on top');
    const answer = await v.page.goto('/incoming');
    same(answer.status(), 403, 'status');
    await look(v, 'forbidden');
  });
  for (const [size, lang, dark] of [['desktop', 'vi', false], ['phone', 'vi', false], ['desktop', 'en', true], ['phone', 'en', false]]) {
    story(`office: pages at ${size} in ${lang}${dark ? ', dark' : ''}`, 'vanthu', async (v) => {
      for (const [name, path] of [['today', '/'], ['intake', '/incoming'], ['door-page', '/incoming/door'], ['register', '/papers'],
        ['sessions', '/sessions'], ['journal', '/journal'], ['password', '/password'], ['notices', '/notices']]) {
        await v.page.goto(path);
        await v.page.screenshot({ path: join(SHOTS, `office-${name}-${size}-${lang}${dark ? '-dark' : ''}.png`) });
        none(await axe(v.page));
      }
    }, { size, lang, dark });
    story(`office: the administrator's page at ${size} in ${lang}${dark ? ', dark' : ''}`, 'quantri', async (v) => {
      await v.page.goto('/people');
      await v.page.screenshot({ path: join(SHOTS, `office-people-${size}-${lang}${dark ? '-dark' : ''}.png`) });
      none(await axe(v.page));
    }, { size, lang, dark });
  }
  return list;
}
