//! Who holds which post. The names are put together by chance and belong to nobody we know of.

use crate::land::{BODIES, COMMUNES};

/// What a post is for, as the program's roles have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Duty {
    Administrator,
    Clerk,
    Specialist,
    Head,
    Chief,
    DeputyChief,
    Leader,
    Secretary,
    UnitClerk,
    Agency,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// A key of [`BODIES`], or `xa0`, `xa1` … for the communes in their order.
    pub body: String,
    pub title: String,
    pub name: String,
    pub sign_in: String,
    pub duty: Duty,
}

/// Body, title, sign-in name, duty.
type Seat = (&'static str, &'static str, &'static str, Duty);

const SEATS: [Seat; 43] = [
    ("tt", "Bí thư Tỉnh uỷ", "bithu", Duty::Leader),
    ("tt", "Phó Bí thư Thường trực", "phobithu", Duty::Leader),
    ("tt", "Phó Bí thư Tỉnh uỷ", "phobithu2", Duty::Leader),
    ("vptu", "Chánh Văn phòng", "chanhvp", Duty::Chief),
    ("vptu", "Phó Chánh Văn phòng phụ trách kinh tế - xã hội", "phovp", Duty::DeputyChief),
    ("vptu", "Phó Chánh Văn phòng phụ trách xây dựng Đảng", "phovp2", Duty::DeputyChief),
    ("vptu", "Thư ký Bí thư", "thuky", Duty::Secretary),
    ("vptu", "Thư ký Phó Bí thư Thường trực", "thuky2", Duty::Secretary),
    ("vptu", "Quản trị hệ thống", "quantri", Duty::Administrator),
    ("pth", "Trưởng phòng Tổng hợp", "truongphong", Duty::Head),
    ("pth", "Chuyên viên", "chuyenvien", Duty::Specialist),
    ("pth", "Chuyên viên", "chuyenvien2", Duty::Specialist),
    ("pth", "Chuyên viên", "chuyenvien3", Duty::Specialist),
    ("pth", "Chuyên viên", "chuyenvien4", Duty::Specialist),
    ("phc", "Trưởng phòng Hành chính, lưu trữ", "truonghc", Duty::Head),
    ("phc", "Văn thư", "vanthu", Duty::Clerk),
    ("phc", "Văn thư", "vanthu2", Duty::Clerk),
    ("phc", "Chuyên viên lưu trữ", "luutru", Duty::Specialist),
    ("pqt", "Trưởng phòng Quản trị", "truongqt", Duty::Head),
    ("pqt", "Chuyên viên", "cvquantri", Duty::Specialist),
    ("pqt", "Chuyên viên", "cvquantri2", Duty::Specialist),
    ("ptc", "Trưởng phòng Tài chính đảng", "truongtc", Duty::Head),
    ("ptc", "Chuyên viên kế toán", "ketoan", Duty::Specialist),
    ("ptc", "Chuyên viên kế toán", "ketoan2", Duty::Specialist),
    ("pcy", "Trưởng phòng Cơ yếu - Công nghệ thông tin", "truongcy", Duty::Head),
    ("pcy", "Chuyên viên", "cvcoyeu", Duty::Specialist),
    ("pcy", "Chuyên viên", "cvcntt", Duty::Specialist),
    ("btc", "Trưởng ban", "bantochuc", Duty::Head),
    ("btc", "Văn thư", "vtbantochuc", Duty::UnitClerk),
    ("btc", "Chuyên viên", "cvbantochuc", Duty::Specialist),
    ("ubkt", "Chủ nhiệm", "ubkt", Duty::Head),
    ("ubkt", "Văn thư", "vtubkt", Duty::UnitClerk),
    ("ubkt", "Chuyên viên", "cvubkt", Duty::Specialist),
    ("btgdv", "Trưởng ban", "bantgdv", Duty::Head),
    ("btgdv", "Văn thư", "vtbantgdv", Duty::UnitClerk),
    ("btgdv", "Chuyên viên", "cvbantgdv", Duty::Specialist),
    ("bnc", "Trưởng ban", "bannoichinh", Duty::Head),
    ("bnc", "Văn thư", "vtbannoichinh", Duty::UnitClerk),
    ("bnc", "Chuyên viên", "cvbannoichinh", Duty::Specialist),
    ("duubnd", "Phó Bí thư Đảng uỷ", "duubnd", Duty::Head),
    ("duubnd", "Văn thư", "vtduubnd", Duty::UnitClerk),
    ("duubnd", "Chuyên viên", "cvduubnd", Duty::Specialist),
    ("duccq", "Phó Bí thư Đảng uỷ", "duccq", Duty::Head),
];

const MORE: [Seat; 20] = [
    ("duccq", "Văn thư", "vtduccq", Duty::UnitClerk),
    ("duccq", "Chuyên viên", "cvduccq", Duty::Specialist),
    ("duqs", "Phó Bí thư Đảng uỷ", "duqs", Duty::Head),
    ("duqs", "Văn thư", "vtduqs", Duty::UnitClerk),
    ("duca", "Phó Bí thư Đảng uỷ", "duca", Duty::Head),
    ("duca", "Văn thư", "vtduca", Duty::UnitClerk),
    ("ubnd", "Chánh Văn phòng Uỷ ban nhân dân", "ubnd", Duty::Agency),
    ("ubnd", "Văn thư", "vtubnd", Duty::UnitClerk),
    ("hdnd", "Chánh Văn phòng Hội đồng nhân dân", "hdnd", Duty::Agency),
    ("mttq", "Phó Chủ tịch", "mttq", Duty::Agency),
    ("mttq", "Văn thư", "vtmttq", Duty::UnitClerk),
    ("hnd", "Phó Chủ tịch", "hnd", Duty::Agency),
    ("stc", "Giám đốc", "stc", Duty::Agency),
    ("stc", "Văn thư", "vtstc", Duty::UnitClerk),
    ("sxd", "Giám đốc", "sxd", Duty::Agency),
    ("sxd", "Văn thư", "vtsxd", Duty::UnitClerk),
    ("snnmt", "Giám đốc", "snnmt", Duty::Agency),
    ("syt", "Giám đốc", "syt", Duty::Agency),
    ("sgd", "Giám đốc", "sgd", Duty::Agency),
    ("thanhtra", "Chánh Thanh tra", "thanhtra", Duty::Agency),
];

/// Communes with a clerk of their own, besides the secretary that each has.
const CLERKS: usize = 33;

const FAMILY: [&str; 22] = [
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương", "Lý", "Đoàn", "Phan",
    "Trịnh", "Đinh", "Mai", "Cao", "Lương", "Tạ", "Quách", "Kiều",
];
const MEN: [(&str, &str); 28] = [
    ("Đức", "Khoan"),
    ("Quang", "Lưu"),
    ("Hữu", "Thược"),
    ("Văn", "Điềm"),
    ("Xuân", "Bách"),
    ("Minh", "Khởi"),
    ("Thế", "Nhượng"),
    ("Công", "Trác"),
    ("Đình", "Thuyên"),
    ("Ngọc", "Viễn"),
    ("Bá", "Lễ"),
    ("Quốc", "Toại"),
    ("Văn", "Sâm"),
    ("Hữu", "Chiểu"),
    ("Đức", "Nhuần"),
    ("Trọng", "Khiêm"),
    ("Xuân", "Đán"),
    ("Văn", "Uyển"),
    ("Quang", "Tạo"),
    ("Minh", "Thoả"),
    ("Đình", "Kiểm"),
    ("Thế", "Hoạch"),
    ("Văn", "Mỹ"),
    ("Hữu", "Duyệt"),
    ("Công", "Ngữ"),
    ("Bá", "Sĩ"),
    ("Ngọc", "Khuê"),
    ("Đức", "Tuyền"),
];
const WOMEN: [(&str, &str); 24] = [
    ("Thị", "Thoan"),
    ("Thị", "Mận"),
    ("Thu", "Lê"),
    ("Thị", "Nhiễu"),
    ("Ngọc", "Điệp"),
    ("Thị", "Sen"),
    ("Thanh", "Bưởi"),
    ("Thị", "Khánh Vy"),
    ("Hồng", "Thắm"),
    ("Thị", "Gấm"),
    ("Thị", "Lụa"),
    ("Thuỳ", "Miên"),
    ("Thị", "Xoan"),
    ("Bích", "Đào"),
    ("Thị", "Chiêm"),
    ("Kim", "Thoa"),
    ("Thị", "Rạng"),
    ("Thị", "Quyên"),
    ("Diệu", "Hiền"),
    ("Thị", "Tâm Đan"),
    ("Hải", "Triều"),
    ("Thị", "Viên"),
    ("Thị", "Ngoan"),
    ("Mai", "Lan"),
];

/// The `n`th name, three of a man, then two of a woman; no name twice within a thousand.
#[must_use]
pub fn name(n: usize) -> String {
    let (round, place) = (n / 5, n % 5);
    let (step, given) = if place < 3 {
        let m = round * 3 + place;
        (5 * m + m / MEN.len(), MEN.get(m * 11 % MEN.len()))
    } else {
        let m = round * 2 + place - 3;
        (7 * m + m / WOMEN.len(), WOMEN.get(m * 5 % WOMEN.len()))
    };
    let family = FAMILY.get(step % FAMILY.len()).copied().unwrap_or("");
    let (middle, last) = given.copied().unwrap_or(("", ""));
    format!("{family} {middle} {last}")
}

/// Everybody with a post, in the order of bodies and communes.
#[must_use]
pub fn people() -> Vec<Person> {
    let seats = SEATS.iter().chain(&MORE).map(|(body, title, sign_in, duty)| {
        ((*body).to_owned(), (*title).to_owned(), (*sign_in).to_owned(), *duty)
    });
    let communes = COMMUNES.iter().enumerate().flat_map(|(n, commune)| {
        let short = slug(commune.name);
        let head = (format!("xa{n}"), "Bí thư Đảng uỷ".to_owned(), format!("du{short}"), Duty::Agency);
        let clerk = (format!("xa{n}"), "Văn thư".to_owned(), format!("vt{short}"), Duty::UnitClerk);
        [Some(head), (n < CLERKS).then_some(clerk)].into_iter().flatten()
    });
    let people: Vec<Person> = seats
        .chain(communes)
        .enumerate()
        .map(|(n, (body, title, sign_in, duty))| Person { body, title, name: name(n), sign_in, duty })
        .collect();
    people
}

/// `Vân Khê` as a sign-in name has it: `vankhe`.
fn slug(name: &str) -> String {
    vietnamese::fold(name).chars().filter(char::is_ascii_alphanumeric).collect()
}

/// The name of a body by its key, communes included.
#[must_use]
pub fn body_name(key: &str) -> String {
    let commune = key.strip_prefix("xa").and_then(|n| n.parse::<usize>().ok()).and_then(|n| COMMUNES.get(n));
    match commune {
        Some(commune) => format!("Đảng uỷ {}", commune.full()),
        None => BODIES.iter().find(|body| body.key == key).map_or_else(String::new, |b| b.name.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn some_150_people_hold_posts_and_no_two_share_a_sign_in_name_or_a_name() {
        let people = people();
        assert_eq!(people.len(), 150);
        let names: HashSet<_> = people.iter().map(|person| &person.name).collect();
        let sign_ins: HashSet<_> = people.iter().map(|person| &person.sign_in).collect();
        assert_eq!((names.len(), sign_ins.len()), (150, 150));
        assert!(people.iter().all(|person| !body_name(&person.body).is_empty()));
    }

    #[test]
    fn there_are_54_communes_as_a_province_of_its_size_has() {
        let count = |sort| COMMUNES.iter().filter(|commune| commune.sort == sort).count();
        assert_eq!((count("phường"), count("xã"), count("đặc khu")), (30, 22, 2));
        let names: HashSet<_> = COMMUNES.iter().map(|commune| commune.name).collect();
        assert_eq!(names.len(), 54);
    }
}
