// The administrator's and the chief's pages: rules and days off, tokens used against the API.
import { randomUUID } from 'node:crypto';
import { axe, shot, visit } from './lib/browser.mjs';
import { enter } from './office.mjs';
import { none, same } from './lib/stories.mjs';

async function look(v, name) {
  none(await axe(v.page));
  await shot(v.page, `admin-${name}`);
  same(await v.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, `${v.page.url()} fits its width`);
}

// Presses a button and waits for the page that the form leads to.
async function press(v, button, address) {
  await Promise.all([v.page.waitForURL(address), v.page.waitForResponse((answer) => answer.request().method() === 'POST'), v.page.click(button)]);
  await v.page.waitForFunction(() => !document.documentElement.hasAttribute('aria-busy'));
}

export function stories(browser, base) {
  const list = [];
  for (const [size, lang] of [['desktop', 'vi'], ['phone', 'vi'], ['desktop', 'en'], ['phone', 'en']]) {
    list.push([`admin: the rules by area, one rule, a year, ${size} ${lang}`, async () => {
      const v = await visit(browser, { base, size, lang });
      try {
        await enter(v, 'chanhvp');
        for (const area of ['deadlines', 'days', 'numbering', 'urgency', 'secrecy', 'kinds', 'letters']) {
          await v.page.goto(`/rules?area=${area}`);
          await look(v, `rules-${area}-${size}-${lang}`);
        }
        for (const [name, path] of [['rule', '/rules/numbering.outgoing.party'], ['year', '/rules/years/2027']]) {
          await v.page.goto(path);
          await look(v, `${name}-${size}-${lang}`);
        }
        none(v.faults);
      } finally {
        await v.close();
      }
    }]);
  }
  list.push(['admin: the chief decides about a rule and takes it back', async () => {
    const v = await visit(browser, { base });
    v.expect(422);
    try {
      await enter(v, 'chanhvp');
      await v.page.goto('/rules/deadline.settle.directive');
      await v.page.fill('[name=days]', '7');
      await v.page.fill('[name=reason]', 'Quy chế làm việc mới');
      await v.page.fill('[name=source]', '168-QC/TU');
      await v.page.fill('[name=article]', 'Điều 14');
      await press(v, 'button[name=do][value=overrule]', /settle\.directive/);
      await v.page.getByText('cơ quan quyết định').first().waitFor();
      await look(v, 'rule-decided');
      await v.page.click('details.fold summary');
      await v.page.fill('details.fold [name=why]', 'Chưa đến ngày');
      await press(v, 'details.fold button[type=submit]', /settle\.directive/);
      await v.page.getByText('đã rút').waitFor();
      // A confirmation without an article says what is missing beside the field.
      await press(v, 'button[name=do][value=confirm]', /settle\.directive/);
      await v.page.getByText('thì mới xác nhận được').first().waitFor();
      none(v.faults);
    } finally {
      await v.close();
    }
  }]);
  list.push(['admin: an exchange of days stands in the calendar at once, without JavaScript too', async () => {
    const v = await visit(browser, { base, javaScriptEnabled: false });
    try {
      await enter(v, 'chanhvp');
      await v.page.goto('/rules/years/2028');
      await v.page.fill('[name=off]', '04/05/2028');
      await v.page.fill('[name=work]', '13/05/2028');
      await Promise.all([v.page.waitForURL(/2028/), v.page.click('form[action$="/exchanges"] button[type=submit]')]);
      await v.page.getByText('Làm bù cho ngày 04/05/2028').first().waitFor();
      same(await v.page.locator('.month td.work').count(), 1, 'one working Saturday');
      none(v.faults);
    } finally {
      await v.close();
    }
  }]);
  list.push(['admin: a token is made, shown once, used against the API, revoked', async () => {
    const v = await visit(browser, { base });
    try {
      await enter(v, 'quantri');
      await v.page.goto('/tokens');
      await v.page.fill('[name=name]', 'phần mềm nhân sự');
      await v.page.check('[name=scope_people]');
      await press(v, 'form[action="/tokens"] button[type=submit]', /\/tokens/);
      const secret = (await v.page.locator('pre.note').textContent()).trim();
      same(/^caunoi_[0-9a-f]{64}$/.test(secret), true, 'a token that is known as one');
      await look(v, 'token-made');
      const key = randomUUID();
      const call = (path, body, id = key) => fetch(`${base}/api/v1${path}`, {
        method: 'POST', body: JSON.stringify(body),
        headers: { authorization: `Bearer ${secret}`, 'idempotency-key': id, 'content-type': 'application/json' },
      });
      const first = await call('/people/fields', 'Chuyển đổi số');
      same(first.status, 200, 'the token acts');
      same(await (await call('/people/fields', 'Chuyển đổi số')).text(), await first.text(), 'sent twice, answered once');
      same((await call('/incoming/returns', {}, randomUUID())).status, 403, 'outside its scope');
      await v.page.goto('/tokens');
      same((await v.page.content()).includes(secret), false, 'shown once');
      await press(v, 'form[action$="/ending"] button', /\/tokens/);
      same((await call('/people/fields', 'Sau khi thu hồi', randomUUID())).status, 401, 'a revoked token opens nothing');
      await look(v, 'token-revoked');
      none(v.faults);
    } finally {
      await v.close();
    }
  }]);
  return list;
}
