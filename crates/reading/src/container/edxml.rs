//! edXML (QCVN 102:2016/BTTTT): a message of the State's document exchange. Its header says what the paper's register
//! line needs, its attachments are the paper and the annexes.
//!
//! Names are compared without their prefixes and capitals: senders disagree about both, and about "Business".

use jiff::civil::Date;
use quick_xml::events::Event;
use serde::{Deserialize, Serialize};

use super::{Attachment, Bundle, names};
use crate::letterhead::kind_named;
use crate::packed::reference;
use crate::text::clean;
use crate::{Cite, Facts, Format, Note, NoteCode, Problem, ProblemCode, Reading, Signer, sniff};

/// What kind of message it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    #[default]
    New,
    Recall,
    Update,
    Replacement,
    /// What became of a paper that was sent.
    Status,
}

impl Sort {
    /// As the standard names it.
    fn name(self) -> &'static str {
        match self {
            Sort::New => "Văn bản mới",
            Sort::Recall => "Thu hồi văn bản",
            Sort::Update => "Cập nhật văn bản",
            Sort::Replacement => "Thay thế văn bản",
            Sort::Status => "Trạng thái xử lý văn bản",
        }
    }
}

/// What a message says beyond the facts of its paper.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Message {
    pub sort: Sort,
    /// `body,date,code`, as the sender names the paper.
    pub document: Option<String>,
    /// The sending body's code.
    pub from: Option<String>,
    /// Papers that this one answers, recalls, updates or replaces, as they are named.
    pub about: Vec<String>,
    /// `01` arrived … `16` refused.
    pub status: Option<String>,
    pub reason: Option<String>,
    /// When it left the sender, as written.
    pub sent: Option<String>,
}

/// Elements of one message, and how deep they may stand in each other.
const ELEMENTS: usize = 100_000;
const DEEPEST: usize = 64;

#[derive(Default)]
struct Node {
    name: String,
    text: String,
    inside: Vec<Node>,
}

impl Node {
    fn find(&self, name: &str) -> Option<&Node> {
        self.inside
            .iter()
            .find(|node| node.name == name)
            .or_else(|| self.inside.iter().find_map(|node| node.find(name)))
    }

    fn all<'a>(&'a self, name: &'a str) -> Box<dyn Iterator<Item = &'a Node> + 'a> {
        Box::new(self.inside.iter().flat_map(move |node| {
            let own = (node.name == name).then_some(node);
            own.into_iter().chain(node.all(name))
        }))
    }

    fn said(&self, name: &str) -> Option<String> {
        self.find(name).and_then(Node::words)
    }

    fn words(&self) -> Option<String> {
        let text = clean(&self.text).split_whitespace().collect::<Vec<_>>().join(" ");
        (!text.is_empty()).then_some(text)
    }
}

pub(super) fn open(bytes: &[u8]) -> Result<Bundle, Problem> {
    let tree = parse(&unicode(bytes))?;
    let nothing = Node::default();
    let header = tree.find("messageheader").unwrap_or(&nothing);
    let from = header.find("from").unwrap_or(&nothing);
    let message = message(&tree, header, from);
    let facts = facts(header, from, &message);
    let mut own =
        Reading { pages: 1, text: told(&message, &facts, header), ..Reading::empty(bytes, Format::Edxml) };
    own.confidence = sure(&facts);
    own.facts = facts;
    own.message = Some(message);
    let parts: Vec<Attachment> =
        (1_usize..).zip(tree.all("attachment").filter(|node| !node.inside.is_empty())).map(part).collect();
    let promised = tree
        .find("edxmlmanifest")
        .map_or(0, |manifest| manifest.inside.iter().filter(|node| node.name == "reference").count());
    if promised > parts.len() {
        own.note(Note::with(NoteCode::PartsMissing, (promised - parts.len()).to_string()));
    }
    if tree.find("signaturevalue").is_some() {
        own.note(Note::new(NoteCode::SignatureNotVerified));
    }
    Ok(Bundle {
        format: Format::Edxml,
        from: own.facts.issuer.clone(),
        subject: own.facts.subject.clone(),
        date: own.facts.date.clone(),
        body: own.text.clone(),
        parts,
        more: 0,
        own,
    })
}

