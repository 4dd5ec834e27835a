//! Roles × every act and read of the API, the expected answers written by hand, asked over HTTP about another unit's
//! objects; and every shape of input, good and bad, from every role: never a fault of ours, never a right too many.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story that cannot go on fails")]

use std::collections::BTreeMap;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use directions::{Line, Propose, Role, Send, Settle, Term, Transfer};
use documents::NewPaper;
use kernel::testing::{On, TestOffice};
use kernel::{Actor, Id, Instant};
use people::House;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::api_doors::token;
use crate::{demo, router};

/// Clerk, leader, chief of office; then a head of section, another committee's clerk and the administrator, to whom the
/// paper of this story never came.
const WHO: [&str; 6] = ["vanthu", "bithu", "chanhvp", "truongphong", "vtduubnd", "quantri"];

/// O: gets past who may ask (done, or refused by a rule). F: refused. N: does not exist for this person, or at all.
/// The paper lies with another unit; receipts, tokens, delegations and units that are asked about are not there.
const MAY: &[(&str, &str)] = &[
    ("asking.answer", "NNNNNN"),
    ("asking.ask", "FFOFFF"),
    ("asking.conclude", "NNNNNN"),
    ("asking.one", "NNNNNN"),
    ("asking.pass", "NNNNNN"),
    ("asking.withdraw", "NNNNNN"),
    ("brief.today", "FFOFFF"),
    ("calendar.absences", "OOOOFO"),
    ("calendar.end_absence", "NNNNNN"),
    ("calendar.record_absence", "OFOFFO"),
    ("directions.accept", "NNNNNN"),
    ("directions.change_deadline", "FFONNN"),
    ("directions.desk", "OOOOOF"),
    ("directions.desk_counts", "OOOOOF"),
    ("directions.enter_handwritten", "FFFNNN"),
    ("directions.finish", "NNNNNN"),
    ("directions.forward", "NNNNNN"),
    ("directions.instruct", "FOFNNN"),
    ("directions.open", "OOONNN"),
    ("directions.pass_on", "OFONNN"),
    ("directions.prepare", "FFFNNN"),
    ("directions.propose", "FFONNN"),
    ("directions.recall", "OFONNN"),
    ("directions.reopen", "FFONNN"),
    ("directions.retract", "OFFNNN"),
    ("directions.return", "NNNNNN"),
    ("directions.send", "OFOFFF"),
    ("directions.settle", "FFFNNN"),
    ("directions.trail", "OOONNF"),
    ("directions.transfer", "OFONNN"),
    ("directions.withdraw", "FFONNN"),
    ("documents.books", "OOOFFF"),
    ("documents.check_book", "NFNFFN"),
    ("documents.configure_book", "NFNFFN"),
    ("documents.confirm_original", "NNNNNN"),
    ("documents.correct", "OFFFFF"),
    ("documents.enter", "FFFFNF"),
    ("documents.fill_reserved", "OFFFFF"),
    ("documents.join_copy", "OFFFFF"),
    ("documents.move_original", "OFFFFF"),
    ("documents.paper", "OOONNN"),
    ("documents.part_papers", "OFFNNN"),
    ("documents.relate", "NNNNNN"),
    ("documents.relations", "OOONNN"),
    ("documents.papers", "OOOFFF"),
    ("documents.reserve_number", "OFFFFF"),
    ("documents.set_series", "FFOFFO"),
    ("documents.set_terms", "FFOFFO"),
    ("documents.trail", "OOONNN"),
    ("documents.void_entry", "NNNNNN"),
    ("documents.void_number", "OFFFFF"),
    ("duty.acknowledge_call", "NNNNNN"),
    ("duty.copy_week", "FFOOFO"),
    ("duty.plan", "FFOOFO"),
    ("duty.remove", "FFNNFN"),
    ("duty.swap", "FFNNFN"),
    ("feeds.end", "NNNNNN"),
    ("incoming.annex", "NFFFFF"),
    ("incoming.answer_scan", "NFFFNF"),
    ("incoming.correct_import_row", "NFFFNF"),
    ("incoming.drop_import", "NFFFNF"),
    ("incoming.envelope", "OFFFFF"),
    ("incoming.equation", "OFOFFF"),
    ("incoming.frame_import", "NFFFNF"),
    ("incoming.import_rows", "NFFFNF"),
    ("incoming.imports", "OFFFOF"),
    ("incoming.join", "NFFFFF"),
    ("incoming.mailbox", "FFFFFO"),
    ("incoming.open_import", "OFFFOF"),
    ("incoming.order", "NFFFFF"),
    ("incoming.pause_import", "NFFFNF"),
    ("incoming.petitions", "OFFFFF"),
    ("incoming.proposals", "NFFFFF"),
    ("incoming.receipts", "OFFFFF"),
    ("incoming.receive", "OFFFFF"),
    ("incoming.register", "NFFFFF"),
    ("incoming.return", "NFFFFF"),
    ("incoming.run_import", "NFFFNF"),
    ("incoming.scans", "NFFFNF"),
    ("incoming.set_mailbox", "FFFFFO"),
    ("incoming.type_writing", "OFFFFF"),
    ("jobs.give_up", "FFFFFN"),
    ("jobs.retry", "FFFFFN"),
    ("mail.forget_address", "NNNNNN"),
    ("mail.own", "NNNNNN"),
    ("mail.server", "FFFFFN"),
    ("mail.set_server", "FFFFFO"),
    ("mail.set_wishes", "NNNNNN"),
    ("operation.back_up", "FFFFFO"),
    ("operation.set_safekeeping", "FFFFFO"),
    ("people.appoint", "FFFFFO"),
    ("people.assign_secretary", "FFFFFO"),
    ("people.change_post", "FFFFFO"),
    ("people.change_unit", "FFFFFN"),
    ("people.create_field", "FFFFFO"),
    ("people.create_person", "FFFFFO"),
    ("people.create_post", "FFFFFO"),
    ("people.create_unit", "FFFFFO"),
    ("people.delegate", "OFOFFO"),
    ("people.end_delegation", "NNNNNN"),
    ("people.end_post", "FFFFFO"),
    ("people.end_unit", "FFFFFO"),
    ("people.leave", "FFFFFO"),
    ("people.hand_over", "FFFFFO"),
    ("people.mark_acting", "FFFFFO"),
    ("people.me", "OOOOOO"),
    ("people.post_fields", "FFFFFO"),
    ("people.posts", "FFFFFO"),
    ("people.rename_field", "FFFFFN"),
    ("people.require_second_factor", "FFFFFO"),
    ("people.reset_second_factor", "FFFFFN"),
    ("people.retire_field", "FFFFFN"),
    ("people.revoke_token", "NNNNNN"),
    ("people.set_idle", "FFFFFO"),
    ("people.units", "FFFFFO"),
    ("resolutions.add", "FFOOFF"),
    ("resolutions.add_indicator", "NNNNNN"),
    ("resolutions.add_measure", "NNNNNN"),
    ("resolutions.add_milestone", "NNNNNN"),
    ("resolutions.add_objective", "NNNNNN"),
    ("resolutions.amend", "NNNNNN"),
    ("resolutions.ask_programmes", "NNNNNN"),
    ("resolutions.correct_value", "NNNNNN"),
    ("resolutions.end", "NNNNNN"),
    ("resolutions.hand_out", "NNNNNN"),
    ("resolutions.link_task", "NNNNNN"),
    ("resolutions.list", "FOOOOF"),
    ("resolutions.note_attendance", "NNNNNN"),
    ("resolutions.note_programme", "NNNNNN"),
    ("resolutions.note_review", "NNNNNN"),
    ("resolutions.note_study", "NNNNNN"),
    ("resolutions.reach_milestone", "NNNNNN"),
    ("resolutions.report_value", "NNNNNN"),
    ("resolutions.resume", "NNNNNN"),
    ("resolutions.set_target", "NNNNNN"),
    ("resolutions.state", "FNNNNF"),
    ("resolutions.strike", "NNNNNN"),
    ("resolutions.take_back_milestone", "NNNNNN"),
    ("regulations.assign", "FFOFFO"),
    ("regulations.balance", "OOOOFO"),
    ("regulations.begin", "FFOFFO"),
    ("regulations.compare", "NNNNFN"),
    ("regulations.confirm", "FFNFFN"),
    ("regulations.depart", "OOOOFO"),
    ("regulations.departures", "FFOFFO"),
    ("regulations.end_assignment", "FFNFFN"),
    ("regulations.list", "OOOOFO"),
    ("regulations.may", "NNNNFN"),
    ("regulations.new_version", "FFNFFN"),
    ("regulations.publish", "FFNFFN"),
    ("regulations.put_article", "FFNFFN"),
    ("regulations.remove_article", "FFNFFN"),
    ("regulations.version", "NNNNFN"),
    ("regulations.withdraw", "FFNFFN"),
    ("rules.add_day", "FFOFFO"),
    ("rules.announce_year", "FFOFFO"),
    ("rules.confirm", "FFOFFO"),
    ("rules.days", "OOOOOO"),
    ("rules.exchange_days", "FFOFFO"),
    ("rules.list", "OOOOOO"),
    ("rules.one", "OOOOOO"),
    ("rules.overrule", "FFOFFO"),
    ("rules.remove_day", "FFNFFN"),
    ("rules.take_back", "FFNFFN"),
    ("search.find", "OOOOOO"),
    ("search.remove", "NNNNNN"),
    ("search.save", "OOOOOO"),
    ("search.saved", "OOOOOO"),
    ("search.unwatch", "NNNNNN"),
    ("search.watch", "NNNNNN"),
    ("tasks.accept", "NNNNNN"),
    ("tasks.add_source", "OOOOFF"),
    ("tasks.answer", "NNNNNN"),
    ("tasks.assign", "FOOOFF"),
    ("tasks.confirm_word", "NNNNNN"),
    ("tasks.decide_correction", "NNNNNN"),
    ("tasks.decide_obstacle", "NNNNNN"),
    ("tasks.extend", "NNNNNN"),
    ("tasks.list", "OOOOOF"),
    ("tasks.mark_searched", "NNNNFF"),
    ("tasks.one", "NNNNNF"),
    ("tasks.propose_correction", "NNNNNN"),
    ("tasks.raise_obstacle", "NNNNNN"),
    ("tasks.reassign", "NNNNNN"),
    ("tasks.reopen", "NNNNNN"),
    ("tasks.repeat", "FNNNFF"),
    ("tasks.reply", "NNNNNN"),
    ("tasks.return", "NNNNNN"),
    ("tasks.say", "NNNNNN"),
    ("tasks.set_follower", "NNNNNN"),
    ("tasks.stop_repeating", "NNNNNN"),
    ("tasks.submit", "NNNNNN"),
    ("tasks.take", "FOOOFF"),
    ("tasks.take_back", "NNNNNN"),
    ("tasks.withdraw", "NNNNNN"),
];

