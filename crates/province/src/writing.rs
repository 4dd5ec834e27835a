//! Writes a planned paper: its letter as an office would set it, and what stands in the book.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::civil::Date;
use print::{Layout, Letter, Paragraph, Row, Signer, Table};
use rules::{RulePack, Side};

use crate::chance::Chance;
use crate::fields::{Field, fields};
use crate::fill::{Blanks, cited, days, fill, long, short, two};
use crate::issuers::Issuer;
use crate::land::PROVINCE;
use crate::people::name;
use crate::plan::{Head, KINDS};

/// A written paper.
#[derive(Debug, Clone)]
pub struct Paper {
    /// As it stands in the book.
    pub code: String,
    pub kind: &'static str,
    pub issuer: String,
    pub issued: Date,
    pub subject: String,
    pub urgency: &'static str,
    /// The day that it asks for something by.
    pub asked_by: Option<Date>,
    pub letter: Letter,
}

/// Layouts by side and day, each read from the rules once.
pub struct Layouts<'r> {
    rules: &'r RulePack,
    known: Mutex<HashMap<(Side, Date), Layout>>,
}

impl<'r> Layouts<'r> {
    #[must_use]
    pub fn new(rules: &'r RulePack) -> Layouts<'r> {
        Layouts { rules, known: Mutex::default() }
    }

    fn of(&self, side: Side, date: Date) -> Option<Layout> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(layout) = known.get(&(side, date)) {
            return Some(layout.clone());
        }
        let layout = Layout::of(self.rules, side, date)?;
        known.insert((side, date), layout.clone());
        Some(layout)
    }
}

/// What one paper is written with.
struct Pen<'a> {
    chance: Chance,
    blanks: Blanks,
    field: &'a Field,
    issuer: &'a Issuer,
    /// What it is about, with its blanks filled.
    matter: String,
    /// Characters that the body should come to.
    aim: usize,
    asked_by: Option<Date>,
}

/// Writes it. Nothing, when the rules know no layout for its day.
#[must_use]
pub fn write(seed: u64, head: &Head, issuers: &[Issuer], layouts: &Layouts<'_>) -> Option<Paper> {
    let issuer = issuers.get(head.issuer)?;
    let field = fields().get(head.field)?;
    let (kind, short_kind, _) = *KINDS.get(head.kind)?;
    let layout = layouts.of(issuer.side, head.issued)?;
    let mut chance = Chance::of(seed, 3, head.n);
    let own = issuer.name.split_once("Đảng uỷ ").or(issuer.name.split_once("Uỷ ban nhân dân "));
    let own = own.map(|(_, own)| own).filter(|_| issuer.key == "xa");
    let blanks = Blanks::new(head.issued, own, &mut chance);
    let matter = fill(field.matters.get(head.matter)?, &blanks, &mut chance);
    let matter = match own {
        Some(own) if !matter.contains(own) && chance.percent(60) => format!("{matter} trên địa bàn {own}"),
        _ => matter,
    };
    let aim = length(&mut chance, short_kind);
    let mut pen = Pen { chance, blanks, field, issuer, matter, aim, asked_by: None };
    let letter = Letter {
        superior: issuer.superior.clone(),
        issuers: vec![issuer.head.clone()],
        code: code(issuer, short_kind, head.number),
        place_and_date: format!("{}, {}", issuer.place, long(head.issued)),
        kind: if short_kind == "CV" { String::new() } else { kind.to_owned() },
        urgency: (!head.urgency.is_empty()).then(|| layout.urgency(mark(head.urgency))),
        ..Letter::new(layout)
    };
    let letter = match short_kind {
        "CV" => pen.official(letter),
        "TTr" => pen.submission(letter),
        "KH" | "CTr" | "HD" => pen.plan(letter, short_kind),
        "TB" => pen.notice(letter),
        "GM" => pen.invitation(letter),
        "QĐ" => pen.decision(letter),
        "NQ" => pen.resolution(letter),
        _ => pen.report(letter),
    };
    let letter = pen.signed(letter, short_kind);
    let subject =
        if short_kind == "CV" { format!("về việc {}", letter.subject) } else { letter.subject.clone() };
    Some(Paper {
        code: letter.code.clone(),
        kind,
        issuer: issuer.name.clone(),
        issued: head.issued,
        subject,
        urgency: head.urgency,
        asked_by: pen.asked_by,
        letter,
    })
}

