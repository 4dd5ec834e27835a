// The clerk by the stop-watch: every key is counted and takes as long as a practised hand needs, and a page is looked
// at before a key is pressed.
import { join } from 'node:path';
import { SHOTS, axe, visit } from './lib/browser.mjs';
import { LETTER, enter, letter } from './office.mjs';
import { none, same } from './lib/stories.mjs';

const KEY = 150;
const LOOK = 1000;

// Hands at the keyboard, and the watch that runs since the page was there.
class Hands {
  constructor(page) {
    this.page = page;
    this.keys = 0;
    this.begun = Date.now();
  }
  async look() {
    await this.page.waitForTimeout(LOOK);
  }
  async press(key) {
    this.keys += 1;
    await this.page.waitForTimeout(KEY);
    await this.page.keyboard.press(key);
  }
  async type(text) {
    for (const key of text) {
      if (key.charCodeAt(0) < 128) {
        await this.press(key);
        continue;
      }
      // An input method takes two keys for a letter with a mark, and gives the letter.
      this.keys += 2;
      await this.page.waitForTimeout(2 * KEY);
      await this.page.keyboard.insertText(key);
    }
  }
  get took() {
    return Date.now() - this.begun;
  }
}

export function stories(browser, base) {
  const list = [];
  const story = (name, tell) => list.push([name, async () => {
    const v = await visit(browser, { base });
    try {
      await enter(v, 'vanthu');
      await tell(v);
      none(v.faults);
    } finally {
      await v.close();
    }
  }]);
  // A letter that lies at the door; its page is open when the watch starts.
  const waiting = async (v, text) => {
    await v.page.goto('/incoming/door/papers');
    await v.page.setInputFiles('input[type=file][name=file]:not([capture])', await letter(browser, text));
    await v.page.waitForSelector('.results li a');
    await v.page.goto(await v.page.getAttribute('.results li a', 'href'));
    return new Hands(v.page);
  };
  const registered = async (v, hands) => {
    await Promise.all([v.page.waitForURL(/\?done=/), hands.press('Enter')]);
    await v.page.waitForSelector('text=Đã vào sổ: số đến');
  };

  story('clerk: a well-read letter takes three keys at most and five seconds', async (v) => {
    const hands = await waiting(v, LETTER.replace('118-BC', '901-BC'));
    await hands.look();
    await registered(v, hands);
    same(hands.keys <= 3, true, `${hands.keys} keys`);
    same(hands.took <= 5000, true, `${hands.took} ms`);
  });

  story('clerk: a doubtful letter takes fifteen seconds, beginning at what is missing', async (v) => {
    // The number was left blank, and a stamp hid the day.
    const text = LETTER.replace('Số 118-BC/ĐU', 'Số &nbsp; &nbsp; &nbsp; -BC/ĐU').replace('ngày 23 tháng 11', 'ngày &nbsp; &nbsp; tháng 11');
    const hands = await waiting(v, text);
    await hands.look();
    await v.page.screenshot({ path: join(SHOTS, 'clerk-doubtful.png') });
    same(await v.page.evaluate(() => document.activeElement.name), 'code', 'what is missing has the cursor');
    await hands.press('Control+a');
    await hands.type('902-BC/ĐU');
    await hands.look();
    await hands.press('Tab');
    await hands.type('23/11/2026');
    await hands.look();
    await registered(v, hands);
    same(hands.took <= 15_000, true, `${hands.took} ms`);
    await v.page.goto('/search?q=902-BC%2F%C4%90U');
    same((await v.page.locator('.hits .code').first().innerText()), '902-BC/ĐU', 'as it was typed');
  });

  story('clerk: a paper is sent on its way within ten seconds', async (v) => {
    const hands = await waiting(v, LETTER.replace('118-BC', '903-BC'));
    // Where earlier papers went the same way it would be sent on as it is registered.
    await v.page.locator('select').filter({ hasText: 'Chưa chuyển' }).selectOption({ label: 'Chưa chuyển, chuyển sau' });
    await registered(v, hands);
    await v.page.goto('/search?q=903-BC%2F%C4%90U');
    await Promise.all([v.page.waitForURL(/\/papers\//), v.page.locator('.hit a').first().click()]);
    none(await axe(v.page));
    const way = new Hands(v.page);
    await way.look();
    await Promise.all([v.page.waitForNavigation(), way.press('x')]);
    await v.page.waitForSelector('text=Chánh Văn phòng');
    same(way.took <= 10_000, true, `${way.took} ms`);
    same(way.keys <= 3, true, `${way.keys} keys`);
  });
  return list;
}
