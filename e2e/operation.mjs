// The operator's pages: the nightly checks with their results, jobs that gave up; also run while nothing is wrong.
import { join } from 'node:path';
import { SHOTS, axe, visit } from './lib/browser.mjs';
import { none, same } from './lib/stories.mjs';

const PASSWORD = 'hai-son-2026';

async function enter(v, name) {
  await v.page.goto('/sign-in');
  await v.page.fill('[name=name]', name);
  await v.page.fill('[name=password]', PASSWORD);
  await Promise.all([v.page.waitForURL((url) => url.pathname === '/'), v.page.click('form[action="/sign-in"] button[type=submit]')]);
}

export function stories(browser, base) {
  const list = [];
  for (const [size, lang] of [['desktop', 'vi'], ['phone', 'vi'], ['desktop', 'en'], ['phone', 'en']]) {
    list.push([`operation: the checks of the night and the jobs, ${size} ${lang}`, async () => {
      const v = await visit(browser, { base, size, lang });
      try {
        await enter(v, 'quantri');
        for (const [name, path] of [['checks', '/health/checks'], ['jobs', '/jobs']]) {
          await v.page.goto(path);
          if (name === 'checks') {
            await Promise.all([v.page.waitForURL(/\/health\/checks$/), v.page.click('form[action="/health/checks"] button')]);
            await v.page.waitForSelector('.table');
          }
          none(await axe(v.page));
          await v.page.screenshot({ path: join(SHOTS, `operation-${name}-${size}-${lang}.png`) });
          same(await v.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, `${path} fits its width`);
        }
        none(v.faults);
      } finally {
        await v.close();
      }
    }]);
  }
  return list;
}