/// The mark as it is printed.
fn mark(urgency: &str) -> &'static str {
    match urgency {
        "flash" => "Hoả tốc",
        "very" => "Thượng khẩn",
        _ => "Khẩn",
    }
}

/// What a planned paper will be called: number and symbol, kind, issuer. Nothing of it need be written for that.
#[must_use]
pub fn called(head: &Head, issuers: &[Issuer]) -> Option<(String, &'static str, String)> {
    let issuer = issuers.get(head.issuer)?;
    let (kind, short_kind, _) = *KINDS.get(head.kind)?;
    Some((code(issuer, short_kind, head.number), kind, issuer.name.clone()))
}

/// `118-BC/ĐU` of a Party body, `118/BC-SXD` of a State body, `118/SXD-TH` of its letters.
fn code(issuer: &Issuer, kind: &str, number: u32) -> String {
    let (number, symbol) = (two(i64::from(number)), &issuer.symbol);
    match (issuer.side, kind) {
        (Side::Party, kind) => format!("{number}-{kind}/{symbol}"),
        (Side::State, "CV") => format!("{number}/{symbol}-TH"),
        (Side::State, kind) => format!("{number}/{kind}-{symbol}"),
    }
}

/// Half of the bodies have two thousand characters or more; few have ten.
fn length(chance: &mut Chance, kind: &str) -> usize {
    let middle = match kind {
        "GM" => 900,
        "CV" => 2_600,
        "TB" | "QĐ" => 2_800,
        "BC" => 3_400,
        _ => 3_200,
    };
    // Each of these steps is as likely as another, and the last few are the long ones.
    let steps = [45, 55, 65, 75, 85, 95, 105, 120, 140, 180, 260, 420];
    middle * steps.get(chance.below(steps.len())).copied().unwrap_or(100) / 100
}

/// Matters that are named by a noun stand by themselves; others are the work of doing something.
fn noun(matter: &str) -> String {
    const NOUNS: [&str; 21] = [
        "tiến độ",
        "kết quả",
        "tình hình",
        "công tác",
        "chủ trương",
        "chương trình",
        "phương án",
        "lịch",
        "phong trào",
        "chế độ",
        "việc",
        "biên chế",
        "tình trạng",
        "trật tự",
        "đại hội",
        "chính sách",
        "phòng",
        "giáo dục",
        "cải cách",
        "hướng nghiệp",
        "phổ cập",
    ];
    if NOUNS.iter().any(|noun| matter.starts_with(noun)) {
        matter.to_owned()
    } else {
        format!("việc {matter}")
    }
}