fn unicode(bytes: &[u8]) -> String {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode(bytes).0.into_owned();
    }
    String::from_utf8_lossy(bytes).into_owned()
}

/// The whole message as a tree. Broken markup is told with its line.
fn parse(text: &str) -> Result<Node, Problem> {
    let at_line = |at: usize| {
        let before = text.as_bytes().get(..at.min(text.len())).unwrap_or_default();
        let line = before.iter().filter(|b| **b == b'\n').count() + 1;
        Problem::with(ProblemCode::MessageBroken, line.to_string())
    };
    let mut reader = quick_xml::Reader::from_str(text);
    let mut open = vec![Node::default()];
    let mut count = 0_usize;
    loop {
        let place = |reader: &quick_xml::Reader<&[u8]>| {
            usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
        };
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                count += 1;
                if count > ELEMENTS || open.len() > DEEPEST {
                    return Err(Problem::new(ProblemCode::TooDemanding));
                }
                open.push(Node { name: name(tag.local_name().as_ref()), ..Node::default() });
            }
            Ok(Event::Empty(tag)) => {
                count += 1;
                let node = Node { name: name(tag.local_name().as_ref()), ..Node::default() };
                if let Some(above) = open.last_mut().filter(|_| count <= ELEMENTS) {
                    above.inside.push(node);
                }
            }
            Ok(Event::End(_)) => {
                let node = open.pop().unwrap_or_default();
                match open.last_mut() {
                    Some(above) => above.inside.push(node),
                    None => return Err(at_line(place(&reader))),
                }
            }
            Ok(Event::Text(words)) => {
                if let Some(node) = open.last_mut() {
                    node.text.push_str(&words);
                }
            }
            Ok(Event::CData(words)) => {
                if let Some(node) = open.last_mut() {
                    node.text.push_str(&words);
                }
            }
            Ok(Event::GeneralRef(entity)) => {
                if let Some(node) = open.last_mut() {
                    node.text.push_str(&reference(&entity));
                }
            }
            // Cut off: something is still open.
            Ok(Event::Eof) if open.len() > 1 => return Err(at_line(text.len())),
            Ok(Event::Eof) => return Ok(open.pop().unwrap_or_default()),
            Ok(_) => {}
            Err(_) => return Err(at_line(usize::try_from(reader.error_position()).unwrap_or(usize::MAX))),
        }
    }
}

fn name(local: &str) -> String {
    local.to_ascii_lowercase().replace("bussiness", "business")
}

fn message(tree: &Node, header: &Node, from: &Node) -> Message {
    let status = header.said("statuscode");
    let business = tree.find("business");
    let kind = business.and_then(|node| node.said("businessdoctype"));
    let replaced = tree.find("replacementinfolist");
    let mut about: Vec<String> = header
        .all("responsefor")
        .filter_map(|node| node.said("documentid").or_else(|| node.said("code")))
        .collect();
    about.extend(replaced.into_iter().flat_map(|list| list.all("documentid")).filter_map(Node::words));
    let sort = match (status.is_some(), kind.as_deref()) {
        (true, _) => Sort::Status,
        (false, Some("1")) => Sort::Recall,
        (false, Some("2")) => Sort::Update,
        (false, Some("3")) => Sort::Replacement,
        _ => Sort::New,
    };
    if matches!(sort, Sort::Recall | Sort::Update) {
        about.extend(business.and_then(|node| node.said("documentid")));
    }
    about.dedup();
    Message {
        sort,
        document: header.inside.iter().find(|node| node.name == "documentid").and_then(Node::words),
        from: from.said("organid"),
        about,
        status,
        reason: business.and_then(|node| node.said("businessdocreason")),
        sent: tree
            .find("traceheader")
            .and_then(|node| node.said("timestamp"))
            .or_else(|| header.said("timestamp")),
    }
}

