// Finding a paper: in every form, with marks and without; narrowed; kept; on a phone; by who may not see it.
import { join } from 'node:path';
import { SHOTS, axe, visit } from './lib/browser.mjs';
import { enter, register } from './office.mjs';
import { none, same } from './lib/stories.mjs';

const look = (v, name) => v.page.screenshot({ path: join(SHOTS, `search-${name}.png`), fullPage: true });

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
  const codes = (v) => v.page.locator('.hits .code').allInnerTexts();

  story('search: a paper just registered is found from the box of any page, in every form', 'vanthu', async (v) => {
    await register(v, browser, 771);
    await register(v, browser, 772);
    await v.page.goto('/');
    await v.page.fill('.find input', '771-BC/ĐU');
    await Promise.all([v.page.waitForURL(/\/search\?q=/), v.page.press('.find input', 'Enter')]);
    same((await codes(v))[0], '771-BC/ĐU', 'by its number');
    same(await v.page.inputValue('.find input'), '771-BC/ĐU', 'the box keeps what was asked');
    for (const asked of ['tình hình sạt lở', 'tinh hinh sat lo', '"sạt lở"', 'sat l*', 'TÌNH HÌNH SẠT LỞ', 'tình hình sạt lở'.normalize('NFD')]) {
      await v.page.goto(`/search?q=${encodeURIComponent(asked)}`);
      same((await codes(v)).includes('772-BC/ĐU'), true, asked);
    }
    same(await v.page.locator('.hits mark').count() > 0, true, 'what was asked for is marked');
    await look(v, 'found');
  }, { javaScriptEnabled: false });

  story('search: nothing found helps on', 'vanthu', async (v) => {
    await v.page.goto('/search?q=' + encodeURIComponent('tình hình sạt lỡ'));
    await look(v, 'meant');
    await Promise.all([v.page.waitForNavigation(), v.page.locator('.empty .btn').first().click()]);
    same((await codes(v)).length > 0, true, 'what was meant is found');
    await v.page.goto('/search?q=zzzz');
    same((await text(v)).includes('Hãy thử ít từ hơn'), true, 'what may help');
    await look(v, 'nothing');
  }, { javaScriptEnabled: false });

  story('search: who may not see a paper finds neither it nor a count', 'quantri', async (v) => {
    await v.page.goto('/search?q=771-BC%2F%C4%90U');
    same((await codes(v)).length, 0, 'no hit');
    same(await v.page.locator('.facet').count(), 0, 'no facet');
  }, { javaScriptEnabled: false });

  story('search: narrowed and kept, walked by keys, from the palette', 'vanthu', async (v) => {
    await v.page.goto('/search');
    none(await axe(v.page));
    await look(v, 'start');
    await v.page.keyboard.press('/');
    await v.page.keyboard.type('sat lo');
    await Promise.all([v.page.waitForURL(/\/search\?q=/), v.page.keyboard.press('Enter')]);
    none(await axe(v.page));
    await v.page.goto('/search?q=sat+lo&from=2026-01-01');
    same(await v.page.locator('.hit').count() > 1, true, 'hits since then');
    await v.page.locator('summary', { hasText: 'Lưu tìm kiếm này' }).click();
    await v.page.fill('[name=name]', 'Sạt lở, báo cáo');
    await Promise.all([v.page.waitForNavigation(), v.page.locator('form[action="/search/saved"] button[type=submit]').click()]);
    same(await v.page.locator('.chip.on', { hasText: 'Sạt lở, báo cáo' }).count(), 1, 'it stands above');
    await look(v, 'kept');
    await v.page.locator('body').press('j');
    await v.page.locator(':focus').press('j');
    const second = await v.page.locator(':focus').getAttribute('href');
    await Promise.all([v.page.waitForURL(/\/papers\//), v.page.keyboard.press('Enter')]);
    same(new URL(v.page.url()).pathname, second, 'the hit that was walked to opens');
    await v.page.keyboard.press('Control+k');
    await v.page.keyboard.type('772 b');
    await v.page.locator('#palette [role=option]', { hasText: '772-BC/ĐU' }).first().waitFor();
    await look(v, 'palette');
    await v.page.locator('#palette [role=option]', { hasText: '772-BC/ĐU' }).first().click();
    await v.page.waitForURL(/\/papers\//);
  });

  story('search: a facet narrows to as many as it says, and lets go again', 'vanthu', async (v) => {
    await register(v, browser, 774, { title: 'TỜ TRÌNH', sign: 'TTr' });
    await v.page.goto('/search?q=sat+lo');
    // A paper just registered may stand first until the index has read it.
    const all = (await codes(v)).sort().join();
    const facet = v.page.locator('.facet a', { hasText: 'Tờ trình' });
    same(await facet.locator('.num').innerText(), '1', 'one of this kind');
    await Promise.all([v.page.waitForURL(/kind=/), facet.click()]);
    same((await codes(v)).join(), '774-TTr/ĐU', 'and it is shown alone');
    same(await v.page.locator('.facet a[aria-current]', { hasText: 'Tờ trình' }).count(), 1, 'what is chosen says so');
    await look(v, 'narrowed');
    await Promise.all([v.page.waitForNavigation(), v.page.locator('.facet a[aria-current]', { hasText: 'Tờ trình' }).click()]);
    same((await codes(v)).sort().join(), all, 'let go, it is as it was');
  }, { javaScriptEnabled: false });

  story('search: a kept search is watched, and left again; what was found goes into a table', 'vanthu', async (v) => {
    await v.page.goto('/search?q=sat+lo');
    await v.page.locator('summary', { hasText: 'Lưu tìm kiếm này' }).click();
    await v.page.fill('[name=name]', 'Sạt lở, theo dõi');
    await v.page.check('[name=watch]');
    await Promise.all([v.page.waitForNavigation(), v.page.locator('form[action="/search/saved"] button[type=submit]').click()]);
    await v.page.locator('summary', { hasText: 'Các tìm kiếm đã lưu' }).click();
    const line = v.page.locator('.kept li', { hasText: 'Sạt lở, theo dõi' });
    same((await line.innerText()).includes('đang theo dõi'), true, 'it says that it is watched');
    none(await axe(v.page));
    await look(v, 'watched');
    await Promise.all([v.page.waitForNavigation(), line.locator('form[action$="/watch-end"] button').click()]);
    await v.page.locator('summary', { hasText: 'Các tìm kiếm đã lưu' }).click();
    same((await line.innerText()).includes('đang theo dõi'), false, 'not any more');
    const [table] = await Promise.all([v.page.waitForEvent('download'), v.page.locator('a[href^="/search/export.xlsx"]').click()]);
    same(table.suggestedFilename(), 'ket-qua-tim-kiem.xlsx', 'a table');
  });

  story('search: papers on the same matter stand on the page of a paper', 'vanthu', async (v) => {
    await v.page.goto('/search?q=771-BC%2F%C4%90U');
    await Promise.all([v.page.waitForURL(/\/papers\//), v.page.locator('.hit a').first().click()]);
    await v.page.locator('summary', { hasText: 'Văn bản tương tự' }).click();
    await v.page.locator('#alike .hit').first().waitFor();
    same((await v.page.locator('#alike').innerText()).includes('772-BC/ĐU'), true, 'the one like it');
    none(await axe(v.page));
    await look(v, 'alike-beside');
    await Promise.all([v.page.waitForURL(/\/papers\//), v.page.locator('#alike .hit a').first().click()]);
    await v.page.goto(v.page.url().replace('/papers/', '/search/alike/paper/'));
    none(await axe(v.page));
    await look(v, 'alike');
  });

  story('search: on a phone, in English', 'chanhvp', async (v) => {
    await v.page.goto('/search?q=sat+lo');
    none(await axe(v.page));
    same(await v.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, 'nothing sticks out');
    same((await text(v)).includes('Best first'), true, 'English');
    await look(v, 'phone');
  }, { size: 'phone', lang: 'en' });
  return list;
}
