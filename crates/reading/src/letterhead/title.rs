//! A register's or portal's title in one line: kind, code, subject.

use vietnamese::find_codes;

use super::kind;
use super::piece::key;

/// A title taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    pub kind: Option<String>,
    pub code: Option<String>,
    /// What is left; without "số".
    pub subject: String,
}

/// Reads "Thông tư số 03/2025/TT-TTCP hướng dẫn …". `None` when neither kind nor code is there.
#[must_use]
pub fn read_title(title: &str) -> Option<Title> {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let kind = kind::begins(&key(&title)).map(|(k, _)| k);
    let code = find_codes(&title).into_iter().next().filter(|(range, _)| {
        // The paper's own code follows its kind; one further back belongs to a paper it names.
        let before = title.get(..range.start).map_or(0, |b| b.split_whitespace().count());
        let words = kind.map_or(0, |k| k.name.split_whitespace().count());
        before <= words + 1
    });
    if kind.is_none() && code.is_none() {
        return None;
    }
    let subject = match (&code, kind) {
        (Some((range, _)), _) => title.get(range.end..).unwrap_or_default().to_owned(),
        (None, Some(kind)) => {
            let words = kind.name.split_whitespace().count();
            title.split_whitespace().skip(words).collect::<Vec<_>>().join(" ")
        }
        (None, None) => title.clone(),
    };
    // A law is called by its subject and numbered behind it: "Luật Đất đai số 31/2024/QH15".
    let mut code = code.map(|(_, c)| c.code);
    let mut subject = tidy(&subject);
    if code.is_none()
        && let Some((range, last)) = find_codes(&subject).into_iter().next_back()
        && subject.get(range.end..).is_none_or(|t| t.trim().is_empty())
        && kind.is_some_and(|k| matches!(k.name, "Luật" | "Bộ luật" | "Pháp lệnh"))
    {
        let before = subject.get(..range.start).unwrap_or_default().trim_end().to_owned();
        let lower = key(&before);
        let name = if lower.ends_with(" so") { before.get(..before.rfind(' ').unwrap_or(0)) } else { None };
        subject = tidy(name.unwrap_or(&before));
        code = Some(last.code);
    }
    Some(Title { kind: kind.map(|k| k.name.to_owned()), code, subject })
}

/// Without the stops and strokes around it.
pub(super) fn tidy(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.trim_matches([' ', '.', ',', ';', ':', '-', '–', '_', '*']).to_owned()
}
