//! Scans find their lines by number; what does not fit is asked, and what bears a mark is not kept.

use incoming::door::Given;
use kernel::testing::{TestOffice, both};
use kernel::{Actor, Id};
use oldbooks::{Answer, answer_scan, scans, scans_of};
use reading::{Limits, Reader};

use crate::{begin, book, finish, sound, take_up};

fn reader() -> Reader {
    let mut child = std::env::current_exe().unwrap();
    child.pop();
    child.pop();
    Reader::new(child.join("examples").join("scan-child"), Limits::default())
}

fn letter(code: &str) -> String {
    format!(
        "ĐẢNG BỘ TỈNH HẢI SƠN                ĐẢNG CỘNG SẢN VIỆT NAM\nĐẢNG UỶ XÃ TÂN AN\n*\nSố {code}          Tân An, ngày 3 tháng 1 năm 2019\n\nBÁO CÁO\ntình hình sạt lở tại hai thôn\n-----\n\nTừ đêm ngày 20 có mưa rất to.\n"
    )
}

fn give(o: &TestOffice, of: &documents::BookRow, name: &str, text: &str) -> String {
    let given = Given { name: name.to_owned(), bytes: text.as_bytes().to_vec() };
    let under = (&Actor::console(), o.office.new_id());
    scans::take(&o.office, &reader(), under, (of.id, of.year), given, false).unwrap().outcome
}

fn files(o: &TestOffice, of: Id<documents::Book>, number: i64) -> Vec<String> {
    o.office
        .read_blocking(|tx| {
            let (paper, _, _) = documents::numbered(tx, of, number)?.unwrap();
            Ok(documents::files(tx, paper)?.into_iter().map(|file| file.name).collect())
        })
        .unwrap()
}

#[test]
fn scans_find_their_lines_and_doubts_are_asked() {
    for on in both() {
        let o = crate::open(on);
        let text = "Số đến;Ngày đến;Nơi gửi;Số ký hiệu;Trích yếu\n\
             1;05/01/2019;Đảng uỷ xã Tân An;118-BC/ĐU;Báo cáo sạt lở\n\
             2;05/01/2019;Đảng uỷ xã Tân An;119-BC/ĐU;Báo cáo khác\n\
             3;06/01/2019;Đảng uỷ xã Tân An;120-BC/ĐU;Báo cáo nữa\n";
        let import = take_up(&o, "so.csv", text.as_bytes(), 2019);
        begin(&o, import, false);
        finish(&o, import);
        let of = book(&o, import);
        assert_eq!(give(&o, &of, "2019/0001.txt", &letter("118-BC/ĐU")), "attached", "{on:?}");
        assert_eq!(give(&o, &of, "1.txt", &letter("118-BC/ĐU")), "same", "{on:?}");
        assert_eq!(give(&o, &of, "2.txt", &letter("999-BC/ĐU")), "asked", "{on:?}");
        assert_eq!(give(&o, &of, "17.txt", &letter("118-BC/ĐU")), "no_paper", "{on:?}");
        assert_eq!(give(&o, &of, "bao cao.txt", &letter("118-BC/ĐU")), "no_number", "{on:?}");
        let blobs = o.office.blobs().all().unwrap().len();
        let marked = letter("120-BC/ĐU").replace("Số 120", "TỐI MẬT\nSố 120");
        assert_eq!(give(&o, &of, "3.txt", &marked), "marked", "{on:?}");
        assert_eq!(o.office.blobs().all().unwrap().len(), blobs, "{on:?}: nothing of it is kept");
        assert_eq!(files(&o, of.id, 1), ["0001.txt"], "{on:?}");
        assert!(files(&o, of.id, 2).is_empty() && files(&o, of.id, 3).is_empty(), "{on:?}");
        let asked = o.office.read_blocking(|tx| scans_of(tx, of.id, 10)).unwrap().remove(0);
        assert_eq!((asked.state.as_str(), asked.code_read.as_str()), ("asked", "999-BC/ĐU"), "{on:?}");
        let answer = |attach| {
            let input = Answer { scan: asked.id, attach };
            o.office.act_blocking(Actor::console(), o.office.new_id(), input, answer_scan)
        };
        answer(true).unwrap();
        assert_eq!(files(&o, of.id, 2), ["2.txt"], "{on:?}");
        assert!(answer(false).is_err(), "{on:?}: answered once");
        sound(&o);
    }
}
