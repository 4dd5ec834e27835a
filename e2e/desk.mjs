// The chief clerk's list and the leader's desk: what is sent goes on to the next paper of the same list, what is
// suggested says why, a delegate finds the leader's papers while acting; and the pages that no other story looks at.
import { axe, shot, visit } from './lib/browser.mjs';
import { enter, register } from './office.mjs';
import { none, same } from './lib/stories.mjs';

// The day in the office, as it is written there.
const day = (ahead = 0) => {
  const date = new Date(Date.now() + 7 * 3_600_000 + ahead * 86_400_000).toISOString().slice(0, 10).split('-');
  return date.reverse().join('/');
};

const SIZES = [['desktop', 'vi', false], ['phone', 'vi', false], ['desktop', 'en', true], ['phone', 'en', false]];

async function look(v, name) {
  none((await axe(v.page)).map((fault) => `${name}: ${fault}`));
  await shot(v.page, `desk-${name}`);
  const wide = await v.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  same(wide <= 0, true, `${v.page.url()} fits its width`);
}

const text = (v) => v.page.locator('main').innerText();

async function unfolded(v, action) {
  const form = v.page.locator(`form[action$="${action}"]`).first();
  if (!(await form.isVisible())) await v.page.locator('details', { has: form }).last().locator('summary').first().click();
  return form;
}

