// The demonstration's own door: a card signs in with one press; an outside agency finds what was sent to it, no more.
import { join } from 'node:path';
import { SHOTS, axe, visit } from './lib/browser.mjs';
import { none, same } from './lib/stories.mjs';

export function stories(browser, base) {
  const list = [];
  for (const [size, lang] of [['desktop', 'vi'], ['phone', 'vi'], ['desktop', 'en'], ['phone', 'en']]) {
    list.push([`province: the cards at the door, ${size} ${lang}`, async () => {
      const v = await visit(browser, { base, size, lang });
      try {
        await v.page.goto('/sign-in');
        none(await axe(v.page));
        await v.page.screenshot({ path: join(SHOTS, `province-cards-${size}-${lang}.png`), fullPage: true });
        const wide = await v.page.evaluate(() => Math.max(...[...document.querySelectorAll('button[name=name]')].map((card) => card.getBoundingClientRect().right)));
        const inside = await v.page.evaluate(() => document.querySelector('section.card').getBoundingClientRect().right);
        same(wide <= inside, true, 'every card lies inside');
        none(v.faults);
      } finally {
        await v.close();
      }
    }]);
  }
  for (const [card, script] of [['chanhvp', true], ['vanthu', false], ['thuky', true]]) {
    list.push([`province: the card of ${card} signs in${script ? '' : ', without a script'}`, async () => {
      const v = await visit(browser, { base, javaScriptEnabled: script });
      try {
        await v.page.goto('/sign-in');
        await Promise.all([v.page.waitForURL((url) => url.pathname === '/'), v.page.click(`button[name=name][value=${card}]`)]);
        same((await v.page.locator('body').innerText()).toUpperCase().includes('DỮ LIỆU GIẢ ĐỊNH'), true, 'the page says that its data are made up');
        none(v.faults);
      } finally {
        await v.close();
      }
    }]);
  }
  list.push(['province: an outside agency has a desk and no book', async () => {
    const v = await visit(browser, { base });
    try {
      v.expect(403);
      v.expect(404);
      await v.page.goto('/sign-in');
      await Promise.all([v.page.waitForURL((url) => url.pathname === '/'), v.page.click('button[name=name][value=dutanan]')]);
      same((await v.page.goto('/desk')).status(), 200, 'its desk');
      same([403, 404].includes((await v.page.goto('/papers')).status()), true, 'no book of the office');
      same([403, 404].includes((await v.page.goto('/incoming')).status()), true, 'no door');
      none(v.faults);
    } finally {
      await v.close();
    }
  }]);
  return list;
}
