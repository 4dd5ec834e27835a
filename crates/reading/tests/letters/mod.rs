//! Letters in both layouts, of an imaginary province, printed to PDF by Chromium.

// Each test program takes what it needs of this module.
#![allow(dead_code)]
// A helper of a test may stop it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::{Path, PathBuf};
use std::process::Command;

const STYLE: &str = "<meta charset=utf-8><style>@page{size:A4;margin:20mm 15mm 20mm 30mm}body{font-family:'Liberation Serif',serif;font-size:14pt}\
    td{vertical-align:top;text-align:center}.w{width:100%}p{text-align:justify;text-indent:10mm;margin:6pt 0}</style>";

pub const PARTY: &str = "<table class=w><tr><td>TỈNH UỶ HẢI SƠN<br><b>VĂN PHÒNG</b><br>*<br>Số 25-CV/VPTU<br><i>về việc chuẩn bị nội dung<br>làm việc tại xã Đông Hoà</i></td>\
    <td><b><u>ĐẢNG CỘNG SẢN VIỆT NAM</u></b><br><br><i>Hải Sơn, ngày 05 tháng 02 năm 2026</i></td></tr></table>\
    <p style='margin-top:12pt'><i>Kính gửi:</i> Đảng uỷ xã Đông Hoà.</p>\
    <p>Thực hiện Chương trình số 08-CTr/TU, ngày 12/01/2026 của Ban Thường vụ Tỉnh uỷ, Văn phòng Tỉnh uỷ đề nghị Đảng uỷ xã báo cáo bằng văn bản, gửi về Văn phòng trước ngày 15/02/2026 để tổng hợp.</p>\
    <table class=w><tr><td style='text-align:left;width:50%'><u>Nơi nhận:</u><br>- Như trên,<br>- Ban Tổ chức Tỉnh uỷ,<br>- Lưu Văn phòng Tỉnh uỷ.</td>\
    <td><b>T/L BAN THƯỜNG VỤ</b><br>CHÁNH VĂN PHÒNG<br><br><br><br><b>Trần Văn Bình</b></td></tr></table>";

pub const STATE: &str = "<table class=w><tr><td>UBND TỈNH HẢI SƠN<br><b>SỞ NỘI VỤ</b><br>Số: 112/QĐ-SNV</td>\
    <td><b>CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>Độc lập - Tự do - Hạnh phúc</b><br><br><i>Hải Sơn, ngày 10 tháng 3 năm 2026</i></td></tr></table>\
    <div style='text-align:center;margin-top:14pt'><b>QUYẾT ĐỊNH<br>Về việc ban hành Quy chế làm việc của<br>Phòng Công chức, viên chức</b><br><br><b>GIÁM ĐỐC SỞ NỘI VỤ</b></div>\
    <p><i>Căn cứ Quyết định số 15/QĐ-UBND ngày 06 tháng 01 năm 2026 của Uỷ ban nhân dân tỉnh;</i></p>\
    <p><b>Điều 1.</b> Ban hành kèm theo Quyết định này Quy chế làm việc của Phòng Công chức, viên chức thuộc Sở Nội vụ.</p>\
    <table class=w style='page-break-before:always'><tr><td style='text-align:left;width:50%'><b><i>Nơi nhận:</i></b><br>- Như Điều 3;<br>- Lưu: VT, CCVC.</td>\
    <td><b>KT. GIÁM ĐỐC<br>PHÓ GIÁM ĐỐC</b><br><br><br><br><b>Bùi Thị Thu Hằng</b></td></tr></table>";

