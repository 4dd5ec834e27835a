//! What the command line answers.

use serde_json::{Value, json};

use crate::support::{program, small_office};

fn said(args: &[&str]) -> (bool, Vec<Value>, String) {
    let output = program().args(args).output().unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    let lines = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (output.status.success(), lines, String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_deadline_is_counted_from_the_next_day_and_names_what_was_passed_over() {
    let nowhere = tempfile::tempdir().unwrap();
    let data = nowhere.path().to_str().unwrap();
    let ask = |from, days, unit| {
        said(&["deadline", "--data", data, "--from", from, "--days", days, "--unit", unit, "--json"])
    };
    let (ok, lines, _) = ask("2026-08-28", "2", "working");
    assert!(ok);
    assert_eq!(lines[0]["deadline"], "2026-09-04");
    let skipped: Vec<&str> =
        lines[0]["skipped"].as_array().unwrap().iter().map(|day| day["date"].as_str().unwrap()).collect();
    assert_eq!(skipped, ["2026-08-29", "2026-08-30", "2026-08-31", "2026-09-01", "2026-09-02"]);
    assert!(lines[0]["skipped"][3]["why"].as_str().unwrap().contains("Quốc khánh"), "{lines:?}");
    // Saturday 22/8 is worked.
    assert_eq!(ask("2026-08-21", "1", "working").1[0]["deadline"], "2026-08-22");
    assert_eq!(
        ask("2028-02-28", "1", "calendar").1,
        [json!({ "deadline": "2028-02-29", "skipped": [], "estimated": true })]
    );
    assert!(!ask("31/02/2026", "1", "working").0, "no such day");
    assert!(!ask("2026-08-28", "4000", "working").0, "longer than ten years");
    assert_eq!(std::fs::read_dir(nowhere.path()).unwrap().count(), 0, "nothing is made by asking");
}

#[test]
fn tasks_are_assigned_in_somebody_s_name_and_listed() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().to_str().unwrap();
    small_office(place.path());
    let due = "2099-12-31";
    let add = |by: &str, owner: &str| {
        said(&[
            "task",
            "add",
            "--data",
            data,
            "--as",
            by,
            "--owner",
            owner,
            "--product",
            "Báo cáo",
            "--due",
            due,
            "--source-code",
            "15-TB/TU",
            "--source-title",
            "Thông báo",
            "--json",
        ])
    };
    let (ok, _, why) = add("nobody", "Ban Tổ chức Tỉnh uỷ");
    assert!(!ok && why.contains("nobody signs in as nobody"), "{why}");
    let (ok, _, why) = add("chanhvp", "Ban Không Có");
    assert!(!ok && why.contains("no unit is called"), "{why}");
    let (ok, _, why) = add("vanthu", "Ban Tổ chức Tỉnh uỷ");
    assert!(!ok, "a clerk assigns nothing: {why}");
    let (ok, lines, why) = add("chanhvp", "ban tổ chức tỉnh uỷ");
    assert!(ok, "{why}");
    let code = lines[0]["code"].as_str().unwrap().to_owned();
    assert!(code.starts_with("NV-1/"), "{code}");
    let (_, listed, _) = said(&["task", "list", "--data", data, "--json"]);
    assert_eq!(listed.len(), 1);
    assert_eq!(
        (&listed[0]["code"], &listed[0]["standing"], &listed[0]["due_on"]),
        (&json!(code), &json!("on_track"), &json!(due))
    );
    assert!(said(&["task", "list", "--data", data, "--standing", "overdue"]).1.is_empty());
    let (ok, _, why) = said(&["task", "list", "--data", data, "--standing", "late"]);
    assert!(!ok && why.contains("due_soon"), "{why}");
}

#[test]
fn whether_a_post_may_sign_is_answered_with_form_and_article() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().to_str().unwrap();
    small_office(place.path());
    let may = |post: &str, kind: &str, more: &[&str]| {
        let asked = ["may", "--data", data, "--post", post, "--verb", "sign", "--kind", kind, "--json"];
        said(&[&asked[..], more].concat())
    };
    // Every body of which the model speaks, and which this kind is about.
    let (ok, lines, why) = may("bithu", "NQ", &[]);
    assert!(ok, "{why}");
    let committee =
        lines.iter().find(|line| line["body_name"].as_str().unwrap().starts_with("Tỉnh uỷ")).unwrap();
    assert_eq!(committee["asked"]["verdict"], "may");
    assert_eq!(committee["asked"]["form"], json!(["T/M TỈNH UỶ", "BÍ THƯ"]));
    assert_eq!(committee["asked"]["by"]["article"], "Điều 7, Quy chế làm việc mẫu");
    assert_eq!((&committee["model"], &committee["confirmed"]), (&json!(true), &json!(false)));
    let (_, lines, _) = may("phó bí thư thường trực", "NQ", &[]);
    let committee =
        lines.iter().find(|line| line["body_name"].as_str().unwrap().starts_with("Tỉnh uỷ")).unwrap();
    assert_eq!(
        (&committee["asked"]["verdict"], &committee["asked"]["code"]),
        (&json!("warned"), &json!("head_there"))
    );
    let (ok, _, why) = may("ai đó", "NQ", &[]);
    assert!(!ok && !why.is_empty());
    let (ok, _, why) = may("bithu", "NQ", &["--verb", "eat"]);
    assert!(!ok, "{why}");
    let (ok, _, why) = may("bithu", "NQ", &["--body", "Ban Không Có"]);
    assert!(!ok && why.contains("no body is called"), "{why}");
}
