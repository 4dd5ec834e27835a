//! An organisation out of a table, and the accounts of many.

use kernel::testing::both;
use people::import::{self, Line};
use people::{account, bulk, names, sessions};

use crate::support::fixture;

const TABLE: &str = "\u{feff}Đơn vị;Loại đơn vị;Đơn vị cấp trên;Chức danh;Vai trò;Họ và tên;Từ ngày
Tỉnh uỷ Hải Sơn;Cấp uỷ;;;;;23/11/2026
Thường trực Tỉnh uỷ;Thường trực;Tỉnh uỷ Hải Sơn;Bí thư;Thường trực;Trần Đức Hải Âu;23/11/2026
VĂN PHÒNG TỈNH UỶ;;;Chánh Văn phòng;Chánh Văn phòng;Phạm Văn Bình;23/11/2026
Ban Không Có Loại;;;Trưởng ban;Trưởng phòng;Lê Văn Sai;23/11/2026
Phòng Tổng hợp;Phòng;Văn phòng Tỉnh uỷ;Chuyên viên;Chuyên viên;Ngô Thị Cần;31/02/2026
Phòng Tổng hợp;Phòng;Văn phòng Tỉnh uỷ;Chuyên viên;Chuyên viên;Ngô Thị Cần;23/11/2026
Phòng Tổng hợp;Phòng;Văn phòng Tỉnh uỷ;Chuyên viên;Chuyên viên;Đặng Văn Siêng;23/11/2026
Phòng Tổng hợp;Phòng;Văn phòng Tỉnh uỷ;Thư ký;Thư ký + Thường trực;Vũ Thị Thu;23/11/2026
Phòng Tổng hợp;Phòng;Phòng Không Có;Chuyên viên;Chuyên viên;Mai Văn Lạc;23/11/2026
";

#[test]
fn half_of_the_rows_wrong_does_not_stop_the_rest() {
    for on in both() {
        let f = fixture(on);
        let office = &f.o.office;
        let lines = import::read(TABLE.as_bytes()).unwrap();
        assert_eq!(lines.len(), 9);
        let tried = bulk::dry_run(office, &lines).unwrap();
        let wrong: Vec<u32> =
            tried.iter().filter(|row| !row.wrong.is_empty()).map(|row| row.line.number).collect();
        assert_eq!(wrong, [5, 6, 9, 10], "{on:?}: {tried:?}");
        let mend = String::from_utf8(import::mend(&tried, words::Lang::Vi).unwrap()).unwrap();
        assert!(mend.contains("Lê Văn Sai") && mend.contains("ghi loại đơn vị"), "{mend}");
        assert_eq!(import::read(mend.as_bytes()).unwrap().len(), 4, "what is given back can be read again");

        let good: Vec<Line> =
            tried.into_iter().filter(|row| row.wrong.is_empty()).map(|row| row.line).collect();
        let form = office.new_id();
        let (taken, failed) = bulk::take_all(office, &f.admin(), form, &good).unwrap();
        assert_eq!((taken, failed.len()), (5, 0), "{on:?}: {failed:?}");
        // Sent twice, it happens once.
        bulk::take_all(office, &f.admin(), form, &good).unwrap();
        let today = office.now().date();
        let (units, posts) = office.read_blocking(|tx| names::as_of(tx, today)).unwrap();
        assert_eq!(units.iter().filter(|unit| unit.name == "Phòng Tổng hợp").count(), 1, "{on:?}");
        assert_eq!(posts.iter().filter(|post| post.title == "Chuyên viên").count(), 2, "{on:?}");
        let chief = posts.iter().find(|post| post.title == "Chánh Văn phòng").unwrap();
        assert_eq!(chief.unit, f.office, "{on:?}: capitals are the same office");
        let again = bulk::dry_run(office, &good).unwrap();
        assert!(again.iter().all(|row| row.wrong.is_empty() && row.does.is_empty()), "{on:?}: {again:?}");
        assert!(kernel::journal::verify(office, None).unwrap().ok, "{on:?}");
        assert_eq!(kernel::testing::unclaimed_tables(office).unwrap(), Vec::<String>::new());
    }
}

#[test]
fn a_thousand_rows_fit_the_journal_and_a_clerk_imports_none() {
    for on in both() {
        let f = fixture(on);
        let office = &f.o.office;
        let lines: Vec<Line> = (0..1_000u32)
            .map(|n| Line {
                number: n + 2,
                unit: format!("Đảng uỷ xã {}", n / 5),
                kind: "Đảng uỷ xã, phường, đặc khu".to_owned(),
                title: format!("Cán bộ {}", n % 5),
                roles: "Chuyên viên".to_owned(),
                name: format!("Nguyễn Văn {n}"),
                ..Line::default()
            })
            .collect();
        let clerk = kernel::Actor::person(f.clerk.uuid(), None);
        assert!(bulk::take_all(office, &clerk, office.new_id(), &lines).is_err(), "{on:?}");
        let (taken, failed) = bulk::take_all(office, &f.admin(), office.new_id(), &lines).unwrap();
        assert_eq!((taken, failed.len()), (1_000, 0), "{on:?}");
        assert!(kernel::journal::verify(office, None).unwrap().ok, "{on:?}");
    }
}

#[test]
fn accounts_of_many_are_handed_over_once() {
    for on in both() {
        let f = fixture(on);
        let office = &f.o.office;
        let (_, first) = f.seat("Chuyên viên", "Ngô Thị Cần", &[people::Role::Specialist], f.office);
        let (_, second) = f.seat("Chuyên viên", "Ngô Thuỳ Cân", &[people::Role::Specialist], f.office);
        let form = office.new_id();
        let clerk = kernel::Actor::person(f.clerk.uuid(), None);
        assert!(account::open_many(office, &clerk, office.new_id(), &[first]).is_err(), "{on:?}");
        // The clerk has an account: their password stays.
        let slips = account::open_many(office, &f.admin(), form, &[first, second, f.clerk]).unwrap();
        let names: Vec<&str> = slips.iter().map(|slip| slip.sign_in_name.as_str()).collect();
        assert_eq!(names, ["cannt", "cannt2"], "{on:?}");
        let signed_in = sessions::sign_in(office, "cannt", &slips[0].password, "").unwrap();
        assert!(signed_in.must_change, "{on:?}");
        let twice = account::open_many(office, &f.admin(), form, &[first, second]).err().unwrap();
        assert_eq!(twice.msg.key(), "slip-sent-twice", "{on:?}");
    }
}
