//! A fictional province: eight bodies, twenty people. No seal, no real name, no real signature.

mod duty;
mod papers;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use kernel::{Actor, Clock as _, Config, Id, Instant, Office, SystemClock};
use people::account::{self, NewAccount};
use people::organise::{self, Appointment, NewPost, NewUnit};
use people::{Role, Unit, UnitKind};

use crate::{Place, console, router};

/// The same for everybody here: the data are fictional and the demo listens on this machine only.
pub const PASSWORD: &str = "hai-son-2026";

struct Body {
    kind: UnitKind,
    name: &'static str,
    /// The body above, by its place in the list.
    above: Option<usize>,
    /// Title, name, sign-in name, role.
    people: &'static [(&'static str, &'static str, &'static str, Role)],
}

const BODIES: &[Body] = &[
    Body { kind: UnitKind::Committee, name: "Tỉnh uỷ Hải Sơn", above: None, people: &[] },
    Body {
        kind: UnitKind::PermanentBoard,
        name: "Thường trực Tỉnh uỷ",
        above: Some(0),
        people: &[
            ("Bí thư Tỉnh uỷ", "Trần Đức Hải Âu", "bithu", Role::Leader),
            ("Phó Bí thư Thường trực", "Lê Thị Mây Trắng", "phobithu", Role::Leader),
        ],
    },
    Body {
        kind: UnitKind::Office,
        name: "Văn phòng Tỉnh uỷ",
        above: Some(0),
        people: &[
            ("Chánh Văn phòng", "Phạm Văn Bình Minh", "chanhvp", Role::Chief),
            ("Phó Chánh Văn phòng phụ trách kinh tế - xã hội", "Vũ Thị Sông Thu", "phovp", Role::DeputyChief),
            ("Thư ký Bí thư", "Đỗ Ngọc Lúa Vàng", "thuky", Role::Secretary),
            ("Quản trị hệ thống", "Bùi Công Nghệ", "quantri", Role::Administrator),
        ],
    },
    Body {
        kind: UnitKind::Section,
        name: "Phòng Tổng hợp",
        above: Some(2),
        people: &[
            ("Trưởng phòng Tổng hợp", "Hoàng Trung Tổng", "truongphong", Role::HeadOfSection),
            ("Chuyên viên", "Ngô Thị Chuyên Cần", "chuyenvien", Role::Specialist),
            ("Chuyên viên", "Đặng Văn Siêng Năng", "chuyenvien2", Role::Specialist),
        ],
    },
    Body {
        kind: UnitKind::Section,
        name: "Phòng Hành chính, lưu trữ",
        above: Some(2),
        people: &[
            ("Trưởng phòng Hành chính, lưu trữ", "Lý Thị Ngăn Nắp", "truonghc", Role::HeadOfSection),
            ("Văn thư", "Nguyễn Thị Tinh Tươm", "vanthu", Role::Clerk),
            ("Văn thư", "Mai Văn Cẩn Thận", "vanthu2", Role::Clerk),
        ],
    },
    Body {
        kind: UnitKind::AdvisoryBoard,
        name: "Ban Tổ chức Tỉnh uỷ",
        above: Some(0),
        people: &[
            ("Trưởng ban", "Cao Thị Xếp Đặt", "bantochuc", Role::HeadOfSection),
            ("Văn thư", "Tô Văn Gọn Gàng", "vtbantochuc", Role::UnitClerk),
            ("Chuyên viên", "Hồ Thị Chu Đáo", "cvbantochuc", Role::Specialist),
        ],
    },
    Body {
        kind: UnitKind::AttachedCommittee,
        name: "Đảng uỷ Uỷ ban nhân dân tỉnh",
        above: Some(0),
        people: &[
            ("Phó Bí thư Đảng uỷ", "Dương Văn Điều Hành", "duubnd", Role::HeadOfSection),
            ("Văn thư", "Kiều Thị Mau Mắn", "vtduubnd", Role::UnitClerk),
            ("Chuyên viên", "Trịnh Văn Rõ Ràng", "cvduubnd", Role::Specialist),
        ],
    },
    Body {
        kind: UnitKind::CommuneCommittee,
        name: "Đảng uỷ xã Tân An",
        above: Some(0),
        people: &[
            ("Bí thư Đảng uỷ", "Lương Thị Đồng Xanh", "dutanan", Role::Agency),
            ("Văn thư", "Phan Văn Nhanh Nhẹn", "vttanan", Role::UnitClerk),
        ],
    },
];

