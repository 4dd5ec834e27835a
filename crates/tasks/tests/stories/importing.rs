use jiff::civil::date;
use kernel::Id;
use kernel::testing::both;
use tasks::acts::{self, Outcome};
use tasks::import::{self, Table};
use tasks::model::{DirectiveKind, Term};
use tasks::store::{self, TaskRow};
use tasks::{Standing, Take, Taken};

use crate::support::{Story, refused, story};

const HEAD: &str = "DANH MỤC NHIỆM VỤ THEO DÕI;;;;;;;;;;;;;\n\
    Số hội nghị;Số thông báo;Ngày ban hành;Người theo dõi;Lĩnh vực;Cơ quan trình;Nội dung;Loại thời hạn;\
    Thời hạn;Tiến độ;Kết quả, minh chứng;Văn bản thực hiện;Mã;Cập nhật cuối\n";

fn table(rows: &str) -> Table {
    import::read(format!("{HEAD}{rows}").as_bytes()).unwrap()
}

fn take(s: &Story, who: &str, table: &Table) -> Vec<Taken> {
    let input = Take { lines: table.lines.clone(), units: table.units.clone() };
    s.act(who, input, tasks::take).unwrap()
}

fn outcomes(taken: &[Taken]) -> Vec<&'static str> {
    taken.iter().map(|one| one.outcome.code()).collect()
}

fn coded(s: &Story, code: &str) -> TaskRow {
    s.read(|tx| store::task_coded(tx, code)).unwrap()
}

/// Merged cells, names that nobody bears, days that are none, a row twice, rows without content: every row of the table
/// has an outcome, and what is good is taken.
#[test]
fn a_messy_table_loses_no_row() {
    for on in both() {
        let s = story(on);
        let mess = table(
            "HN 12;45-TB/TU;05/06/2026;Người chuyenvien;Nông nghiệp;Đơn vị bantochuc;Báo cáo rà soát biên chế;\
             Có thời hạn;30/06/2026;Hoàn thành;Đạt;Báo cáo số 125-BC/BTC ngày 28/6/2026;A1;01/07/2026\n\
             ;;;;;Đơn vị tanan;Theo dõi việc khắc phục bão;Thường xuyên;;Đang thực hiện;;;A2;\n\
             ;;;;;Ban không có;Việc của ban lạ;;;;;;A3;\n\
             ;46-TB/TU;31/02/2026;;;Đơn vị tanan;Ngày sai;;;;;;A4;\n\
             ;;;;;Đơn vị tanan;;;;;;;A5;\n\
             ;47-TB/TU;06/06/2026;;;DON VI TANAN;Kế hoạch phòng cháy;;Quý IV/2026;Đang thực hiện;;;;\n\
             ;47-TB/TU;06/06/2026;;;Đơn vị tanan;kế hoạch  phòng cháy;;;;;;;\n\
             ;;;;;;Không rõ ai làm;;;;;;A6;\n",
        );
        assert_eq!(mess.lines.len(), 8, "{on:?}");
        let taken = take(&s, "chanhvp", &mess);
        assert_eq!(
            outcomes(&taken),
            ["new", "new", "wrong", "wrong", "wrong", "new", "wrong", "wrong"],
            "{on:?}: {taken:?}"
        );
        assert!(taken.iter().all(|one| one.wrong.is_empty() == (one.outcome != Outcome::Wrong)), "{on:?}");
        // The preview says the same.
        let desk = s.read(|tx| {
            let viewer = people::Viewer::load(tx, s.post("chanhvp").person, s.today())?.unwrap();
            directions::Desk::of_viewer(tx, &viewer)
        });
        let tried = s.read(|tx| acts::tried(tx, &desk, s.today(), &mess));
        let tried: Vec<_> = tried.iter().map(|row| row.outcome.code()).collect();
        assert_eq!(tried, ["same", "same", "wrong", "wrong", "wrong", "same", "wrong", "wrong"], "{on:?}");
        // What the old data does not say is unknown and never judged.
        let done = coded(&s, "A1");
        assert_eq!(
            (done.closed_on, done.grade, done.on_time),
            (Some(date(2026, 7, 1)), None, None),
            "{on:?}"
        );
        assert_eq!((done.received_on, done.lead_days), (None, None), "{on:?}");
        let evidence = s.read(|tx| store::submissions(tx, done.id));
        assert_eq!(evidence[0].code, "125-BC/BTC", "{on:?}");
        assert_eq!(done.follower_post, Some(s.post("chuyenvien").id), "{on:?}");
        let open = coded(&s, "A2");
        assert_eq!((open.term, s.standing(open.id)), (Term::Unknown, Standing::Unjudged), "{on:?}");
        // Rows of one notice have one source.
        assert_eq!(done.source, open.source, "{on:?}");
        let quarter = s.row(taken[5].task.unwrap());
        assert_eq!(quarter.due_on, Some(date(2026, 12, 31)), "{on:?}");
        assert!(quarter.code.starts_with("NV-"), "{on:?}");
        assert!(s.verified(), "{on:?}");
    }
}

