//! The nouns: regulations, their versions and articles, assignments to leaders, departures; ranks of posts. Pure.

use people::Role;
use people::names::PostRow;
use rules::regulation::Rank;

/// Marks of keys.
pub struct Regulation;
pub struct Version;
pub struct Article;
pub struct Assignment;
pub struct Departure;

kernel::codes! {
    /// A draft can be changed; what counts cannot, but confirmed article by article.
    State {
        Draft = "draft",
        Published = "published",
    }
}

/// Roles of posts that lead a body.
const LEADS: [Role; 4] = [Role::Leader, Role::Chief, Role::HeadOfSection, Role::Agency];
/// Roles of posts that never stand in for a head, whatever they are called.
const NEVER: [Role; 4] = [Role::Secretary, Role::Clerk, Role::UnitClerk, Role::Administrator];

/// Roles that can be lent so that somebody signs.
#[must_use]
pub fn leads(roles: &[Role]) -> bool {
    roles.iter().any(|role| LEADS.contains(role) || *role == Role::DeputyChief)
}

/// The ranks of posts that stand unit by unit in their order: the first that leads is the head, "Phó …" and whoever
/// leads after it are deputies.
#[must_use]
pub fn ranks(posts: &[PostRow]) -> Vec<Option<Rank>> {
    let mut heads = Vec::new();
    posts
        .iter()
        .map(|post| {
            let deputy = vietnamese::fold(&post.title).starts_with("pho ");
            if post.roles.iter().any(|role| NEVER.contains(role)) {
                None
            } else if deputy || post.roles.contains(&Role::DeputyChief) {
                Some(Rank::Deputy)
            } else if !leads(&post.roles) {
                None
            } else if heads.contains(&post.unit) {
                Some(Rank::Deputy)
            } else {
                heads.push(post.unit);
                Some(Rank::Head)
            }
        })
        .collect()
}

/// What stands above a signature leaves out whose it is ("Tỉnh uỷ …") and in what ("phụ trách …").
fn short(name: &str) -> String {
    let cuts = [" Tỉnh uỷ", " Tỉnh ủy", " Thành uỷ", " Thành ủy", " Đảng uỷ", " Đảng ủy", " phụ trách"];
    let at = cuts.iter().filter_map(|cut| name.find(cut)).filter(|at| *at > 0).min();
    name.get(..at.unwrap_or(name.len())).unwrap_or(name).trim().to_owned()
}

/// A post's title as printed above the name. "Quyền" is said by `Q.`.
#[must_use]
pub fn printed_title(title: &str) -> String {
    let own = short(title);
    own.strip_prefix("Quyền ").map_or(own.clone(), str::to_owned)
}

/// A body's name as printed in the capacity of who signs.
#[must_use]
pub fn printed_body(kind: &str, name: &str) -> String {
    match kind {
        "standing_board" => short(name),
        // "Tỉnh uỷ Hải Ngạn" signs as "Tỉnh uỷ".
        "committee" | "attached_committee" | "commune_committee" => {
            let own = ["Tỉnh uỷ", "Tỉnh ủy", "Thành uỷ", "Thành ủy", "Đảng uỷ", "Đảng ủy"];
            own.iter().find(|own| name.starts_with(**own)).map_or(name, |own| own).to_owned()
        }
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_and_bodies_are_printed_as_above_signatures() {
        assert_eq!(printed_title("Phó Bí thư Tỉnh uỷ"), "Phó Bí thư");
        assert_eq!(printed_title("Phó Bí thư Thường trực"), "Phó Bí thư Thường trực");
        assert_eq!(printed_title("Phó Chánh Văn phòng phụ trách kinh tế - xã hội"), "Phó Chánh Văn phòng");
        assert_eq!(printed_title("Quyền Chánh Văn phòng"), "Chánh Văn phòng");
        assert_eq!(printed_body("standing_board", "Ban Thường vụ Tỉnh uỷ Hải Ngạn"), "Ban Thường vụ");
        assert_eq!(printed_body("committee", "Tỉnh uỷ Hải Ngạn"), "Tỉnh uỷ");
        assert_eq!(printed_body("commune_committee", "Đảng uỷ xã Tân An"), "Đảng uỷ");
        assert_eq!(printed_body("office", "Văn phòng Tỉnh uỷ"), "Văn phòng Tỉnh uỷ");
    }
}
