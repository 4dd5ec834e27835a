// An old register from its file into the book, a row corrected, scans put to lines; the administrator's mailbox.
import { join } from 'node:path';
import { SHOTS, axe as judged, visit } from './lib/browser.mjs';
import { enter } from './office.mjs';
import { none, same } from './lib/stories.mjs';

const look = (v, name) => v.page.screenshot({ path: join(SHOTS, `registers-${name}.png`), fullPage: true });
// The live page looks again after the act that led here: what is judged is the page that stands.
const axe = async (page) => {
  await page.waitForTimeout(1500);
  return judged(page);
};
const main = (v) => v.page.locator('main').innerText();
const table = (rows) => ({
  name: 'so-den-2018.csv', mimeType: 'text/csv',
  buffer: Buffer.from(`\uFEFF${['Ngày đến;Số đến;Tác giả;Số, ký hiệu;Ngày tháng;Tên loại và trích yếu nội dung;Đơn vị hoặc người nhận;Ngày chuyển;Ký nhận;Ghi chú', ...rows].join('\n')}`),
});
const letter = (name, code) => ({
  name, mimeType: 'text/plain',
  buffer: Buffer.from(`ĐẢNG BỘ TỈNH HẢI SƠN                ĐẢNG CỘNG SẢN VIỆT NAM\nĐẢNG UỶ XÃ TÂN AN\n*\nSố ${code}          Tân An, ngày 3 tháng 1 năm 2018\n\nBÁO CÁO\ntình hình sạt lở tại hai thôn\n-----\n\nDữ liệu giả định.\n`),
});
const ROWS = [
  '02/01/2018;1;Đảng uỷ xã Tân An;118-BC/ĐU;01/01/2018;Báo cáo tình hình sạt lở;Phòng Tổng hợp;03/01/2018;Cần;',
  ';2;Sở Tài chính;9/STC-NS;28/12;Công văn về quyết toán ngân sách;Phòng Tổng hợp;03/01/2018;Cần;',
  '05/01/2018;3;Sở Nội vụ;11/SNV;31/02/2018;Báo cáo biên chế năm 2017;Phòng Tổng hợp;;;',
  'Cộng trang;;;;;;;;;',
  '08/01/2018;5;Sở Y tế;12/SYT;07/01/2018;Báo cáo dịch bệnh;;;;',
  '08/01/2018;5;Sở Y tế;13/SYT;07/01/2018;Tờ trình kinh phí phòng dịch;;;;',
  '09/01/2018;7b;Sở Xây dựng;14/SXD;08/01/2018;Kế hoạch kiểm tra;;;;',
];

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
  // The page is turned without being loaded anew: the old one is marked, and gone when the next one stands.
  const go = async (v, what) => {
    await v.page.evaluate(() => { document.querySelector('main').dataset.old = 'yes'; });
    await what.click();
    await v.page.waitForFunction(() => document.querySelector('main') && !document.querySelector('main[data-old]') && !document.documentElement.hasAttribute('aria-busy'));
  };
  // The work goes on behind the page.
  const said = async (v, what) => {
    for (let tries = 0; tries < 60 && !(await main(v)).includes(what); tries += 1) {
      await v.page.waitForTimeout(500);
      await v.page.reload();
    }
    same((await main(v)).includes(what), true, what);
  };
  const submit = (v, form) => go(v, v.page.locator(`form[action$="${form}"] button[type=submit]`).first());

  story('registers: a register goes into its book, what is wrong waits and is corrected', 'vanthu', async (v) => {
    v.expect(422);
    await v.page.goto('/books/imports');
    await look(v, 'list-empty');
    none(await axe(v.page));
    await v.page.setInputFiles('input[type=file][name=file]', { name: 'ho-ten.csv', mimeType: 'text/csv', buffer: Buffer.from('Họ tên;Đơn vị\nA;B\n') });
    await v.page.fill('[name=year]', '2018');
    await submit(v, '/books/imports');
    same((await main(v)).includes('Không thấy dòng tiêu đề'), true, 'a file that is no register says so');
    await v.page.setInputFiles('input[type=file][name=file]', table(ROWS));
    await v.page.fill('[name=year]', '2018');
    await submit(v, '/books/imports');
    await v.page.waitForURL(/imports\/[0-9a-f-]{36}$/);
    const here = v.page.url();
    same((await main(v)).includes('Số này đã có ở dòng'), true, 'a doubled number is told');
    await look(v, 'preview');
    none(await axe(v.page));
    await v.page.locator('summary', { hasText: 'Cột nào là gì' }).click();
    await look(v, 'columns');
    none(await axe(v.page));
    await submit(v, '/running');
    await said(v, 'Đã đưa 3 dòng vào sổ');
    await look(v, 'done');
    // The register's number 7b is 7; saved, the row is ready.
    await v.page.goto(`${here}?state=wrong`);
    await go(v, v.page.locator('tbody tr', { hasText: '14/SXD' }).locator('a').first());
    await look(v, 'row');
    none(await axe(v.page));
    await v.page.fill('[name=number]', '7');
    await go(v, v.page.locator('main form button[type=submit]').first());
    await v.page.goto(here);
    await submit(v, '/running');
    await said(v, 'Đã đưa 4 dòng vào sổ');
    const report = await v.page.request.get(`${here}/report.xlsx`);
    same(`${report.status()} ${(await report.body()).subarray(0, 2)}`, '200 PK', 'the report is a table');
    await go(v, v.page.locator('main a', { hasText: 'Mở sổ' }));
    same(await v.page.locator('tbody tr').count(), 4, 'the book has the lines');
    same((await main(v)).includes('nhập từ sổ cũ'), true, 'marked as what they are');
    await look(v, 'book');
    await v.page.goto('/books');
    same((await main(v)).includes('sổ cũ trống'), true, 'the gaps are told');
    await look(v, 'books');
  });

  story('registers: scans find their lines by number, a doubt is asked', 'vanthu', async (v) => {
    await v.page.goto('/books/imports');
    await go(v, v.page.locator('a[href^="/books/scans/"]').first());
    await v.page.setInputFiles('input[type=file][name=file]', [letter('0001.txt', '118-BC/ĐU'), letter('2.txt', '77-BC/ĐU'), letter('900.txt', '1-BC/ĐU')]);
    await go(v, v.page.locator('form[enctype] button[type=submit]'));
    const told = await main(v);
    same(told.includes('Đã đọc 3 tệp, gắn 1 tệp'), true, `what became of them: ${told}`);
    await look(v, 'scans');
    none(await axe(v.page));
    await go(v, v.page.locator('button', { hasText: 'Không gắn' }).first());
    same((await main(v)).includes('Cần hỏi lại'), false, 'answered');
  });

  story('registers: on a telephone and in English', 'vanthu', async (v) => {
    await v.page.goto('/books/imports');
    await look(v, 'list-phone-en');
    none(await axe(v.page));
    await go(v, v.page.locator('a[href^="/books/imports/"]').first());
    await look(v, 'import-phone-en');
    none(await axe(v.page));
    await v.page.goto('/books/imports');
    await go(v, v.page.locator('a[href^="/books/scans/"]').first());
    await look(v, 'scans-phone-en');
    none(await axe(v.page));
  }, { size: 'phone', lang: 'en' });

  story('mailbox: the administrator sets it and a trial says what is wrong', 'quantri', async (v) => {
    v.expect(422);
    await v.page.goto('/mailbox');
    await look(v, 'mailbox-empty');
    none(await axe(v.page));
    await v.page.fill('[name=host]', '127.0.0.1');
    await v.page.fill('[name=port]', '1');
    await v.page.selectOption('[name=security]', 'none');
    await v.page.fill('[name=user]', 'vanthu');
    await v.page.fill('[name=secret]', 'bi-mat-thu');
    await v.page.fill('[name=sender-0]', '@tanan.invalid');
    await v.page.fill('[name=minutes]', '0');
    await submit(v, '/mailbox');
    same((await v.page.content()).includes('bi-mat-thu'), false, 'a secret does not go back onto the page');
    same(await v.page.locator('[name=sender-0]').inputValue(), '@tanan.invalid', 'what was typed stays');
    await v.page.fill('[name=minutes]', '5');
    await v.page.fill('[name=secret]', 'bi-mat-thu');
    await submit(v, '/mailbox');
    await go(v, v.page.locator('form[action="/mailbox/trial"] button'));
    same((await main(v)).includes('Không kết nối được máy chủ thư'), true, 'the trial says why');
    same((await v.page.content()).includes('bi-mat-thu'), false, 'the secret is never shown');
    await look(v, 'mailbox');
    none(await axe(v.page));
    await v.page.uncheck('[name=on]');
    await submit(v, '/mailbox');
  });

  story('mailbox: on a telephone and in English', 'quantri', async (v) => {
    await v.page.goto('/mailbox');
    await look(v, 'mailbox-phone-en');
    none(await axe(v.page));
  }, { size: 'phone', lang: 'en' });
  return list;
}
