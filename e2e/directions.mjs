// A paper's way from the book to the right desk and done: the clerk, the chief, the leader, the head of section,
// the specialist, each on the device they have. 
import { join } from 'node:path';
import { SHOTS, axe, visit } from './lib/browser.mjs';
import { enter, register } from './office.mjs';
import { none, same } from './lib/stories.mjs';

const look = (v, name) => v.page.screenshot({ path: join(SHOTS, `directions-${name}.png`) });

// Sends the form with this address and waits for the page after it.
async function sent(v, action, button = 'button[type=submit]') {
  const form = v.page.locator(`form[action$="${action}"]`).first();
  await Promise.all([v.page.waitForNavigation(), form.locator(button).first().click()]);
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
  const text = (v) => v.page.locator('main').innerText();
  // Before scripts run, nothing is lost: the whole way is walked without one.
  const plain = { javaScriptEnabled: false };
  story('directions: the clerk registers a paper and sends it to the chief', 'vanthu', async (v) => {
    await register(v, browser, 218);
    await v.page.goto('/papers');
    await Promise.all([v.page.waitForURL(/\/papers\/[0-9a-f-]{36}$/), v.page.locator('tbody a').first().click()]);
    await look(v, 'send');
    const here = v.page.url();
    await sent(v, '/routings');
    same(v.page.url() === here, false, `the next paper of the book is there: ${v.page.url()}`);
    await v.page.goto(here);
    same((await text(v)).includes('Chánh Văn phòng · đề xuất xử lý'), true, 'where it is');
  }, plain);
  story('directions: the chief proposes; a proposal without words is told so and nothing typed is lost', 'chanhvp', async (v) => {
    v.expect(422);
    await v.page.goto('/desk?view=propose');
    await look(v, 'propose');
    const form = 'form[action$="/proposals"]';
    const lead = await v.page.locator(`${form} select[name=lead] option`, { hasText: 'Đảng uỷ Uỷ ban nhân dân tỉnh' }).getAttribute('value');
    await v.page.selectOption(`${form} select[name=lead]`, lead);
    await sent(v, '/proposals');
    same((await text(v)).includes('Chưa ghi nội dung đề xuất'), true, 'the fault is told');
    same(await v.page.inputValue(`${form} select[name=lead]`), lead, 'the lead stays chosen');
    await look(v, 'propose-fault');
    await v.page.fill(`${form} [name=text]`, 'Giao Đảng uỷ UBND tỉnh chỉ đạo khảo sát, báo cáo trước 25/11');
    await v.page.locator(`${form} details.pick summary`).first().click();
    await v.page.locator(`${form} details.pick`).first().getByLabel('Phòng Tổng hợp').check();
    await v.page.selectOption(`${form} select[name=term]`, 'working');
    await v.page.fill(`${form} [name=days]`, '5');
    await sent(v, '/proposals');
  }, plain);
  story('directions: the secretary prepares a wording on a phone', 'thuky', async (v) => {
    await v.page.goto('/desk?view=instruct');
    await v.page.locator('.works a').first().click();
    await v.page.waitForURL(/\/routings\//);
    await look(v, 'secretary-phone');
    await v.page.fill('form[action$="/preparations"] [name=text]', 'Đồng ý; Văn phòng theo dõi, báo cáo hằng ngày');
    await sent(v, '/preparations');
  }, { ...plain, size: 'phone' });
  story('directions: the leader reads on a tablet, the document first, and instructs', 'bithu', async (v) => {
    await v.page.goto('/desk/leader');
    await look(v, 'leader-tablet');
    none(await axe(v.page));
    same(await v.page.inputValue('[name=text]'), 'Đồng ý; Văn phòng theo dõi, báo cáo hằng ngày', 'what the secretary prepared');
    await v.page.locator('a.chip').first().click();
    same((await v.page.inputValue('[name=text]')).startsWith('Đồng ý; Văn phòng theo dõi, báo cáo hằng ngày. Giao'), true, 'the phrase follows what stands there');
    await look(v, 'leader-phrase');
    await v.page.locator('button[value=other]').click();
    await v.page.waitForSelector('text=Không có văn bản nào chờ ý kiến');
  }, { size: 'tablet' });
  story('directions: the clerk transfers as instructed', 'vanthu', async (v) => {
    await v.page.goto('/desk?view=transfer');
    await look(v, 'transfer');
    same((await text(v)).includes('chỉ đạo'), true, 'the word stands beside it');
    await sent(v, '/transfers');
    await v.page.goto('/papers');
    same((await text(v)).includes('Đảng uỷ Uỷ ban nhân dân tỉnh'), true, 'the book says with whom it is');
    await look(v, 'book');
  }, plain);
  story('directions: the lead accepts, forwards within the unit, and the specialist settles', 'duubnd', async (v) => {
    await v.page.goto('/desk?view=mine');
    await look(v, 'mine');
    await sent(v, '/acceptances');
    await v.page.goto('/desk?view=mine');
    await v.page.locator('details.fold', { hasText: 'Giao trong đơn vị' }).locator('summary').first().click();
    const form = 'form[action$="/forwardings"]';
    const to = await v.page.locator(`${form} select[name=lead] option`, { hasText: 'Đinh Hữu Duyệt' }).getAttribute('value');
    await v.page.selectOption(`${form} select[name=lead]`, to);
    await sent(v, '/forwardings');
    const own = await visit(browser, { base, ...plain, size: 'phone' });
    try {
      await enter(own, 'cvduubnd');
      await own.page.goto('/desk?view=mine');
      await own.page.locator('.works a').first().click();
      await look(own, 'specialist-phone');
      await sent(own, '/acceptances');
      await own.page.goto('/desk?view=mine');
      await own.page.locator('.works a').first().click();
      await own.page.fill('form[action$="/settlements"] [name=result]', 'Đã khảo sát, có văn bản trả lời');
      await own.page.fill('form[action$="/settlements"] [name=reply_code]', '77-CV/ĐU');
      await own.page.fill('form[action$="/settlements"] [name=reply_on]', new Date().toISOString().slice(0, 10));
      await look(own, 'settle-phone');
      await sent(own, '/settlements');
      none(own.faults);
    } finally {
      await own.close();
    }
  }, plain);
  story('directions: the settled paper is found in the book with its trail', 'chanhvp', async (v) => {
    await v.page.goto('/papers');
    same((await text(v)).includes('đã giải quyết'), true, 'settled');
    await Promise.all([v.page.waitForURL(/\/papers\/[0-9a-f-]{36}$/), v.page.locator('tbody a').first().click()]);
    const said = await text(v);
    for (const part of ['giải quyết xong', 'giao trong đơn vị', 'chỉ đạo']) same(said.includes(part), true, part);
    await look(v, 'settled');
    none(await axe(v.page));
  });
  for (const [size, lang, dark] of [['desktop', 'vi', false], ['phone', 'vi', false], ['desktop', 'en', true], ['phone', 'en', false]]) {
    story(`directions: pages at ${size} in ${lang}${dark ? ', dark' : ''}`, 'chanhvp', async (v) => {
      for (const [name, path] of [['today', '/'], ['desk', '/desk'], ['follow', '/desk?view=follow'], ['settings', '/desk/settings']]) {
        await v.page.goto(path);
        await look(v, `${name}-${size}-${lang}${dark ? '-dark' : ''}`);
        none(await axe(v.page));
      }
    }, { size, lang, dark });
  }
  return list;
}
