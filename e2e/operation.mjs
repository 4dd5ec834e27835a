// The operator's pages: the nightly checks with their results, jobs that gave up; also run while nothing is wrong.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
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
        for (const [name, path] of [['checks', '/health/checks'], ['jobs', '/jobs'], ['page', '/operation'], ['backups', '/operation/backups'],
          ['help', '/help'], ['help-clerk', '/help/clerk'], ['help-operator', '/help/operator']]) {
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
  list.push(['operation: a plan that cannot work is told at its fields; a backup is made, restored on trial and shown', async () => {
    const v = await visit(browser, { base });
    const folder = mkdtempSync(join(tmpdir(), 'caunoi-backups-'));
    const form = 'form[action="/operation/backups"]';
    const save = async () => {
      await Promise.all([v.page.waitForResponse((answer) => answer.request().method() === 'POST' && answer.url().endsWith('/operation/backups')), v.page.click(`${form} button[type=submit]`)]);
      await v.page.waitForFunction(() => !document.documentElement.hasAttribute('aria-busy'));
    };
    try {
      v.expect(422);
      await enter(v, 'quantri');
      await v.page.goto('/operation/backups');
      await v.page.fill(`${form} [name=folder]`, 'sao-luu');
      await v.page.fill(`${form} [name=hour]`, '30');
      await save();
      await v.page.waitForSelector('.fault');
      same(await v.page.locator('.fault').count() >= 2, true, 'both faults are told');
      same(await v.page.inputValue(`${form} [name=folder]`), 'sao-luu', 'what was typed stays');
      none(await axe(v.page));
      await v.page.fill(`${form} [name=folder]`, folder);
      await v.page.fill(`${form} [name=hour]`, '1');
      await save();
      for (let tries = 0; tries < 50 && await v.page.locator('tbody tr').count() === 0; tries += 1) {
        await v.page.waitForTimeout(2000);
        await v.page.reload();
      }
      same((await v.page.locator('tbody tr').first().innerText()).includes('Tốt, đã khôi phục thử'), true, 'it stood the drill');
      same(readdirSync(folder).length, 1, 'one backup lies there');
      none(await axe(v.page));
      await v.page.screenshot({ path: join(SHOTS, 'operation-backed-up.png'), fullPage: true });
      // Papers are refused politely while the disk has no room to spare; nothing is lost.
      v.expect(507);
      await v.page.fill(`${form} [name=warn_mb]`, '4000000000');
      await v.page.fill(`${form} [name=critical_mb]`, '4000000000');
      await save();
      const clerk = await visit(browser, { base, javaScriptEnabled: false });
      clerk.expect(507);
      clerk.expect(422);
      await enter(clerk, 'vanthu');
      await clerk.page.goto('/incoming/door/papers');
      await clerk.page.setInputFiles('input[type=file][name=file]:not([capture])', { name: 'mot.txt', mimeType: 'text/plain', buffer: Buffer.from('Văn bản, dữ liệu giả định') });
      await clerk.page.click('form[action="/incoming/door/papers"] button[type=submit]');
      same((await clerk.page.locator('main').innerText()).includes('tạm dừng nhận văn bản mới'), true, 'the clerk is told');
      await clerk.page.screenshot({ path: join(SHOTS, 'operation-no-room.png') });
      await clerk.close();
      await v.page.goto('/operation');
      same((await v.page.locator('main').innerText()).includes('Nguy cấp'), true, 'the operator sees it');
      await v.page.goto('/operation/backups');
      await v.page.fill(`${form} [name=warn_mb]`, '0');
      await v.page.fill(`${form} [name=critical_mb]`, '0');
      await v.page.fill(`${form} [name=folder]`, '');
      await save();
      none(v.faults);
    } finally {
      await v.close();
      rmSync(folder, { recursive: true, force: true });
    }
  }]);
  return list;
}