const LETTER: &str = "<table class=w><tr><td><b>UỶ BAN NHÂN DÂN<br>HUYỆN ĐÔNG HOÀ</b><br>Số: 482/UBND-KT<br>V/v rà soát hồ sơ giao đất<br>khu tái định cư Bến Đá</td>\
    <td><b>CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>Độc lập - Tự do - Hạnh phúc</b><br><br><i>Đông Hoà, ngày 21 tháng 4 năm 2026</i></td></tr></table>\
    <p style='margin-top:12pt'>Kính gửi: Sở Nông nghiệp và Môi trường.</p>\
    <p>Uỷ ban nhân dân huyện nhận được Công văn số 391/SNNMT-QLĐĐ ngày 14 tháng 4 năm 2026 về việc đẩy nhanh tiến độ cấp giấy chứng nhận cho 37 hộ dân thuộc khu tái định cư Bến Đá. Sau khi kiểm tra thực địa, Uỷ ban nhân dân huyện báo cáo: 29 hồ sơ đã đủ điều kiện, 08 hồ sơ còn thiếu trích đo bản đồ địa chính.</p>\
    <p>Đề nghị Sở bố trí cán bộ phối hợp và trả lời bằng văn bản trước ngày 05/5/2026 để huyện hoàn tất thủ tục theo quy định./.</p>\
    <table class=w><tr><td style='text-align:left;width:50%'><b><i>Nơi nhận:</i></b><br>- Như trên;<br>- Phòng Kinh tế huyện;<br>- Lưu: VT, KT.</td>\
    <td><b>TM. UỶ BAN NHÂN DÂN<br>KT. CHỦ TỊCH<br>PHÓ CHỦ TỊCH</b><br><br><br><br><b>Phạm Quốc Khánh</b></td></tr></table>";

const NOTICE: &str = "<table class=w><tr><td>TỈNH UỶ HẢI SƠN<br>*<br>Số 147-TB/TU</td>\
    <td><b><u>ĐẢNG CỘNG SẢN VIỆT NAM</u></b><br><br><i>Hải Sơn, ngày 18 tháng 5 năm 2026</i></td></tr></table>\
    <div style='text-align:center;margin-top:14pt'><b>THÔNG BÁO<br>kết luận của Ban Thường vụ Tỉnh uỷ<br>về công tác phòng, chống thiên tai năm 2026</b><br>-----</div>\
    <p>Ngày 15/5/2026, Ban Thường vụ Tỉnh uỷ họp, cho ý kiến về Tờ trình số 63-TTr/ĐUUB, ngày 11/5/2026 của Đảng uỷ Uỷ ban nhân dân tỉnh. Sau khi thảo luận, Ban Thường vụ Tỉnh uỷ kết luận:</p>\
    <p>1. Thống nhất chủ trương gia cố tuyến đê biển dài 12,5 km qua các xã Đông Hoà, Tân Lập và phường Cửa Sông, hoàn thành trước mùa mưa bão.</p>\
    <p>2. Giao Đảng uỷ Uỷ ban nhân dân tỉnh chỉ đạo các sở, ngành rà soát phương án di dời 1.240 hộ dân ở vùng nguy hiểm, báo cáo Ban Thường vụ Tỉnh uỷ trước ngày 30/6/2026.</p>\
    <table class=w><tr><td style='text-align:left;width:50%'><u>Nơi nhận:</u><br>- Đảng uỷ Uỷ ban nhân dân tỉnh,<br>- Các đảng uỷ trực thuộc Tỉnh uỷ,<br>- Lưu Văn phòng Tỉnh uỷ.</td>\
    <td><b>T/M BAN THƯỜNG VỤ</b><br>PHÓ BÍ THƯ<br><br><br><br><b>Nguyễn Thị Ngọc Lan</b></td></tr></table>";