// Sends a form and waits for the page it leads to.
async function send(v, form) {
  await Promise.all([v.page.waitForNavigation(), form.locator('button[type=submit]').first().click()]);
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
  const plain = { javaScriptEnabled: false };

  story('desk: what is sent from a filtered list goes on to the next paper of the same list', 'vanthu', async (v) => {
    for (const number of [421, 422, 423]) await register(v, browser, number);
    await v.page.goto('/papers?code=42&state=fresh');
    const rows = await v.page.locator('tbody a').allInnerTexts();
    await Promise.all([v.page.waitForURL(/\/papers\/[0-9a-f-]{36}\?/), v.page.locator('tbody a').first().click()]);
    same(new URL(v.page.url()).searchParams.get('code'), '42', 'the list is in the address');
    // What is corrected stays there to be looked at, in the same list.
    const fix = await unfolded(v, '/corrections');
    await fix.locator('[name=why]').fill('Gõ nhầm');
    await fix.locator('[name=subject]').fill('tình hình sạt lở tại ba thôn sau đợt mưa lớn');
    const first = v.page.url();
    await send(v, fix);
    same(v.page.url(), first, 'the same paper in the same list');
    await send(v, v.page.locator('form[action$="/routings"]'));
    const next = new URL(v.page.url());
    same(next.searchParams.get('code') === '42' && next.searchParams.get('state') === 'fresh', true, `the same list: ${next}`);
    same((await text(v)).includes('422-BC/ĐU'), true, 'the next of it');
    await v.page.goto('/papers?code=42&state=fresh');
    same((await v.page.locator('tbody a').count()) === rows.length - 1, true, 'one less in the list');
  }, plain);

  story('desk: the original goes to who was typed, suggested while typing', 'vanthu', async (v) => {
    await v.page.goto('/papers?code=422');
    await v.page.locator('tbody a').first().click();
    await v.page.waitForURL(/\/papers\/[0-9a-f-]{36}/);
    const form = await unfolded(v, '/originals');
    await form.locator('[name=to]').pressSequentially('kieu kim', { delay: 20 });
    await v.page.waitForSelector('auto-complete [role=option]');
    await look(v, 'receiver-typed');
    await v.page.locator('auto-complete [role=option]').first().click();
    same((await form.locator('[name=to]').inputValue()).startsWith('Kiều Kim Thoa'), true, 'the suggestion stands in the field');
    await form.locator('[name=moved_on]').fill(day());
    await form.locator('[name=signed]').fill('Ông Tổng ký sổ');
    await send(v, form);
    await v.page.goto('/papers/originals');
    same((await text(v)).includes('Kiều Kim Thoa'), true, 'who holds it');
  });

  story('desk: the field of a paper is suggested with its reason, and who answers for it', 'quantri', async (v) => {
    await v.page.goto('/people/fields');
    await v.page.fill('form[action="/people/fields"] [name=name]', 'Sạt lở');
    await send(v, v.page.locator('form[action="/people/fields"]'));
    for (const post of ['Phó Chánh Văn phòng', 'Phó Bí thư Thường trực']) {
      await v.page.goto('/people');
      await v.page.locator('a', { hasText: post }).first().click();
      await v.page.waitForURL(/\/people\/posts\//);
      const form = v.page.locator('form[action$="/fields"]');
      await form.locator('label', { hasText: 'Sạt lở' }).locator('input').check();
      await send(v, form);
    }
    await as('vanthu', async (c) => {
      await c.page.goto('/papers?code=421');
      await Promise.all([c.page.waitForURL(/\/papers\/[0-9a-f-]{36}/), c.page.locator('tbody a').first().click()]);
      const form = c.page.locator('form[action$="/routings"]');
      same(await form.locator('[name=field] option:checked').innerText(), 'Sạt lở', 'the field is chosen');
      const said = await form.innerText();
      same(said.includes('vì trích yếu nêu đúng lĩnh vực ấy'), true, `why: ${said}`);
      same((await form.locator('[name=to] option:checked').innerText()).includes('Phó Chánh Văn phòng'), true, 'who answers for it');
      same(said.includes('Người phụ trách lĩnh vực này'), true, 'and why');
      await look(c, 'suggested');
      await send(c, form);
      await c.page.goto('/papers?code=422');
      await Promise.all([c.page.waitForURL(/\/papers\/[0-9a-f-]{36}/), c.page.locator('tbody a').first().click()]);
      const again = c.page.locator('form[action$="/routings"]');
      same(await again.locator('[name=field] option:checked').innerText(), 'Sạt lở', 'the field is chosen again');
      const grounds = again.locator('details', { hasText: 'Căn cứ của các đề xuất' });
      same((await grounds.textContent()).includes('Số đến:'), true, 'by papers that came before, each with its number');
      none(await axe(c.page));
    });
    await as('phovp', async (d) => {
      await d.page.goto('/desk?view=propose');
      const form = d.page.locator('form[action$="/proposals"]');
      same((await form.locator('[name=leader] option:checked').innerText()).includes('Phó Bí thư Thường trực'), true, 'the leader of the field');
      same((await form.innerText()).includes('Người phụ trách lĩnh vực này'), true, 'and why');
      await look(d, 'proposal-suggested');
    });
  });

  story('desk: the delegate finds the leader’s papers while acting, instructs, and is named', 'bithu', async (v) => {
    await v.page.goto('/delegations');
    const form = v.page.locator('form[action="/delegations"]');
    const to = await form.locator('[name=to_post] option', { hasText: 'Phó Bí thư Thường trực' }).first().getAttribute('value');
    await form.locator('[name=to_post]').selectOption(to);
    await form.locator('[name=reason]').fill('Đi công tác Trung ương');
    await form.locator('[name=from]').fill(day());
    await form.locator('[name=to]').fill(day(1));
    await send(v, form);
    await as('chanhvp', async (c) => {
      await c.page.goto('/desk?view=propose');
      const propose = c.page.locator('form[action$="/proposals"]');
      const leader = await propose.locator('[name=leader] option', { hasText: /^Bí thư/ }).first().getAttribute('value');
      await propose.locator('[name=leader]').selectOption(leader);
      await propose.locator('[name=lead]').selectOption({ label: 'Phòng Tổng hợp' });
      await propose.locator('[name=text]').fill('Giao Phòng Tổng hợp theo dõi');
      await send(c, propose);
    }, plain);
    await as('phobithu', async (d) => {
      await d.page.goto('/desk/leader');
      same((await text(d)).includes('Không có văn bản nào chờ ý kiến'), true, 'nothing of one’s own');
      await d.page.goto('/');
      await Promise.all([d.page.waitForSelector('.acting'), d.page.locator('main form[action="/acting"] button').first().click()]);
      await d.page.goto('/desk');
      await look(d, 'delegate');
      await d.page.goto('/desk/leader');
      same((await text(d)).includes('Giao Phòng Tổng hợp theo dõi'), true, 'the proposal before the leader');
      await look(d, 'delegate-leader');
      await d.page.locator('button[value=agree]').click();
      await d.page.waitForSelector('text=Không có văn bản nào chờ ý kiến');
      await d.page.locator('button.person').click();
      await d.page.locator('#me form[action="/acting"] button').first().click();
      await d.page.waitForFunction(() => !document.querySelector('.acting'));
    });
    await as('vanthu', async (c) => {
      await c.page.goto('/desk?view=transfer');
      const said = await text(c);
      same(said.includes('đồng ý đề xuất'), true, 'the word stands');
    }, plain);
    await v.page.goto('/delegations');
    await send(v, v.page.locator('form[action^="/delegations/"]').first());
  }, plain);

  for (const [size, lang, dark] of SIZES) {
    const name = (page) => `${page}-${size}-${lang}${dark ? '-dark' : ''}`;
    story(`desk: the books’ own pages and the open filter at ${size} in ${lang}`, 'chanhvp', async (v) => {
      for (const [page, path] of [['series-new', '/books/series'], ['terms', '/books/terms'], ['books', '/books']]) {
        await v.page.goto(path);
        await look(v, name(page));
      }
      const one = await v.page.locator('a[href^="/books/series/"]').first().getAttribute('href');
      await v.page.goto(one);
      await look(v, name('series'));
      await v.page.goto('/papers');
      await v.page.locator('details.fold > summary').first().click();
      await look(v, name('filter'));
    }, { size, lang, dark });
    story(`desk: the copies at the door and a paper with its forms open at ${size} in ${lang}`, 'vanthu', async (v) => {
      await v.page.goto('/incoming/door/copies');
      await look(v, name('copies'));
      await v.page.goto('/papers?code=421');
      await v.page.locator('tbody a').first().click();
      await v.page.waitForURL(/\/papers\/[0-9a-f-]{36}/);
      for (const fold of await v.page.locator('details.fold > summary').all()) if (await fold.isVisible()) await fold.click();
      await look(v, name('paper-forms'));
    }, { size, lang, dark });
    story(`desk: one turn of duty at ${size} in ${lang}`, 'truonghc', async (v) => {
      await v.page.goto('/duty/plan?week=2027-04-05');
      const turns = v.page.locator('main a[href^="/duty/turns/"]');
      if (!(await turns.count())) {
        await v.page.fill('[name=who]', 'do ba le');
        await v.page.fill('[name=phone]', '0912 000 202');
        await v.page.locator('form[action="/duty/plan"] input[type=checkbox]').first().check();
        await send(v, v.page.locator('form[action="/duty/plan"]'));
      }
      const turn = await turns.first().getAttribute('href');
      await v.page.goto(turn);
      await look(v, name('turn'));
    }, { size, lang, dark });
    story(`desk: what a post hands over at ${size} in ${lang}`, 'quantri', async (v) => {
      await v.page.goto('/people');
      await v.page.locator('a', { hasText: 'Chánh Văn phòng' }).first().click();
      await v.page.waitForURL(/\/people\/posts\//);
      await look(v, name('post'));
      await v.page.goto(`${v.page.url()}/handover`);
      await look(v, name('handover'));
    }, { size, lang, dark });
  }

  story('desk: the copy on paper joins the number that its electronic one has', 'vanthu', async (v) => {
    v.expect(422);
    await v.page.goto('/papers?code=421');
    const number = (await v.page.locator('tbody a').first().innerText()).trim();
    await v.page.goto('/incoming/door/copies');
    const form = v.page.locator('form[action="/incoming/door/copies"]');
    await form.locator('[name=number]').fill('99999');
    await send(v, form);
    same(await v.page.locator('.field.wrong').count(), 1, 'a number that is not there is told beside the field');
    await v.page.locator('form[action="/incoming/door/copies"] [name=number]').fill(number);
    await v.page.locator('form[action="/incoming/door/copies"] [name=note]').fill('Nhận qua bưu chính');
    await send(v, v.page.locator('form[action="/incoming/door/copies"]'));
    const said = await text(v);
    same(said.includes('421-BC/ĐU') && said.includes('Nhận qua bưu chính'), true, 'on the paper’s page');
  }, plain);
  return list;
}
