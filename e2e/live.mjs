// Live pages: whoever shows what has changed sees it at once, and nobody else is disturbed.
import { visit } from './lib/browser.mjs';
import { enter, register } from './office.mjs';
import { none, same } from './lib/stories.mjs';

export function stories(browser, base) {
  const tell = async () => {
    const [clerk, leader] = [await visit(browser, { base }), await visit(browser, { base })];
    const other = await visit(browser, { base, javaScriptEnabled: false });
    try {
      await enter(clerk, 'vanthu');
      await enter(other, 'vanthu2');
      await enter(leader, 'phobithu');
      await leader.page.goto('/desk/leader');
      await clerk.page.goto('/papers');
      const lines = await clerk.page.locator('table tbody tr').count();
      let turned = 0;
      clerk.page.on('framenavigated', () => { turned += 1; });
      const asked = [];
      leader.page.on('request', (request) => { if (!request.url().includes('/live')) asked.push(request.url()); });
      await register(other, browser, 611);
      await clerk.page.locator('table tbody tr').nth(Math.min(lines, 29)).waitFor({ timeout: 5000 });
      same((await clerk.page.locator('table tbody tr').first().innerText()).includes('611'), true, 'the new line stands first');
      same(turned <= 1, true, 'the page was refreshed in place');
      await leader.page.waitForTimeout(800);
      same(asked.join(' '), '', 'the leader is not disturbed by a paper that does not concern them');
      for (const v of [clerk, other, leader]) none(v.faults);
    } finally {
      for (const v of [clerk, other, leader]) await v.close();
    }
  };
  return [['live: a book follows what another clerk registers; a leader reads on undisturbed', tell]];
}