fn facts(header: &Node, from: &Node, message: &Message) -> Facts {
    let issuer = from.said("organname").or_else(|| from.said("organizationincharge"));
    let superior = from.said("organizationincharge").filter(|above| Some(above) != issuer.as_ref());
    // The papers that this one answers have numbers and days of their own.
    let own = |name: &str| header.inside.iter().find(|node| node.name == name);
    let number = own("code").and_then(|node| node.said("codenumber"));
    let symbol = own("code")
        .and_then(|node| node.said("codenotation"))
        .map(|text| text.trim_matches(['/', '-']).replace('Ð', "Đ"));
    let to: Vec<String> = header
        .inside
        .iter()
        .filter(|node| node.name == "to")
        .filter_map(|node| node.said("organname"))
        .collect();
    let signer = own("signerinfo");
    let kind = own("documenttype").and_then(|node| node.said("typename"));
    let subject = own("subject").and_then(Node::words).or_else(|| match message.sort {
        Sort::Status => own("description").and_then(Node::words),
        _ => own("content").and_then(Node::words),
    });
    let cites = header.all("responsefor").filter_map(|node| {
        let id = node.said("documentid");
        // "body,date,code", or an identifier that says nothing.
        let in_id = id.as_deref().and_then(|id| id.rsplit_once(',')).map(|(_, code)| code.to_owned());
        let code = node.said("code").or(in_id)?;
        Some(Cite { kind: None, code, date: node.said("promulgationdate").as_deref().and_then(day) })
    });
    Facts {
        issuer,
        superior,
        code: number.as_ref().zip(symbol.as_ref()).map(|(number, symbol)| match is_party(symbol) {
            true => format!("{number}-{symbol}"),
            false => format!("{number}/{symbol}"),
        }),
        number,
        symbol,
        kind: kind.map(|name| kind_named(&name).map_or(name, |kind| kind.name.to_owned())),
        place: own("promulgationinfo").and_then(|node| node.said("place")),
        date: own("promulgationinfo").and_then(|node| node.said("promulgationdate")).as_deref().and_then(day),
        subject: subject.map(|text| without_about(&text).to_owned()),
        urgency: header.said("priority").as_deref().and_then(urgency).map(str::to_owned),
        addressee: (!to.is_empty()).then(|| to.join("; ")),
        deadline: own("duedate").and_then(Node::words).as_deref().and_then(day),
        signer: Signer {
            form: signer.and_then(|node| node.said("competence")),
            position: signer.and_then(|node| node.said("position")),
            name: signer.and_then(|node| node.said("fullname")),
        },
        recipients: own("toplaces")
            .into_iter()
            .flat_map(|node| &node.inside)
            .filter_map(Node::words)
            .collect(),
        cites: cites.collect(),
        ..Facts::default()
    }
}

/// `CV/TU`: a Party symbol names the kind, then the body.
fn is_party(symbol: &str) -> bool {
    let ends = ["TU", "ĐU", "TW", "CB", "VPTU", "VPTW", "ĐTN", "MTTQ"];
    symbol.split_once('/').is_some_and(|(kind, body)| {
        !kind.contains('-') && ends.iter().any(|end| body.ends_with(end)) && !kind.is_empty()
    })
}

/// `yyyy/MM/dd`; some write `dd/MM/yyyy` or put a time behind.
fn day(text: &str) -> Option<String> {
    let parts: Vec<i16> =
        text.split([' ', 'T']).next()?.split(['/', '-']).map(str::parse).collect::<Result<_, _>>().ok()?;
    let [a, month, b] = parts.as_slice() else { return None };
    let (year, day) = if *a > 31 { (*a, *b) } else { (*b, *a) };
    let date = Date::new(year, i8::try_from(*month).ok()?, i8::try_from(day).ok()?).ok()?;
    (date.year() > 1900).then(|| date.to_string())
}

