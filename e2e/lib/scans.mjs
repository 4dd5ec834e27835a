// Scans made for stories: pages drawn by the browser or printed by the office, put into a PDF as a scanner does it.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// A4 at 200 dots an inch.
const WIDE = 1654;
const HIGH = 2339;

const LETTER = (code, subject, more) => `<body style="margin:0;font:44px 'Tinos','Liberation Serif',serif;padding:150px 120px 0 190px;color:#111">
  <table style="width:100%;text-align:center;font-size:42px"><tr style="vertical-align:top"><td>TỈNH UỶ HẢI SƠN<br><b>VĂN PHÒNG</b><br>*<br>Số ${code}<br><i>${subject}</i></td>
  <td><b><u>ĐẢNG CỘNG SẢN VIỆT NAM</u></b><br><br><i>Hải Sơn, ngày 05 tháng 02 năm 2026</i></td></tr></table>
  <p style="margin-top:70px"><i>Kính gửi:</i> Đảng uỷ xã Đông Hoà.</p>
  <p>Thực hiện Chương trình làm việc của Ban Thường vụ Tỉnh uỷ, Văn phòng Tỉnh uỷ đề nghị Đảng uỷ xã báo cáo bằng văn bản để tổng hợp. Dữ liệu giả định.</p>
  <p style="text-align:center;margin:120px 0 0 700px"><b>T/L BAN THƯỜNG VỤ</b><br>CHÁNH VĂN PHÒNG<br><br><br><b>Trần Văn Bình</b></p>${more}</body>`;

// What a pen leaves in the margin.
const PEN = '<svg style="position:absolute;left:100px;top:1700px" width="600" height="160" fill="none" stroke="#1b3fae" stroke-width="7">'
  + '<path d="M10 90c40-90 60-70 50 0s30 60 60-10 50-60 40 10 40 50 70-20 40-50 40 20 50 40 80-30 40-40 40 20 60 30 90-20"/><path d="M30 140q240-40 500-10"/></svg>';

// A page of a letter, as a scanner takes it.
export async function letter(browser, code, subject, { pen = false } = {}) {
  const page = await browser.newPage({ viewport: { width: WIDE, height: HIGH } });
  await page.setContent(LETTER(code, subject, pen ? PEN : ''));
  const buffer = await page.screenshot({ type: 'jpeg', quality: 85 });
  await page.close();
  return buffer;
}

// The pages of a printed PDF, scanned. poppler-utils makes the pictures.
export function scanned(pdf) {
  const folder = mkdtempSync(join(tmpdir(), 'caunoi-scan-'));
  try {
    writeFileSync(join(folder, 'in.pdf'), pdf);
    execFileSync('pdftoppm', ['-jpeg', '-scale-to-x', String(WIDE), '-scale-to-y', String(HIGH), join(folder, 'in.pdf'), join(folder, 'out')]);
    const names = execFileSync('ls', [folder]).toString().split('\n').filter((name) => name.endsWith('.jpg')).sort();
    return names.map((name) => readFileSync(join(folder, name)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// One file of all pages.
export function stack(pages) {
  const parts = [Buffer.from('%PDF-1.4\n')];
  const places = [];
  const size = () => parts.reduce((sum, part) => sum + part.length, 0);
  const object = (...body) => {
    places.push(size());
    parts.push(Buffer.from(`${places.length} 0 obj\n`), ...body.map((part) => Buffer.from(part)), Buffer.from('\nendobj\n'));
  };
  object('<</Type/Catalog/Pages 2 0 R>>');
  object(`<</Type/Pages/Count ${pages.length}/Kids[${pages.map((_, n) => `${3 + 3 * n} 0 R`).join(' ')}]>>`);
  const draw = 'q 595 0 0 842 0 0 cm /Scan Do Q';
  pages.forEach((jpeg, n) => {
    object(`<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents ${4 + 3 * n} 0 R/Resources<</XObject<</Scan ${5 + 3 * n} 0 R>>>>>>`);
    object(`<</Length ${draw.length}>>stream\n${draw}\nendstream`);
    object(`<</Type/XObject/Subtype/Image/Width ${WIDE}/Height ${HIGH}/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode/Length ${jpeg.length}>>stream\n`, jpeg, '\nendstream');
  });
  const start = size();
  const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  parts.push(Buffer.from(`xref\n0 ${places.length + 1}\n0000000000 65535 f \n${table}trailer<</Size ${places.length + 1}/Root 1 0 R>>\nstartxref\n${start}\n%%EOF\n`));
  return Buffer.concat(parts);
}