/// What the fields of these names are filled with; every other key is one of nothing.
struct Story {
    o: TestOffice,
    app: Router,
    tokens: Vec<String>,
    known: BTreeMap<&'static str, String>,
}

fn story() -> Story {
    let o = kernel::testing::office(On::Sqlite, &router::parts()).unwrap();
    let people = demo::fill(&o.office).unwrap();
    let who = |name: &str| people.who(name).unwrap();
    let actor = |name: &str| Actor::person(who(name).person.uuid(), Some(who(name).post.uuid()));
    let next = || {
        o.clock.advance(Instant::SECOND);
        o.office.new_id()
    };
    // A paper for each place on its way: acts on one must not change what the next is asked about.
    let paper_at = |place: usize| {
        let paper = NewPaper {
            code: format!("{place}-BC/ĐU"),
            kind: "Báo cáo".to_owned(),
            issuer: "Đảng uỷ xã Tân An".to_owned(),
            issued_on: None,
            subject: "tình hình sạt lở".to_owned(),
            urgency: String::new(),
            asked_by: None,
            files: vec![],
        };
        let paper =
            o.office.act_blocking(Actor::console(), next(), paper, documents::register).unwrap().paper;
        let to = who("chanhvp").post;
        let routing = o
            .office
            .act_blocking(actor("vanthu"), next(), Send { paper, to, field: None }, directions::send)
            .unwrap();
        let lines = vec![Line { role: Role::Lead, unit: who("bantochuc").unit, post: None }];
        if place > 0 {
            let propose = Propose {
                routing,
                field: None,
                leader: (place == 1).then(|| who("bithu").post),
                text: "Giao Ban Tổ chức".to_owned(),
                lines: lines.clone(),
                term: Term::Rule,
            };
            o.office.act_blocking(actor("chanhvp"), next(), propose, directions::propose).unwrap();
        }
        if place > 2 {
            let transfer = Transfer { routing, lines, term: Term::Rule };
            o.office.act_blocking(actor("vanthu"), next(), transfer, directions::transfer).unwrap();
        }
        (paper, routing)
    };
    let (to_propose, to_instruct, to_transfer) = (paper_at(0).1, paper_at(1).1, paper_at(2).1);
    let (passed, recalled) = (paper_at(0).1, paper_at(3).1);
    let (to_withdraw, to_prepare) = (paper_at(2).1, paper_at(1).1);
    let (to_retract, settled) = (paper_at(0).1, paper_at(0).1);
    let away = Settle {
        routing: settled,
        result: "Lưu để theo dõi".to_owned(),
        reply_code: String::new(),
        reply_on: None,
    };
    o.office.act_blocking(actor("chanhvp"), next(), away, directions::settle).unwrap();
    let (paper, routing) = paper_at(3);
    let shares = |routing| {
        o.office.read_blocking(move |tx| directions::shares(tx, routing)).unwrap()[0].id.to_string()
    };
    let to = who("chanhvp").post;
    let scopes = [
        "people",
        "incoming",
        "documents",
        "directions",
        "rules",
        "duty",
        "jobs",
        "operation",
        "mail",
        "brief",
        "search",
        "tasks",
        "feeds",
        "asking",
        "resolutions",
        "regulations",
        "calendar",
    ];
    let tokens = WHO.iter().map(|name| token(&o, name, &scopes)).collect();
    let known = BTreeMap::from([
        ("routing", routing.to_string()),
        ("assignment", shares(routing)),
        ("directions.recall/assignment", shares(recalled)),
        ("directions.recall/routing", recalled.to_string()),
        ("directions.propose/routing", to_propose.to_string()),
        ("directions.pass_on/routing", passed.to_string()),
        ("directions.pass_on/to", who("phovp").post.to_string()),
        ("directions.instruct/routing", to_instruct.to_string()),
        ("directions.enter_handwritten/routing", to_instruct.to_string()),
        ("directions.prepare/routing", to_prepare.to_string()),
        ("directions.transfer/routing", to_transfer.to_string()),
        ("directions.retract", to_retract.to_string()),
        ("directions.reopen/routing", settled.to_string()),
        ("paper", paper.to_string()),
        ("post", who("chanhvp").post.to_string()),
        ("to", to.to_string()),
        ("to_post", who("truongphong").post.to_string()),
        ("secretary", who("thuky").post.to_string()),
        ("person", who("chuyenvien2").person.to_string()),
        ("rule", "deadline.settle.default".to_owned()),
        ("view", "mine".to_owned()),
        ("kind", "NQ".to_owned()),
        ("year", "2027".to_owned()),
        ("area", "deadlines".to_owned()),
        ("directions.open", routing.to_string()),
        ("directions.withdraw", to_withdraw.to_string()),
        ("directions.trail", routing.to_string()),
        ("documents.paper", paper.to_string()),
        ("documents.trail", paper.to_string()),
        ("documents.relations", paper.to_string()),
        ("people.create_post", who("chanhvp").unit.to_string()),
    ]);
    let house = House::new(o.office.clone(), router::functions(), "none".into(), (true, false))
        .with_search(crate::finder::made(&o.office));
    let app = router::router(house);
    Story { o, app, tokens, known }
}

