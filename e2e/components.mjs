// The gallery of components: every page at each size, both languages, light and dark; axe; keys.
import { axe, shot, visit } from './lib/browser.mjs';
import { none, same } from './lib/stories.mjs';

const PAGES = [['components', ''], ['today', '/today'], ['accept', '/accept'], ['book', '/book'], ['sign-in', '/sign-in'], ['error-403', '/error/403'], ['error-500', '/error/500']];

export function stories(browser, base) {
  const list = [];
  for (const [name, path] of PAGES) {
    for (const [size, lang, dark] of [['desktop', 'vi', false], ['phone', 'vi', false], ['tablet', 'en', false], ['desktop', 'en', true], ['phone', 'vi', true]]) {
      const title = `components-${name}-${size}-${lang}${dark ? '-dark' : ''}`;
      list.push([title, async () => {
        const v = await visit(browser, { size, lang, dark, base });
        const status = name.startsWith('error') ? Number(name.slice(6)) : 200;
        if (status >= 400) v.expect(status);
        await v.page.goto(`/components${path}`);
        await v.page.waitForSelector('html.scripted', { state: 'attached' });
        await shot(v.page, title);
        const wide = await v.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        const problems = [...v.faults, ...(await axe(v.page))];
        if (wide > 0) problems.push(`the page is ${wide} px wider than the window`);
        await v.close();
        none(problems);
      }]);
    }
  }
  const story = (name, path, tell, options = {}) => list.push([name, async () => {
    const v = await visit(browser, { base, ...options });
    await v.page.goto(path);
    await v.page.waitForSelector('html.scripted', { state: 'attached' });
    await tell(v.page, v);
    const { faults } = v;
    await v.close();
    none(faults);
  }]);

  story('keys: help lists what is valid here, and closes', '/components/today', async (page) => {
    await page.keyboard.press('?');
    await page.waitForSelector('#keys[open]');
    same(await page.locator('#keys dt', { hasText: 'Giao việc' }).count(), 1, 'the key of a button');
    await shot(page, 'components-keys');
    none(await axe(page));
    await page.keyboard.press('Escape');
    same(await page.locator('#keys[open]').count(), 0, 'dialog open');
  });
  story('keys: slash searches, Escape leaves, g s goes', '/components/today', async (page) => {
    await page.keyboard.press('/');
    same(await page.evaluate(() => document.activeElement.name), 'q', 'focus');
    await page.keyboard.type('gs?');
    same(await page.inputValue('.find input'), 'gs?', 'typed text');
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.waitForURL('**/components/book');
  });
  story('keys: nothing is taken while an input method composes', '/components/today', async (page) => {
    for (const init of [{ key: '?', isComposing: true }, { key: '?', keyCode: 229 }, { key: 'Process' }]) {
      await page.evaluate((i) => document.body.dispatchEvent(new KeyboardEvent('keydown', { ...i, bubbles: true, cancelable: true })), init);
    }
    same(await page.locator('dialog[open]').count(), 0, 'dialogs');
  });
  story('keys: j and k walk, Enter opens', '/components/today', async (page) => {
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.keyboard.press('j');
    same(await page.evaluate(() => document.activeElement.querySelector('.code').textContent), '118-BC/ĐU', 'row');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/components/accept');
  });
  story('palette: Ctrl+K, arrows, Enter', '/components/today', async (page) => {
    await page.keyboard.press('Control+k');
    await page.waitForSelector('#palette [role=option]');
    await shot(page, 'components-palette');
    none(await axe(page));
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/components/book');
  });
  story('phone: from the paper to what can be done with one touch', '/components/accept', async (page) => {
    await page.click('.to-facts');
    await page.waitForFunction(() => Math.abs(document.querySelector('#facts').getBoundingClientRect().left) < 2);
    await shot(page, 'components-accept-phone-facts');
  }, { size: 'phone' });
  story('accept: the first doubtful field has the focus and its box is lit', '/components/accept', async (page) => {
    same(await page.evaluate(() => document.activeElement.name), 'subject', 'focus');
    same(await page.locator('.box.lit').getAttribute('data-box'), 'subject', 'lit');
    const [request] = await Promise.all([page.waitForRequest((r) => r.method() === 'POST'), page.keyboard.press('Enter')]);
    same(new URLSearchParams(request.postData()).get('code'), '118-BC/ĐU', 'posted');
  });
  list.push(['preferences: language and theme are plain forms that work without a script', async () => {
    const v = await visit(browser, { base, javaScriptEnabled: false });
    await v.page.goto('/components/today');
    await v.page.click('.person');
    await v.page.click('#me button[name=theme][value=dark]');
    same(await v.page.getAttribute('html', 'data-theme'), 'dark', 'theme');
    await v.page.click('.person');
    await v.page.click('#me button[name=lang][value=en]');
    same(await v.page.getAttribute('html', 'lang'), 'en', 'language');
    await v.close();
    none(v.faults);
  }]);
  list.push(['guard: leaving asks only when something was typed', async () => {
    const v = await visit(browser, { base });
    const asked = [];
    v.page.on('dialog', (dialog) => { asked.push(dialog.type()); dialog.dismiss(); });
    await v.page.goto('/components');
    await v.page.waitForSelector('html.scripted', { state: 'attached' });
    await v.page.click('.rail a[href="/components/book"]');
    await v.page.waitForURL('**/components/book');
    same(asked.length, 0, 'questions on a clean page');
    await v.page.goto('/components/accept');
    await v.page.waitForSelector('html.scripted', { state: 'attached' });
    await v.page.fill('[name=code]', '119-BC/ĐU');
    await v.page.click('.rail a[href="/components/book"]');
    await v.page.waitForTimeout(200);
    same(asked.length, 1, 'questions after typing');
    same(await v.page.inputValue('[name=code]'), '119-BC/ĐU', 'typed text');
    await v.context.close();
    none(v.faults);
  }]);
  list.push(['live: a refresh leaves focused and changed fields alone', async () => {
    const v = await visit(browser, { base });
    await v.page.goto('/components/accept');
    await v.page.waitForSelector('html.scripted', { state: 'attached' });
    await v.page.fill('[name=code]', '119-BC/ĐU');
    await v.page.focus('[name=subject]');
    await v.page.evaluate(() => {
      document.head.insertAdjacentHTML('beforeend', '<meta name="live-topics" content="incoming">');
      document.querySelector('.works').remove();
      dispatchEvent(new CustomEvent('live:message', { detail: { topics: ['incoming'] } }));
    });
    await v.page.waitForSelector('.works');
    same(await v.page.inputValue('[name=code]'), '119-BC/ĐU', 'changed field');
    same(await v.page.evaluate(() => document.activeElement.name), 'subject', 'focus');
    await v.context.close();
    none(v.faults);
  }]);
  return list;
}
