//! Posts that somebody picks by typing: a few letters of a name, a title or a unit, with accents or without. It works
//! without a script too: what was typed is looked up when the form is sent.

use kernel::{Id, Refusal};

use crate::model::Post;
use crate::store::PostRow;
use crate::t;

/// Suggestions shown at once, and names told when several fit.
const OFFERED: usize = 12;
const TOLD: usize = 6;

/// A post with its holder, as it is suggested and typed: "Ngô Thị Chuyên Cần · Chuyên viên, Phòng Tổng hợp".
#[must_use]
pub fn label(post: &PostRow) -> String {
    let name = post.holder_name.as_deref().unwrap_or("");
    format!("{name} · {}, {}", post.title, post.unit_name)
}

/// What is compared: without accents, capitals and signs.
fn plain(text: &str) -> String {
    let folded = vietnamese::fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Every word typed begins a word of the name, the title or the unit.
fn begins(post: &str, typed: &str) -> bool {
    typed.split(' ').all(|wanted| post.split(' ').any(|word| word.starts_with(wanted)))
}

/// Every word typed is one of them.
fn fits(post: &str, typed: &str) -> bool {
    typed.split(' ').all(|wanted| post.split(' ').any(|word| word == wanted))
}

/// Held posts that fit what was typed so far, those whose holder's name begins with it first.
#[must_use]
pub fn suggested(posts: &[PostRow], typed: &str) -> Vec<String> {
    let typed = plain(typed);
    if typed.is_empty() {
        return Vec::new();
    }
    let fitting = posts.iter().filter(|post| post.holder.is_some()).map(|post| (post, plain(&label(post))));
    let (mut first, rest): (Vec<_>, Vec<_>) =
        fitting.filter(|(_, said)| begins(said, &typed)).partition(|(_, said)| said.starts_with(&typed));
    first.extend(rest);
    first.into_iter().take(OFFERED).map(|(post, _)| label(post)).collect()
}

/// Who is meant by what was typed: the suggestion itself, the whole name of one, or words that fit one alone. Where
/// several fit they are told, in the refusal beside the field.
pub fn meant(posts: &[PostRow], typed: &str, field: &'static str) -> Result<Id<Post>, Refusal> {
    let typed = plain(typed);
    let held = || posts.iter().filter(|post| post.holder.is_some());
    let nobody = || Refusal::invalid(t::nobody_of_this_name()).field(field);
    if typed.is_empty() {
        return Err(nobody());
    }
    let named: Vec<_> =
        held().filter(|post| plain(post.holder_name.as_deref().unwrap_or("")) == typed).collect();
    let fitting: Vec<_> = if named.is_empty() {
        held().filter(|post| fits(&plain(&label(post)), &typed)).collect()
    } else {
        named
    };
    // The whole line was typed: it is this one, though a longer line may begin the same.
    let whole = fitting.iter().find(|post| plain(&label(post)) == typed);
    match (whole, fitting.as_slice()) {
        (Some(one), _) | (None, [one]) => Ok(one.id),
        (None, []) => Err(nobody()),
        (None, several) => {
            let mut said: Vec<_> = several.iter().take(TOLD).map(|post| label(post)).collect();
            if several.len() > TOLD {
                said.push("…".to_owned());
            }
            Err(Refusal::invalid(t::several_of_this_name(said.join("; "))).field(field))
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
mod tests {
    use super::*;

    fn row(n: u8, name: &str, title: &str, unit: &str) -> PostRow {
        let held = !name.is_empty();
        PostRow {
            id: Id::from_uuid(uuid::Uuid::from_bytes([n; 16])),
            unit: Id::from_uuid(uuid::Uuid::from_bytes([100; 16])),
            unit_name: unit.to_owned(),
            unit_kind: "section".to_owned(),
            title: title.to_owned(),
            roles: Vec::new(),
            holder: held.then(|| Id::from_uuid(uuid::Uuid::from_bytes([n; 16]))),
            holder_name: held.then(|| name.to_owned()),
            account: None,
        }
    }

    fn posts() -> Vec<PostRow> {
        vec![
            row(1, "Ngô Thị Hà", "Chuyên viên", "Phòng Tổng hợp"),
            row(2, "Ngô Thị Hà", "Chuyên viên", "Phòng Quản trị"),
            row(3, "Hà Văn Đức", "Trưởng phòng", "Phòng Tổng hợp"),
            row(4, "", "Phó phòng", "Phòng Tổng hợp"),
        ]
    }

    #[test]
    fn a_few_letters_without_accents_suggest_the_name_first() {
        let posts = posts();
        let said = suggested(&posts, "ha");
        assert_eq!(said.len(), 3);
        assert!(said[0].starts_with("Hà Văn Đức"), "{said:?}");
        assert_eq!(suggested(&posts, "duc tong").len(), 1);
        assert!(
            !suggested(&posts, "pho phong").iter().any(|said| said.contains("Phó phòng")),
            "nobody holds it"
        );
        assert_eq!(suggested(&posts, " "), Vec::<String>::new());
    }

    #[test]
    fn what_was_typed_is_one_post_or_says_why_not() {
        let posts = posts();
        assert_eq!(meant(&posts, "ha van duc", "to").unwrap(), posts[2].id);
        assert_eq!(meant(&posts, &label(&posts[1]), "to").unwrap(), posts[1].id);
        assert_eq!(meant(&posts, "ngo ha quan tri", "to").unwrap(), posts[1].id);
        let several = meant(&posts, "Ngô Thị Hà", "to").unwrap_err();
        assert_eq!(several.msg.key(), "several-of-this-name");
        assert!(several.msg.say(words::Lang::Vi).contains("Phòng Quản trị"), "{several:?}");
        for typed in ["", "Không Có Ai", "phó phòng"] {
            assert_eq!(meant(&posts, typed, "to").unwrap_err().msg.key(), "nobody-of-this-name", "{typed}");
        }
    }
}