fn urgency(priority: &str) -> Option<&'static str> {
    match priority {
        "1" => Some("khẩn"),
        "2" => Some("thượng khẩn"),
        "3" => Some("hoả tốc"),
        "4" => Some("hoả tốc hẹn giờ"),
        _ => None,
    }
}

fn without_about(subject: &str) -> &str {
    ["V/v", "v/v", "V/V"]
        .iter()
        .find_map(|about| subject.strip_prefix(about))
        .unwrap_or(subject)
        .trim_start_matches([':', ' '])
}

/// Everything that the message says is as sure as the message.
fn sure(facts: &Facts) -> std::collections::BTreeMap<String, f64> {
    let said = [
        ("issuer", facts.issuer.is_some()),
        ("superior", facts.superior.is_some()),
        ("code", facts.code.is_some()),
        ("number", facts.number.is_some()),
        ("symbol", facts.symbol.is_some()),
        ("kind", facts.kind.is_some()),
        ("place", facts.place.is_some()),
        ("date", facts.date.is_some()),
        ("subject", facts.subject.is_some()),
        ("urgency", facts.urgency.is_some()),
        ("addressee", facts.addressee.is_some()),
        ("deadline", facts.deadline.is_some()),
        ("signer", facts.signer.name.is_some()),
        ("recipients", !facts.recipients.is_empty()),
        ("cites", !facts.cites.is_empty()),
    ];
    said.into_iter().filter(|(_, is)| *is).map(|(field, _)| (field.to_owned(), 1.0)).collect()
}

/// The header as lines that can be read and found.
fn told(message: &Message, facts: &Facts, header: &Node) -> String {
    let about = (!message.about.is_empty()).then(|| message.about.join("; "));
    let lines = [
        ("Loại gói tin", Some(message.sort.name().to_owned())),
        ("Trạng thái", message.status.clone()),
        ("Mô tả", header.said("description")),
        ("Nơi gửi", facts.issuer.clone()),
        ("Nơi nhận", facts.addressee.clone()),
        ("Số, ký hiệu", facts.code.clone()),
        ("Ngày ban hành", facts.date.clone()),
        ("Loại văn bản", facts.kind.clone()),
        ("Trích yếu", facts.subject.clone()),
        ("Nội dung", header.said("content").filter(|content| Some(content) != facts.subject.as_ref())),
        ("Hạn xử lý", facts.deadline.clone()),
        ("Người ký", facts.signer.name.clone()),
        ("Về văn bản", about),
        ("Lý do", message.reason.clone()),
        ("Gửi lúc", message.sent.clone()),
    ];
    lines.into_iter().filter_map(|(label, said)| Some(format!("{label}: {}\n", said?))).collect()
}

fn part((number, node): (usize, &Node)) -> Attachment {
    let coded = ["contenttransferencoded", "content"]
        .into_iter()
        .find_map(|name| node.find(name))
        .map(|node| node.text.as_str());
    let bytes = coded.map(|text| text.bytes().filter(|b| !b.is_ascii_whitespace()).collect::<Vec<u8>>());
    let bytes =
        bytes.and_then(|text| mail_parser::decoders::base64::base64_decode(&text)).unwrap_or_default();
    let format = sniff(&bytes, "");
    let named = node.said("attachmentname").map(|name| names::tidy(&name)).filter(|name| !name.is_empty());
    let name = named.unwrap_or_else(|| {
        format!("{number}.{}", if format == Format::Unknown { "bin" } else { format.name() })
    });
    let mut part = Attachment::new(name, bytes);
    if part.bytes.is_empty() {
        part.format = Format::Unknown;
        part.reading = Some(Reading::failed(&[], Format::Unknown, Problem::new(ProblemCode::Empty)));
    }
    part
}
