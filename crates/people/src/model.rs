//! The nouns: units, posts, persons; roles and what they give.

use serde::{Deserialize, Serialize};

/// Marks keys of units; likewise the others.
pub struct Unit;
pub struct Post;
pub struct Person;
/// A field of work ("lĩnh vực") that posts answer for.
pub struct Field;
/// A dated authority to act for the holder of another post.
pub struct Delegation;

/// What sort of body a unit is. Which bodies there are is data; these sorts decide how a paper travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// Cấp uỷ, Ban Chấp hành.
    Committee,
    /// Ban Thường vụ.
    StandingBoard,
    /// Thường trực.
    PermanentBoard,
    /// Văn phòng.
    Office,
    /// Phòng.
    Section,
    /// Ban tham mưu, giúp việc.
    AdvisoryBoard,
    /// Đảng uỷ trực thuộc.
    AttachedCommittee,
    /// Đảng uỷ xã, phường, đặc khu.
    CommuneCommittee,
    /// Cơ quan ngoài.
    Agency,
}

impl UnitKind {
    pub const ALL: [UnitKind; 9] = [
        UnitKind::Committee,
        UnitKind::StandingBoard,
        UnitKind::PermanentBoard,
        UnitKind::Office,
        UnitKind::Section,
        UnitKind::AdvisoryBoard,
        UnitKind::AttachedCommittee,
        UnitKind::CommuneCommittee,
        UnitKind::Agency,
    ];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            UnitKind::Committee => "committee",
            UnitKind::StandingBoard => "standing_board",
            UnitKind::PermanentBoard => "permanent_board",
            UnitKind::Office => "office",
            UnitKind::Section => "section",
            UnitKind::AdvisoryBoard => "advisory_board",
            UnitKind::AttachedCommittee => "attached_committee",
            UnitKind::CommuneCommittee => "commune_committee",
            UnitKind::Agency => "agency",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<UnitKind> {
        UnitKind::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// What a post is for. A post may have several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Administrator,
    /// Văn thư.
    Clerk,
    /// Chuyên viên.
    Specialist,
    /// Trưởng phòng.
    HeadOfSection,
    /// Chánh Văn phòng.
    Chief,
    /// Phó Chánh Văn phòng.
    DeputyChief,
    /// Thường trực: instructs.
    Leader,
    /// Thư ký: sorts and prepares, never instructs, votes or signs.
    Secretary,
    /// Văn thư của đơn vị.
    UnitClerk,
    /// Người của cơ quan ngoài.
    Agency,
}

impl Role {
    pub const ALL: [Role; 10] = [
        Role::Administrator,
        Role::Clerk,
        Role::Specialist,
        Role::HeadOfSection,
        Role::Chief,
        Role::DeputyChief,
        Role::Leader,
        Role::Secretary,
        Role::UnitClerk,
        Role::Agency,
    ];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Role::Administrator => "administrator",
            Role::Clerk => "clerk",
            Role::Specialist => "specialist",
            Role::HeadOfSection => "head_of_section",
            Role::Chief => "chief",
            Role::DeputyChief => "deputy_chief",
            Role::Leader => "leader",
            Role::Secretary => "secretary",
            Role::UnitClerk => "unit_clerk",
            Role::Agency => "agency",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.code() == code)
    }

    /// As stored in a post's row: codes with commas between.
    #[must_use]
    pub fn list(text: &str) -> Vec<Role> {
        text.split(',').filter_map(Role::from_code).collect()
    }

    #[must_use]
    pub fn join(roles: &[Role]) -> String {
        roles.iter().map(|role| role.code()).collect::<Vec<_>>().join(",")
    }
}

/// Something that not everybody may do, and the roles that may. Nobody else may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permission {
    pub name: &'static str,
    pub roles: &'static [Role],
}

impl Permission {
    #[must_use]
    pub const fn new(name: &'static str, roles: &'static [Role]) -> Permission {
        Permission { name, roles }
    }

    #[must_use]
    pub fn granted_by(&self, roles: &[Role]) -> bool {
        self.roles.iter().any(|role| roles.contains(role))
    }
}