/// Makes the province in an empty folder, with a past month of work on so many papers; a folder that is filled
/// stays as it is.
pub fn prepare(data: &Path, papers: usize) -> anyhow::Result<()> {
    if data.join("keys").join("journal.key").exists() {
        return Ok(());
    }
    let place = Place { data: data.to_owned(), database: None };
    let now = SystemClock.now();
    let clock = Arc::new(papers::Past::at(now.plus(-31 * Instant::DAY)));
    let office = Office::open(Config { clock: clock.clone(), ..console::config(&place) }, &router::parts())?;
    let people = fill(&office)?;
    let who = |name: &str| people.get(name).copied().with_context(|| format!("nobody is called {name}"));
    let cast = papers::Cast {
        clerk: who("vanthu")?,
        chief: who("chanhvp")?,
        leader: who("bithu")?,
        leads: vec![who("truongphong")?, who("duubnd")?, who("bantochuc")?],
    };
    let evening = duty::Evening {
        office: &office,
        clock: &clock,
        people: &people,
        // The three after the others lie at the door.
        paper: papers + 3,
        today: now.date(),
    };
    papers::play(&office, &clock, &cast, &evening, papers, now)
}

/// The bodies and people, by sign-in name.
pub fn fill(office: &Office) -> anyhow::Result<HashMap<&'static str, papers::Who>> {
    let mut people = HashMap::new();
    let from = office.now().date();
    let act = |fault: kernel::Refusal| console::refusal(&fault);
    let hash = account::hash_password(PASSWORD, &[0x5a; 16]).map_err(act)?;
    let mut units: Vec<Id<Unit>> = Vec::new();
    let (mut leader, mut secretary) = (None, None);
    let console = Actor::console;
    for body in BODIES {
        let parent = body.above.and_then(|above| units.get(above).copied());
        let unit = NewUnit { parent, kind: body.kind, name: body.name.to_owned(), from };
        let unit =
            office.act_blocking(console(), office.new_id(), unit, organise::create_unit).map_err(act)?;
        units.push(unit);
        for (place, (title, name, sign_in_name, role)) in body.people.iter().enumerate() {
            let post = NewPost {
                unit,
                title: (*title).to_owned(),
                roles: vec![*role],
                place: u32::try_from(place).context("a unit has few posts")?,
                from,
            };
            let post =
                office.act_blocking(console(), office.new_id(), post, organise::create_post).map_err(act)?;
            match role {
                Role::Leader if leader.is_none() => leader = Some(post),
                Role::Secretary => secretary = Some(post),
                _ => {}
            }
            let person = (*name).to_owned();
            let person = office
                .act_blocking(console(), office.new_id(), person, organise::create_person)
                .map_err(act)?;
            let held = Appointment { post, person, from };
            office.act_blocking(console(), office.new_id(), held, organise::appoint).map_err(act)?;
            people.insert(*sign_in_name, papers::Who { post, unit, person });
            let open = NewAccount {
                person,
                sign_in_name: (*sign_in_name).to_owned(),
                password_hash: hash.clone(),
                must_change: false,
            };
            office.act_blocking(console(), office.new_id(), open, account::open).map_err(act)?;
        }
    }
    if let (Some(secretary), Some(leader)) = (secretary, leader) {
        let service = organise::Service { secretary, leaders: vec![leader] };
        office.act_blocking(console(), office.new_id(), service, organise::assign_secretary).map_err(act)?;
    }
    Ok(people)
}

/// Who can sign in, for the console.
pub fn print_cards() {
    println!("DỮ LIỆU GIẢ ĐỊNH / fictional data. Mật khẩu / password: {PASSWORD}");
    for body in BODIES {
        for (title, _, sign_in_name, _) in body.people {
            println!("  {sign_in_name:<12} {title} · {}", body.name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::BODIES;

    #[test]
    fn the_province_has_eight_bodies_and_twenty_people() {
        assert_eq!(BODIES.len(), 8);
        assert_eq!(BODIES.iter().map(|body| body.people.len()).sum::<usize>(), 20);
    }
}