impl Pen<'_> {
    fn one(&mut self, of: &[&'static str]) -> String {
        let sentence = self.chance.pick(of).copied().unwrap_or_default();
        fill(sentence, &self.blanks, &mut self.chance)
    }

    /// So many different sentences.
    fn some(&mut self, of: &[&'static str], count: usize) -> Vec<String> {
        let mixed = self.chance.mixed(of);
        mixed.into_iter().take(count).map(|sentence| fill(sentence, &self.blanks, &mut self.chance)).collect()
    }

    /// Paragraphs of two or three sentences each until they come to so many characters; other fields help out.
    fn told(&mut self, characters: usize) -> Vec<Paragraph> {
        let (mut out, mut so_far, mut field) = (Vec::new(), 0, self.field);
        let mut others = self.chance.mixed(&fields().iter().collect::<Vec<_>>()).into_iter();
        let mut heading = 1;
        while so_far < characters {
            let sentences = self.some(&field.did, field.did.len());
            let large = characters > 1_000;
            if large {
                out.push(Paragraph::heading(format!("{heading}. Về {}", lower(field.name))));
                heading += 1;
            }
            for pair in sentences.chunks(if large { 3 } else { 2 }) {
                let said = pair.join(" ");
                so_far += said.chars().count();
                out.push(Paragraph::text(said));
                if so_far >= characters {
                    break;
                }
            }
            match others.next() {
                Some(next) if large => field = next,
                _ => break,
            }
        }
        out
    }

    fn cite(&mut self) -> String {
        cited(self.blanks.on, &mut self.chance)
    }

    /// The body that is written to.
    fn addressee(&mut self) -> String {
        let all =
            ["Ban Thường vụ Tỉnh uỷ", "Thường trực Tỉnh uỷ", "Văn phòng Tỉnh uỷ", "Ban Thường vụ Tỉnh uỷ"];
        self.chance.pick(&all).copied().unwrap_or("Tỉnh uỷ").to_owned()
    }

    fn report(&mut self, letter: Letter) -> Letter {
        let to = self.addressee();
        let cite = self.cite();
        let opening = match self.chance.between(0, 3) {
            0 => {
                format!("Thực hiện {cite}, {} báo cáo {to} {} như sau:", self.issuer.name, noun(&self.matter))
            }
            1 => format!(
                "Căn cứ chế độ thông tin, báo cáo và {cite}, {} báo cáo {} với các nội dung chính sau đây:",
                self.issuer.name,
                noun(&self.matter)
            ),
            2 => format!(
                "Theo yêu cầu tại {cite}, {} đã tổng hợp số liệu đến ngày {} và báo cáo {to} như sau:",
                self.issuer.name,
                short(days(self.blanks.on, -2))
            ),
            _ => format!(
                "Trong kỳ báo cáo, {} tập trung lãnh đạo, chỉ đạo {}. Kết quả cụ thể như sau:",
                self.issuer.name,
                noun(&self.matter)
            ),
        };
        let mut body = vec![Paragraph::text(opening), Paragraph::heading("I- Kết quả đạt được")];
        body.extend(self.told(self.aim * 55 / 100));
        if self.aim > 3_000 {
            body.push(self.table());
        }
        body.push(Paragraph::heading("II- Hạn chế, nguyên nhân"));
        let lacks = self.some(&self.field.lacks, if self.aim > 2_500 { 3 } else { 2 });
        body.extend(lacks.into_iter().map(|lack| Paragraph::text(format!("- {lack}"))));
        body.push(Paragraph::text(self.one(&[
            "Nguyên nhân chủ yếu do khối lượng công việc lớn, một số quy định thay đổi trong thời gian ngắn; sự phối hợp giữa các cơ quan có lúc chưa chặt chẽ.",
            "Nguyên nhân khách quan là thời tiết bất thường và giá cả biến động; nguyên nhân chủ quan là công tác kiểm tra, đôn đốc chưa thường xuyên.",
            "Những hạn chế trên trước hết thuộc trách nhiệm của người đứng đầu đơn vị trong chỉ đạo, điều hành và bố trí cán bộ.",
        ])));
        body.push(Paragraph::heading("III- Nhiệm vụ, giải pháp thời gian tới"));
        let count = (self.aim / 800).clamp(2, 5);
        let will = self.some(&self.field.will, count);
        body.extend((1..).zip(will).map(|(n, said)| Paragraph::text(format!("{n}. {said}"))));
        if self.chance.percent(65) {
            body.push(Paragraph::heading("IV- Đề xuất, kiến nghị"));
            let asks = self.some(&self.field.asks, 1 + usize::from(self.aim > 2_200));
            body.extend(
                asks.into_iter().map(|ask| Paragraph::text(format!("Đề nghị {to}: {}", lower(&ask)))),
            );
        }
        body.push(Paragraph::text(format!("Trên đây là báo cáo {}.", noun(&self.matter))));
        Letter { subject: noun(&self.matter), to: Vec::new(), body, ..letter }
    }

    /// Three or four lines of figures, plan against done.
    fn table(&mut self) -> Paragraph {
        let column = |heading: &str, share| print::Column::new(heading, share).centred();
        let names = [
            "Xã, phường khu vực phía Đông",
            "Xã, phường khu vực phía Tây",
            "Khu vực trung tâm",
            "Hai đặc khu",
        ];
        let mut rows = Vec::new();
        for name in names.iter().take(2 + self.chance.below(3)) {
            let plan = self.chance.between(40, 900);
            let done = plan * self.chance.between(52, 118) / 100;
            let share = done * 1000 / plan.max(1);
            let cells = [
                (*name).to_owned(),
                plan.to_string(),
                done.to_string(),
                format!("{},{}", share / 10, share % 10),
            ];
            rows.push(Row::from_iter(cells));
        }
        Paragraph::Table(Table {
            columns: vec![
                print::Column::new("Khu vực", 3.0),
                column("Kế hoạch", 1.0),
                column("Thực hiện", 1.0),
                column("Tỷ lệ (%)", 1.0),
            ],
            rows,
            numbered: false,
        })
    }

    fn official(&mut self, letter: Letter) -> Letter {
        let cite = self.cite();
        let to = self.addressee();
        let by = self.blanks.by;
        let (subject, opening, closing) = match self.chance.between(0, 5) {
            0 => (
                format!("xin ý kiến về {}", noun(&self.matter)),
                format!(
                    "Thực hiện {cite}, {} đã xây dựng dự thảo và xin ý kiến {to} về {}.",
                    self.issuer.name,
                    noun(&self.matter)
                ),
                "Kính đề nghị xem xét, cho ý kiến để hoàn thiện, ban hành theo thẩm quyền.".to_owned(),
            ),
            1 => {
                self.asked_by = Some(by);
                (
                    format!("phối hợp thực hiện {}", noun(&self.matter)),
                    format!(
                        "Để chuẩn bị nội dung theo {cite}, {} đề nghị phối hợp thực hiện {}.",
                        self.issuer.name,
                        noun(&self.matter)
                    ),
                    format!("Đề nghị gửi ý kiến bằng văn bản trước ngày {} để tổng hợp.", short(by)),
                )
            }
            2 => (
                format!("trả lời kiến nghị về {}", noun(&self.matter)),
                format!(
                    "{} nhận được {cite}. Sau khi kiểm tra thực tế, {} trả lời như sau:",
                    self.issuer.name, self.issuer.name
                ),
                "Trên đây là ý kiến trả lời, trân trọng báo cáo để chỉ đạo.".to_owned(),
            ),
            3 => {
                self.asked_by = Some(by);
                (
                    format!("đề nghị cho ý kiến chỉ đạo đối với {}", noun(&self.matter)),
                    format!(
                        "Quá trình triển khai {cite} phát sinh một số vướng mắc liên quan đến {}.",
                        noun(&self.matter)
                    ),
                    format!("Do thời gian gấp, kính mong nhận được ý kiến chỉ đạo trước ngày {}.", short(by)),
                )
            }
            4 => (
                format!("góp ý dự thảo kế hoạch thực hiện {}", noun(&self.matter)),
                format!(
                    "Sau khi nghiên cứu dự thảo gửi kèm {cite}, {} cơ bản nhất trí và có một số ý kiến như sau:",
                    self.issuer.name
                ),
                "Ngoài các nội dung trên, cơ quan góp ý không có ý kiến khác.".to_owned(),
            ),
            _ => (
                format!("tình hình thực hiện {}", noun(&self.matter)),
                format!(
                    "{} báo cáo nhanh tình hình thực hiện {} theo yêu cầu tại {cite}.",
                    self.issuer.name,
                    noun(&self.matter)
                ),
                "Các nội dung tiếp theo sẽ được báo cáo trong kỳ báo cáo tháng.".to_owned(),
            ),
        };
        let mut body = vec![Paragraph::text(opening)];
        body.extend(self.told(self.aim * 45 / 100));
        let lack = self.one(&self.field.lacks);
        body.push(Paragraph::text(format!("Khó khăn hiện nay: {}", lower(&lack))));
        let count = (self.aim / 700).clamp(1, 3);
        let asks = self.some(&self.field.asks, count);
        body.extend((1..).zip(asks).map(|(n, ask)| Paragraph::text(format!("{n}. Đề nghị {}", lower(&ask)))));
        body.push(Paragraph::text(closing));
        Letter { subject, to: vec![to], body, ..letter }
    }

    fn submission(&mut self, letter: Letter) -> Letter {
        let cite = self.cite();
        let mut body = vec![
            Paragraph::text(format!(
                "Thực hiện {cite}, {} trình {} như sau:",
                self.issuer.name,
                noun(&self.matter)
            )),
            Paragraph::heading("I- Sự cần thiết"),
        ];
        body.extend(self.told(self.aim * 35 / 100));
        let lacks = self.some(&self.field.lacks, 2);
        body.push(Paragraph::text(format!(
            "Tuy nhiên, thực tế còn những tồn tại cần giải quyết. {}",
            lacks.join(" ")
        )));
        body.push(Paragraph::heading("II- Nội dung trình"));
        let count = (self.aim / 900).clamp(2, 4);
        let asks = self.some(&self.field.asks, count);
        body.extend((1..).zip(asks).map(|(n, ask)| Paragraph::text(format!("{n}. {ask}"))));
        body.push(Paragraph::heading("III- Tổ chức thực hiện"));
        let will = self.some(&self.field.will, count);
        body.extend(will.into_iter().map(|said| Paragraph::text(format!("- {said}"))));
        body.push(Paragraph::text(self.one(&[
            "Kinh phí thực hiện dự kiến {ty:2-60} tỷ đồng, từ nguồn ngân sách tỉnh và các nguồn hợp pháp khác.",
            "Tổng kinh phí dự kiến {tr:300-4800} triệu đồng, trong đó ngân sách tỉnh bảo đảm {p:40-80}.",
            "Việc thực hiện không làm phát sinh thêm biên chế và kinh phí so với dự toán đã giao.",
        ])));
        body.push(Paragraph::text("Kính trình Ban Thường vụ Tỉnh uỷ xem xét, quyết định."));
        let subject = format!("về {}", noun(&self.matter));
        Letter {
            subject, to: vec!["Ban Thường vụ Tỉnh uỷ".to_owned()], submitted: true, body, ..letter
        }
    }

    fn plan(&mut self, letter: Letter, kind: &str) -> Letter {
        let cite = self.cite();
        let what = match kind {
            "HD" => "hướng dẫn",
            "CTr" => "xây dựng chương trình",
            _ => "xây dựng kế hoạch",
        };
        let mut body = vec![
            Paragraph::text(format!("Thực hiện {cite}, {} {what} {} như sau:", self.issuer.name, noun(&self.matter))),
            Paragraph::heading("I- Mục đích, yêu cầu"),
            Paragraph::text(self.one(&[
                "Tạo chuyển biến rõ nét về nhận thức và hành động của cấp uỷ, người đứng đầu; xác định rõ người chịu trách nhiệm, thời hạn và kết quả của từng việc.",
                "Cụ thể hoá các nhiệm vụ được giao thành công việc theo từng tháng; bảo đảm thiết thực, tiết kiệm, tránh hình thức.",
                "Thống nhất cách làm giữa các đơn vị; kịp thời phát hiện, tháo gỡ vướng mắc ngay tại cơ sở.",
            ])),
            Paragraph::heading("II- Nội dung"),
        ];
        let (mut so_far, mut n) = (0, 1);
        for said in self.some(&self.field.will, 6) {
            let why = self.one(&self.field.lacks);
            let done = self.one(&self.field.did);
            let said = format!("{n}. {said} Lý do: {} Hiện trạng: {}", lower(&why), lower(&done));
            so_far += said.chars().count();
            body.push(Paragraph::text(said));
            n += 1;
            if so_far > self.aim * 60 / 100 {
                break;
            }
        }
        body.push(Paragraph::heading("III- Tổ chức thực hiện"));
        for said in [
            "Văn phòng tham mưu theo dõi, đôn đốc, định kỳ báo cáo vào ngày 20 hằng tháng.",
            "Các cơ quan, đơn vị căn cứ chức năng, nhiệm vụ xây dựng kế hoạch chi tiết trước ngày {han}.",
            "Kinh phí thực hiện {tr:80-1900} triệu đồng, bố trí từ nguồn chi thường xuyên năm {nam}.",
        ] {
            let said = self.one(&[said]);
            body.push(Paragraph::text(format!("- {said}")));
        }
        Letter { subject: format!("thực hiện {}", noun(&self.matter)), body, ..letter }
    }

    fn notice(&mut self, letter: Letter) -> Letter {
        let day = short(days(self.blanks.on, -self.chance.between(1, 5)));
        let mut body = vec![Paragraph::text(format!(
            "Ngày {day}, {} tổ chức hội nghị về {}. Sau khi nghe báo cáo và ý kiến của các đại biểu, hội nghị thống nhất kết luận:",
            self.issuer.name,
            noun(&self.matter)
        ))];
        body.extend(self.told(self.aim * 40 / 100));
        let count = (self.aim / 600).clamp(2, 5);
        let will = self.some(&self.field.will, count);
        body.extend((1..).zip(will).map(|(n, said)| Paragraph::text(format!("{n}. {said}"))));
        let lack = self.one(&self.field.lacks);
        body.push(Paragraph::text(format!("Hội nghị lưu ý: {}", lower(&lack))));
        body.push(Paragraph::text("Thông báo để các cơ quan, đơn vị biết, thực hiện."));
        Letter { subject: format!("kết luận hội nghị về {}", noun(&self.matter)), body, ..letter }
    }

    fn invitation(&mut self, letter: Letter) -> Letter {
        let on = days(self.blanks.on, self.chance.between(4, 12));
        let hour = ["8 giờ 00", "14 giờ 00", "7 giờ 30", "13 giờ 30"][self.chance.below(4)];
        let to = self.addressee();
        let mut body = vec![
            Paragraph::text(format!(
                "{} trân trọng kính mời đại diện lãnh đạo {to} dự cuộc họp về {}.",
                self.issuer.name,
                noun(&self.matter)
            )),
            Paragraph::text(format!("1. Thời gian: {hour}, ngày {}.", short(on))),
            Paragraph::text(format!(
                "2. Địa điểm: phòng họp số {}, trụ sở {}.",
                self.chance.between(1, 4),
                self.issuer.name
            )),
        ];
        let will = self.some(&self.field.will, 3);
        body.push(Paragraph::text(format!("3. Nội dung: thảo luận việc triển khai. {}", will.join(" "))));
        body.push(Paragraph::text(
            "Tài liệu gửi kèm. Đại biểu vắng mặt đề nghị báo lại trước ngày họp một ngày.",
        ));
        Letter { subject: format!("họp về {}", noun(&self.matter)), to: vec![to], body, ..letter }
    }

    fn decision(&mut self, letter: Letter) -> Letter {
        let (cite, second) = (self.cite(), self.cite());
        let mut body = vec![Paragraph::article(
            "Điều 1.",
            format!("Ban hành kèm theo Quyết định này Kế hoạch thực hiện {}.", noun(&self.matter)),
        )];
        body.extend(self.told(self.aim * 40 / 100));
        let will = self.some(&self.field.will, 3);
        body.push(Paragraph::article("Điều 2.", format!("Giao các đơn vị liên quan: {}", will.join(" "))));
        body.push(Paragraph::article(
            "Điều 3.",
            "Văn phòng, các đơn vị và cá nhân liên quan chịu trách nhiệm thi hành Quyết định này.",
        ));
        Letter {
            subject: format!("về việc ban hành Kế hoạch thực hiện {}", noun(&self.matter)),
            bases: vec![format!("Căn cứ {cite}"), format!("Xét đề nghị tại {second}")],
            authority: if self.issuer.side == Side::State { self.issuer.name.clone() } else { String::new() },
            body,
            ..letter
        }
    }

    fn resolution(&mut self, letter: Letter) -> Letter {
        let cite = self.cite();
        let mut body = vec![
            Paragraph::text(format!(
                "Thực hiện {cite}, {} đánh giá và quyết nghị như sau:",
                self.issuer.name
            )),
            Paragraph::heading("I- Tình hình"),
        ];
        body.extend(self.told(self.aim * 40 / 100));
        body.push(Paragraph::heading("II- Mục tiêu, nhiệm vụ"));
        let will = self.some(&self.field.will, 4);
        body.extend((1..).zip(will).map(|(n, said)| Paragraph::text(format!("{n}. {said}"))));
        body.push(Paragraph::heading("III- Tổ chức thực hiện"));
        body.push(Paragraph::text("Các chi bộ, đảng bộ trực thuộc xây dựng chương trình hành động, báo cáo kết quả trước ngày 20 tháng cuối quý. Nghị quyết này phổ biến đến chi bộ."));
        Letter { subject: format!("về {}", noun(&self.matter)), body, ..letter }
    }

    fn signed(&mut self, letter: Letter, kind: &str) -> Letter {
        let first = self.chance.percent(70);
        let signs = if first { self.issuer.signs.first() } else { self.issuer.signs.last() };
        let (capacity, position) = signs.cloned().unwrap_or_default();
        let place = self.issuer.name.bytes().fold(0_usize, |sum, b| sum * 31 % 9_973 + usize::from(b));
        let signer = Signer { capacity, position, name: name(200 + place + usize::from(first)) };
        let mut recipients = Vec::new();
        if matches!(kind, "CV" | "TTr" | "GM") {
            recipients.push("Như trên".to_owned());
        } else {
            recipients.push("Ban Thường vụ Tỉnh uỷ".to_owned());
            recipients.push("Văn phòng Tỉnh uỷ".to_owned());
        }
        let more = [
            "Các ban đảng Tỉnh uỷ".to_owned(),
            format!("Uỷ ban nhân dân tỉnh {PROVINCE}"),
            "Các đồng chí uỷ viên ban thường vụ".to_owned(),
            "Các đơn vị trực thuộc".to_owned(),
        ];
        let count = self.chance.below(3);
        recipients.extend(self.chance.mixed(&more).into_iter().take(count));
        recipients.push(self.issuer.keeps.clone());
        Letter { signers: vec![signer], recipients, ..letter }
    }
}

/// With a small first letter, as it goes on within a sentence.
fn lower(said: &str) -> String {
    let mut letters = said.chars();
    let first = letters.next().map(|c| c.to_lowercase().to_string()).unwrap_or_default();
    first + letters.as_str()
}