const NOTHING: &str = "00000000-0000-0000-0000-000000000000";

impl Story {
    /// A value of this schema, as plain as it can be.
    fn value(&self, act: &str, field: &str, schema: &Value) -> Value {
        let kind = match &schema["type"] {
            Value::Array(kinds) => kinds[0].as_str().unwrap_or("null"),
            kind => kind.as_str().unwrap_or("null"),
        };
        if let Some(first) = schema["enum"].get(0) {
            return first.clone();
        }
        match kind {
            "object" => {
                let mut object = serde_json::Map::new();
                for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
                    let optional = schema["type"].as_array().is_some();
                    if !optional {
                        object.insert(name.clone(), self.value(act, name, schema));
                    }
                }
                Value::Object(object)
            }
            "array" => json!([]),
            "integer" => {
                json!(self.known.get(field).and_then(|known| known.parse::<i64>().ok()).unwrap_or(1))
            }
            "boolean" => json!(true),
            "string" => {
                let own = self.known.get(format!("{act}/{field}").as_str());
                let known = own.or_else(|| self.known.get(field)).or_else(|| self.known.get(act));
                match (schema["format"].as_str(), known) {
                    (Some("uuid"), Some(known)) => json!(known),
                    (Some("uuid"), None) => json!(NOTHING),
                    (Some("date"), _) => json!("2027-03-01"),
                    (_, Some(known)) if field == "rule" => json!(known),
                    _ => json!("Văn bản"),
                }
            }
            _ => Value::Null,
        }
    }
}

