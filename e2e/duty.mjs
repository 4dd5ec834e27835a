// Who is on duty, the roster's planning, a past call, and the notices; desktop and phone, both languages.
import { join } from 'node:path';
import { SHOTS, axe, visit } from './lib/browser.mjs';
import { enter } from './office.mjs';
import { none, same } from './lib/stories.mjs';

export function stories(browser, base) {
  const list = [];
  for (const [size, lang] of [['desktop', 'vi'], ['phone', 'vi'], ['desktop', 'en'], ['phone', 'en']]) {
    list.push([`duty: the roster, its plan, the calls and the notices, ${size} ${lang}`, async () => {
      const v = await visit(browser, { base, size, lang });
      try {
        await enter(v, 'chanhvp');
        for (const [name, path] of [
          ['week', '/duty'],
          ['month', `/duty?month=${new Date().toISOString().slice(0, 7)}`],
          ['plan', '/duty/plan'],
          ['settings', '/duty/settings'],
          ['calls', '/duty/calls'],
          ['notices', '/notices'],
        ]) {
          await v.page.goto(path);
          none(await axe(v.page));
          await v.page.screenshot({ path: join(SHOTS, `duty-${name}-${size}-${lang}.png`), fullPage: true });
          same(await v.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, `${path} fits its width`);
        }
        none(v.faults);
      } finally {
        await v.close();
      }
    }]);
  }
  list.push(['duty: the head of section puts somebody on duty; a name nobody bears is told so', async () => {
    const v = await visit(browser, { base, javaScriptEnabled: false });
    try {
      v.expect(422);
      await enter(v, 'truonghc');
      await v.page.goto('/duty/plan?week=2027-03-01');
      await v.page.fill('[name=who]', 'Không Có Ai');
      await v.page.locator('form[action="/duty/plan"] input[type=checkbox]').first().check();
      const send = async () => {
        await Promise.all([v.page.waitForNavigation(), v.page.click('form[action="/duty/plan"] button[type=submit]')]);
        return v.page.locator('main').innerText();
      };
      same((await send()).includes('Không có ai như vậy'), true, 'the fault is told');
      same(await v.page.locator('form[action="/duty/plan"] input[type=checkbox]').first().isChecked(), true, 'the day stays ticked');
      await v.page.fill('[name=who]', 'do ba le');
      await v.page.fill('[name=phone]', '0912 000 202');
      same((await send()).includes('Đỗ Bá Lễ'), true, 'the turn stands in the week');
      none(v.faults);
    } finally {
      await v.close();
    }
  }]);
  return list;
}