/// The same table again changes nothing; a changed one changes what it says, by its code.
#[test]
fn a_table_that_comes_again_updates_by_code() {
    for on in both() {
        let s = story(on);
        let row = |due: &str, progress: &str, follower: &str| {
            table(&format!(
                ";45-TB/TU;05/06/2026;{follower};;Đơn vị bantochuc;Rà soát biên chế;Có thời hạn;{due};{progress};;;B1;\n"
            ))
        };
        let first = row("30/11/2026", "Đang thực hiện", "");
        assert_eq!(outcomes(&take(&s, "chanhvp", &first)), ["new"], "{on:?}");
        assert_eq!(outcomes(&take(&s, "chanhvp", &first)), ["same"], "{on:?}");
        let later = row("15/12/2026", "Đang thực hiện", "Người chuyenvien");
        assert_eq!(outcomes(&take(&s, "chanhvp", &later)), ["updated"], "{on:?}");
        let task = coded(&s, "B1");
        // Another deadline is an extension: counted, the old one visible.
        assert_eq!((task.due_on, task.extensions), (Some(date(2026, 12, 15)), 1), "{on:?}");
        assert_eq!(task.first_due_on, Some(date(2026, 11, 30)), "{on:?}");
        let said = s.read(|tx| store::directives(tx, task.id));
        assert_eq!(
            (said[0].kind, said[0].old_due),
            (DirectiveKind::Extend, Some(date(2026, 11, 30))),
            "{on:?}"
        );
        assert_eq!(task.follower_post, Some(s.post("chuyenvien").id), "{on:?}");
        // The table does not know the follower any more: it takes nobody away.
        let bare = row("15/12/2026", "Đã hoàn thành", "");
        assert_eq!(outcomes(&take(&s, "chanhvp", &bare)), ["updated"], "{on:?}");
        let task = coded(&s, "B1");
        assert!(task.closed_on.is_some() && task.follower_post.is_some(), "{on:?}");
        // Closed: the table changes it no more.
        assert_eq!(outcomes(&take(&s, "chanhvp", &later)), ["left"], "{on:?}");
        assert!(s.verified(), "{on:?}");
    }
}

/// What was assigned here, or has gone on here, is not overwritten; nobody takes over what they may not assign.
#[test]
fn a_table_overrides_neither_the_office_nor_the_rule() {
    for on in both() {
        let s = story(on);
        let own = s.row(s.task("bantochuc", 5));
        let rows = format!(
            ";45-TB/TU;05/06/2026;;;Đơn vị bantochuc;Việc khác;;;;;;{};\n\
             ;45-TB/TU;05/06/2026;;;Đơn vị bantochuc;Việc nhập;;30/11/2026;;;;C1;\n",
            own.code
        );
        assert_eq!(outcomes(&take(&s, "chanhvp", &table(&rows))), ["left", "new"], "{on:?}");
        assert_eq!(s.row(own.id).content, own.content, "{on:?}");
        let task = coded(&s, "C1").id;
        s.act("truongban", s.evidence(task), tasks::submit).unwrap();
        let again = ";45-TB/TU;05/06/2026;;;Đơn vị bantochuc;Việc nhập;;31/12/2026;;;;C1;\n";
        assert_eq!(outcomes(&take(&s, "chanhvp", &table(again))), ["left"], "{on:?}");
        // A deputy within their fields, a head within the section, a specialist not at all.
        let fields = ";1-TB/TU;;;Nông nghiệp;Đơn vị tanan;Việc một;;;;;;D1;\n\
            ;1-TB/TU;;;Nội chính;Đơn vị tanan;Việc hai;;;;;;D2;\n";
        assert_eq!(outcomes(&take(&s, "phovp", &table(fields))), ["new", "wrong"], "{on:?}");
        let section =
            ";1-TB/TU;;;;Đơn vị tonghop;Việc ba;;;;;;D3;\n;1-TB/TU;;;;Đơn vị tanan;Việc bốn;;;;;;D4;\n";
        assert_eq!(outcomes(&take(&s, "truongphong", &table(section))), ["new", "wrong"], "{on:?}");
        let input = Take { lines: table(section).lines, units: Vec::new() };
        assert_eq!(refused(s.act("chuyenvien", input, tasks::take)), "forbidden", "{on:?}");
        let none = Take { lines: Vec::new(), units: Vec::new() };
        assert_eq!(refused(s.act("chanhvp", none, tasks::take)), "rows-missing", "{on:?}");
    }
}

/// Whoever knows whose a name is says it once, for all rows.
#[test]
fn an_unknown_name_is_told_once() {
    for on in both() {
        let s = story(on);
        let rows = ";1-TB/TU;;;;BTC Tỉnh uỷ;Việc một;;;;;;E1;\n;1-TB/TU;;;;BTC tỉnh ủy;Việc hai;;;;;;E2;\n";
        let mut table = table(rows);
        assert_eq!(outcomes(&take(&s, "chanhvp", &table)), ["wrong", "wrong"], "{on:?}");
        table.units = vec![("BTC Tỉnh uỷ".to_owned(), s.unit("bantochuc"))];
        assert_eq!(outcomes(&take(&s, "chanhvp", &table)), ["new", "new"], "{on:?}");
        assert_eq!(coded(&s, "E2").owner_unit, s.unit("bantochuc"), "{on:?}");
    }
}

/// Many rows go in several acts; the same work sent twice is done once.
#[test]
fn a_long_table_is_taken_once() {
    for on in both() {
        let s = story(on);
        let rows: String = (0..450)
            .map(|n| {
                format!(";{}-TB/TU;05/06/2026;;;Đơn vị tanan;Việc số {n};;30/11/2026;;;;F{n};\n", n / 10)
            })
            .collect();
        let table = table(&rows);
        let whole = s.o.office.new_id();
        for _ in 0..2 {
            let all =
                acts::take_all(&s.o.office, (&s.actor("chanhvp"), whole), table.lines.clone(), &[]).unwrap();
            assert_eq!(all.iter().filter(|one| one.outcome == Outcome::New).count(), 450, "{on:?}");
        }
        let sources = s.read(|tx| store::sources(tx, 500));
        assert_eq!(sources.len(), 45, "{on:?}");
        let yields = s.read(|tx| store::yields(tx, &[Id::from_uuid(sources[0].id.uuid())]));
        assert_eq!(yields[0].1, 10, "{on:?}");
        assert!(s.verified(), "{on:?}");
    }
}