/// One operation of the description.
struct Operation {
    name: String,
    method: String,
    path: String,
    body: Value,
    parameters: Vec<Value>,
}

fn operations() -> Vec<Operation> {
    let document = serde_json::to_value(router::api().finish().1).unwrap();
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let body = operation["requestBody"]["content"]["application/json"]["schema"].clone();
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            found.push(Operation {
                name: operation["operationId"].as_str().unwrap().to_owned(),
                method: method.to_uppercase(),
                path: path.clone(),
                body,
                parameters,
            });
        }
    }
    found
}

impl Operation {
    /// The address with its names filled in; `with` puts another text into every one of them.
    fn address(&self, story: &Story, with: Option<&str>) -> String {
        let (mut path, mut query) = (self.path.clone(), Vec::new());
        for parameter in &self.parameters {
            let name = parameter["name"].as_str().unwrap();
            let plain = match story.value(&self.name, name, &parameter["schema"]) {
                Value::String(text) => story.known.get(name).cloned().unwrap_or(text),
                other => other.to_string(),
            };
            let value = with.map_or(plain, str::to_owned);
            match parameter["in"].as_str().unwrap() {
                "path" => path = path.replace(&format!("{{{name}}}"), &value),
                "query" if with.is_some() || parameter["required"] == true => {
                    query.push(format!("{name}={value}"))
                }
                _ => {}
            }
        }
        if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
    }
}