const INVITATION: &str = "<table class=w><tr><td>HỘI ĐỒNG NHÂN DÂN<br>TỈNH HẢI SƠN<br><b>VĂN PHÒNG</b><br>Số: 56/GM-VP</td>\
    <td><b>CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>Độc lập - Tự do - Hạnh phúc</b><br><br><i>Hải Sơn, ngày 02 tháng 7 năm 2026</i></td></tr></table>\
    <div style='text-align:center;margin-top:14pt'><b>GIẤY MỜI<br>Họp thẩm tra dự thảo nghị quyết trình kỳ họp thứ mười một</b></div>\
    <p style='margin-top:12pt'>Kính gửi: Ban Kinh tế - Ngân sách.</p>\
    <p>Văn phòng trân trọng kính mời đại biểu dự cuộc họp thẩm tra dự thảo nghị quyết về điều chỉnh kế hoạch đầu tư công trung hạn, tổ chức lúc 8 giờ 00, thứ Ba, ngày 07/7/2026 tại phòng họp số 2, trụ sở Hội đồng nhân dân tỉnh.</p>\
    <table class=w><tr><td style='text-align:left;width:50%'><b><i>Nơi nhận:</i></b><br>- Như trên;<br>- Lưu: VT.</td>\
    <td><b>CHÁNH VĂN PHÒNG</b><br><br><br><br><b>Lê Hoàng Sơn</b></td></tr></table>";

const REPORT: &str = "<table class=w><tr><td>ĐẢNG BỘ TỈNH HẢI SƠN<br><b>ĐẢNG UỶ PHƯỜNG CỬA SÔNG</b><br>*<br>Số 09-BC/ĐU</td>\
    <td><b><u>ĐẢNG CỘNG SẢN VIỆT NAM</u></b><br><br><i>Cửa Sông, ngày 28 tháng 6 năm 2026</i></td></tr></table>\
    <div style='text-align:center;margin-top:14pt'><b>BÁO CÁO<br>sơ kết công tác xây dựng Đảng sáu tháng đầu năm 2026</b><br>-----</div>\
    <p>Sáu tháng đầu năm 2026, Đảng uỷ phường đã ban hành 14 nghị quyết, 22 kế hoạch; kết nạp 31 đảng viên mới, đạt 62% chỉ tiêu năm. Công tác kiểm tra, giám sát được thực hiện đúng chương trình; không phát sinh đơn thư vượt cấp kéo dài.</p>\
    <p>Bên cạnh kết quả đạt được, việc sinh hoạt chuyên đề ở một số chi bộ khu phố còn chậm; tỷ lệ đảng viên trẻ tham gia chưa cao. Đảng uỷ phường sẽ tập trung khắc phục trong quý III năm 2026.</p>\
    <table class=w><tr><td style='text-align:left;width:50%'><u>Nơi nhận:</u><br>- Ban Thường vụ Tỉnh uỷ,<br>- Ban Tổ chức Tỉnh uỷ,<br>- Lưu Văn phòng Đảng uỷ.</td>\
    <td><b>T/M ĐẢNG UỶ</b><br>BÍ THƯ<br><br><br><br><b>Vũ Đức Thịnh</b></td></tr></table>";

pub const LETTERS: [(&str, &str); 6] = [
    ("party-letter", PARTY),
    ("state-decision", STATE),
    ("state-letter", LETTER),
    ("party-notice", NOTICE),
    ("invitation", INVITATION),
    ("party-report", REPORT),
];

/// A mark of secrecy as a red stamp, put before a letter.
pub const STAMP: &str = "<div style='position:absolute;left:14mm;top:34mm;color:#c8102e;border:1mm solid #c8102e;padding:1mm 4mm;font-weight:bold'>TỐI MẬT</div>";

/// Chromium prints the page. Without it the test fails and says what to install.
pub fn print(folder: &Path, name: &str, html: &str) -> PathBuf {
    let (page, pdf) = (folder.join(format!("{name}.html")), folder.join(format!("{name}.pdf")));
    std::fs::write(&page, format!("{STYLE}{html}")).unwrap();
    let run = Command::new("chromium")
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"])
        .arg(format!("--user-data-dir={}", folder.join(format!("profile-{name}")).display()))
        .arg(format!("--print-to-pdf={}", pdf.display()))
        .arg(format!("file://{}", page.display()))
        .output()
        .expect("letters are printed with chromium: apt install chromium fonts-liberation poppler-utils");
    assert!(pdf.exists(), "chromium printed nothing: {}", String::from_utf8_lossy(&run.stderr));
    pdf
}
