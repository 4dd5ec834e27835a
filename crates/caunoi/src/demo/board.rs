//! Questions to the permanent board: one that all agreed to, one in which opinions differ, one that goes round now.

use asking::{Answer, Ask, Reply};
use kernel::{Id, Office};

use super::bodies::Cast;
use super::hands::{Hands, ask};

/// A question, its proposal, and what the deputies answer; the Secretary's turn comes last.
type Matter = (&'static str, &'static str, &'static [Option<&'static str>]);

const MATTERS: [Matter; 3] = [
    (
        "Chủ trương tổ chức Hội nghị biểu dương điển hình tiên tiến năm 2026",
        "Đồng ý tổ chức trong tháng 12, quy mô cấp tỉnh, kinh phí trong dự toán được giao",
        &[None, None, None],
    ),
    (
        "Phương án hỗ trợ khẩn cấp các hộ phải di dời do sạt lở",
        "Hỗ trợ 20 triệu đồng mỗi hộ từ dự phòng ngân sách tỉnh",
        &[
            None,
            Some(
                "Đề nghị phân hai mức: hộ phải xây lại nhà 40 triệu đồng, hộ di dời tạm thời 10 triệu đồng.",
            ),
        ],
    ),
    (
        "Cho ý kiến về nội dung làm việc với Đoàn công tác Trung ương",
        "Đồng ý với chương trình làm việc và các kiến nghị do Văn phòng tổng hợp",
        &[None],
    ),
];

pub fn play(office: &Office, hands: &Hands, cast: &Cast) -> anyhow::Result<()> {
    let (chief, secretary) = (cast.who("chanhvp")?, cast.who("bithu")?);
    let deputies: Vec<_> =
        ["phobithu", "phobithu2"].into_iter().filter_map(|name| cast.who(name).ok()).collect();
    for (title, proposal, answers) in MATTERS {
        let members: Vec<_> = deputies.iter().chain([&secretary]).map(|who| who.post).collect();
        let input = Ask {
            paper: None,
            title: title.to_owned(),
            proposal: proposal.to_owned(),
            due_on: office.now().date().checked_add(jiff::Span::new().days(3)).ok(),
            members,
            decider: secretary.post,
        };
        let question: Id<asking::Question> = hands.one(ask(office, chief.actor(), input, asking::ask))?;
        for (who, words) in deputies.iter().chain([&secretary]).zip(answers) {
            let (reply, words) = match words {
                Some(words) => (Reply::Other, (*words).to_owned()),
                None => (Reply::Agree, String::new()),
            };
            hands.one(ask(office, who.actor(), Answer { question, reply, words }, asking::answer))?;
        }
    }
    Ok(())
}