async fn call(story: &Story, operation: &Operation, who: usize, (path, body): (&str, String)) -> StatusCode {
    let request = Request::builder()
        .method(operation.method.as_str())
        .uri(path)
        .header("authorization", format!("Bearer {}", story.tokens[who]))
        .header("idempotency-key", story.o.office.new_id().to_string())
        .header("content-type", "application/json");
    let response = story.app.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
    let status = response.status();
    if status.is_client_error() {
        let kind = response.headers().get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or("");
        assert_eq!(kind, "application/problem+json", "{} {path}: {status}", operation.name);
    }
    status
}

fn expected(name: &str) -> &'static str {
    MAY.iter().find(|(known, _)| *known == name).unwrap_or_else(|| panic!("{name} is in no table")).1
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_gets_what_the_table_says_and_nobody_more() {
    let story = tokio::task::spawn_blocking(story).await.unwrap();
    let all = operations();
    let mut wrong = Vec::new();
    for operation in &all {
        let Some((_, table)) = MAY.iter().find(|(known, _)| *known == operation.name) else {
            wrong.push(format!("{} is in no table", operation.name));
            continue;
        };
        let mut found = ['?'; WHO.len()];
        let mut order: Vec<usize> = (0..WHO.len()).collect();
        // Whoever may do it comes last: it must not change what the others are asked about.
        order.sort_by_key(|who| table.as_bytes()[*who] == b'O');
        for who in order {
            let body = if operation.method == "GET" {
                String::new()
            } else {
                story.value(&operation.name, "", &operation.body).to_string()
            };
            story.o.clock.advance(Instant::SECOND);
            let status = call(&story, operation, who, (&operation.address(&story, None), body)).await;
            found[who] = match status.as_u16() {
                403 => 'F',
                404 => 'N',
                200 | 204 | 409 | 422 => 'O',
                other => panic!("{} as {}: {other}", operation.name, WHO[who]),
            };
        }
        let found: String = found.iter().collect();
        if found != *table {
            wrong.push(format!("{}: {found}, the table says {table}", operation.name));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    let gone: Vec<_> = MAY.iter().filter(|(name, _)| all.iter().all(|there| there.name != *name)).collect();
    assert!(gone.is_empty(), "in the table, not in the API: {gone:?}");
    assert!(kernel::journal::verify(&story.o.office, None).unwrap().ok);
}

/// Inputs that are not what was asked for, made from one that is.
fn twisted(good: &Value) -> Vec<String> {
    let mut found: Vec<String> = ["", "null", "[]", "{", "\"\\u0000\"", "-1", "1e999", "{\"x\":1}", "true"]
        .iter()
        .map(|text| (*text).to_owned())
        .collect();
    found.push(format!("\"{}\"", "ữ".repeat(20_000)));
    found.push("[".repeat(2_000));
    if let Value::Object(fields) = good {
        for name in fields.keys() {
            let mut less = fields.clone();
            less.remove(name);
            found.push(Value::Object(less).to_string());
            let strange = [
                json!(null),
                json!("\u{0}"),
                json!("ữ".repeat(5_000)),
                json!(i64::MIN),
                json!(u64::MAX),
                json!(["x"]),
                json!({}),
                json!("9999-12-31"),
                json!("-9999-01-01"),
                json!("' OR 1=1 --"),
            ];
            for value in strange {
                let mut other = fields.clone();
                other.insert(name.clone(), value);
                found.push(Value::Object(other).to_string());
            }
        }
    }
    found
}

/// A mail leaves the house: of the papers that lie with these people it may tell how many there are, and nothing else.
#[test]
fn no_mail_says_what_a_paper_is_about_where_it_comes_from_or_its_number() {
    let story = story();
    let office = &story.o.office;
    story.o.clock.advance(40 * Instant::DAY);
    for periodic in router::periodic().iter().filter(|one| one.name == "deadlines") {
        (periodic.run)(office).unwrap();
    }
    let (now, functions) = (office.now(), router::functions());
    let mut said = String::new();
    for name in WHO.iter().chain(&["phovp", "bantochuc", "phobithu"]) {
        let person = people::sessions::sign_in(office, name, demo::PASSWORD, "").unwrap().person;
        let told = office.read_blocking(|tx| {
            let viewer = people::Viewer::load(tx, person, now.date())?.unwrap();
            mail::preview(tx, (&functions, router::LINES), &viewer, now)
        });
        if let Some((subject, text)) = told.unwrap() {
            said.push_str(&format!("{subject}\n{text}\n"));
        }
    }
    assert!(said.contains("quá hạn"), "the story has late papers: {said}");
    for secret in ["sạt lở", "BC/ĐU", "Tân An", "Giao Ban", "/papers/", "/routings/"] {
        assert!(!said.contains(secret), "{secret} in: {said}");
    }
}

const STRANGE_NAMES: [&str; 9] =
    ["x", "%00", "%F0%9F%98%80", "-1", "99999999999999999999", "2027-02-30", "..%2F..", "%27", "9999-12-31"];

#[tokio::test(flavor = "multi_thread")]
async fn no_input_is_a_fault_of_ours_and_none_opens_what_is_closed() {
    let story = tokio::task::spawn_blocking(story).await.unwrap();
    for operation in operations() {
        let closed = expected(&operation.name);
        let inputs: Vec<(String, String)> = if operation.method == "GET" {
            STRANGE_NAMES.iter().map(|name| (operation.address(&story, Some(name)), String::new())).collect()
        } else {
            let good = story.value(&operation.name, "", &operation.body);
            twisted(&good).into_iter().map(|body| (operation.path.clone(), body)).collect()
        };
        // Nobody calls that often in a minute; the limit has a story of its own.
        story.o.clock.advance(Instant::MINUTE);
        for (at, (path, body)) in inputs.iter().enumerate() {
            for (who, name) in WHO.iter().enumerate() {
                // Who may is asked with every input; who may not with every third: the refusal comes before the reading.
                let open = closed.as_bytes()[who] == b'O';
                if !open && at % 3 != who % 3 {
                    continue;
                }
                let status = call(&story, &operation, who, (path, body.clone())).await;
                let shown: String = body.chars().take(200).collect();
                assert!(
                    !status.is_server_error(),
                    "{} as {}: {status} for {path} {shown}",
                    operation.name,
                    name
                );
                let refused = closed.as_bytes()[who] == b'F';
                assert!(
                    !(refused && status.is_success()),
                    "{} as {}: {status} for {path} {shown}",
                    operation.name,
                    name
                );
            }
        }
    }
    let sound = tokio::task::spawn_blocking(move || kernel::journal::verify(&story.o.office, None).unwrap());
    assert!(sound.await.unwrap().ok);
}

#[test]
fn ids_of_nothing_are_no_ids() {
    let nothing: Id<documents::Paper> = NOTHING.parse().unwrap();
    let story = story();
    assert!(story.o.office.read_blocking(|tx| documents::paper(tx, nothing)).unwrap().is_none());
}
