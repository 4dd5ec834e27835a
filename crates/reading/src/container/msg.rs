//! MSG: a mail as Outlook saves it, an OLE file of properties ([MS-OXMSG]).
//!
//! A mail that was attached lies in a storage of its own; it becomes a file of its own again, so that it can be kept and
//! opened like any other.

use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};

use vietnamese::legacy::repair;

use super::{Attachment, Bundle, letter, names};
use crate::ole::{u32_at, wide};
use crate::text::clean;
use crate::{Format, Limits, Problem, ProblemCode, Reading, html};

type File<'a> = cfb::CompoundFile<Cursor<&'a [u8]>>;

/// Properties by their number.
const SUBJECT: u16 = 0x0037;
const BODY: u16 = 0x1000;
const HTML: u16 = 0x1013;
const SENT_FOR: u16 = 0x0042;
const SENT_FOR_MAIL: u16 = 0x5D02;
const SENDER: u16 = 0x0C1A;
const SENDER_MAIL: u16 = 0x5D01;
const SENDER_ADDRESS: u16 = 0x0C1F;
const SENT_AT: u16 = 0x0039;
const DELIVERED_AT: u16 = 0x0E06;
const CODE_PAGE: u16 = 0x3FFD;
const INTERNET_CODE_PAGE: u16 = 0x3FDE;
const DATA: u16 = 0x3701;
const FILE_NAME: u16 = 0x3704;
const LONG_FILE_NAME: u16 = 0x3707;
const DISPLAY_NAME: u16 = 0x3001;
const MIME_TAG: u16 = 0x370E;
const CONTENT_ID: u16 = 0x3712;
const HIDDEN: u16 = 0x7FFE;

const PROPERTIES: &str = "__properties_version1.0";
/// The head of the top mail's fixed properties, of one inside it, and of an attachment's.
const TOP_HEAD: usize = 32;
const INNER_HEAD: usize = 24;
const PART_HEAD: usize = 8;
/// Streams and storages copied out of a mail inside.
const COPIED: usize = 20_000;

pub(super) fn open(bytes: &[u8], limits: &Limits) -> Result<Bundle, Problem> {
    let broken = || Problem::new(ProblemCode::Broken);
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|_| broken())?;
    let top = Props::new(&mut file, PathBuf::from("/"), TOP_HEAD, limits);
    if top.fixed.is_empty() {
        return Err(broken());
    }
    let page = top.number(INTERNET_CODE_PAGE).or(top.number(CODE_PAGE)).unwrap_or(1258);
    let text = |file: &mut File<'_>, of: &Props, tag| of.text(file, tag, page);
    let name = text(&mut file, &top, SENDER).or_else(|| text(&mut file, &top, SENT_FOR));
    let address = [SENDER_MAIL, SENT_FOR_MAIL, SENDER_ADDRESS]
        .into_iter()
        .find_map(|tag| text(&mut file, &top, tag).filter(|address| address.contains('@')));
    let mut body = text(&mut file, &top, BODY).unwrap_or_default();
    if body.trim().is_empty() {
        body = top.html(&mut file, page, limits).unwrap_or_default();
    }
    let mut mail = Bundle {
        format: Format::Msg,
        from: match (name, address) {
            (Some(name), Some(address)) if name != address => Some(format!("{name} <{address}>")),
            (name, address) => name.or(address),
        },
        subject: text(&mut file, &top, SUBJECT),
        date: top.time(SENT_AT).or_else(|| top.time(DELIVERED_AT)),
        body: body.trim_end().to_owned(),
        parts: Vec::new(),
        more: 0,
        own: Reading::empty(&[], Format::Msg),
    };
    let storages: Vec<PathBuf> = file
        .read_root_storage()
        .filter(|entry| entry.is_storage() && entry.name().starts_with("__attach_version1.0_"))
        .map(|entry| entry.path().to_owned())
        .collect();
    for (number, storage) in (1_usize..).zip(storages) {
        let part = Props::new(&mut file, storage.clone(), PART_HEAD, limits);
        mail.parts.push(attachment(&mut file, &part, (number, page), limits));
    }
    mail.own = letter(bytes, Format::Msg, [&mail.subject, &mail.from, &mail.date], &mail.body);
    Ok(mail)
}

fn attachment(
    file: &mut File<'_>,
    part: &Props,
    (number, page): (usize, u32),
    limits: &Limits,
) -> Attachment {
    let named = [LONG_FILE_NAME, FILE_NAME, DISPLAY_NAME]
        .into_iter()
        .find_map(|tag| part.text(file, tag, page))
        .map(|name| names::tidy(&name))
        .filter(|name| !name.is_empty());
    let inner = part.path.join(format!("__substg1.0_{DATA:04X}000D"));
    if file.is_storage(&inner) {
        let title = || named.map(|name| name.replace(':', " "));
        let name = title().map_or_else(
            || format!("{number}.msg"),
            |name| match name.to_lowercase().ends_with(".msg") {
                true => name,
                false => format!("{name}.msg"),
            },
        );
        return match whole(file, &inner) {
            Ok(bytes) => Attachment { format: Format::Msg, ..Attachment::new(name, bytes) },
            Err(_) => failed(name, Problem::new(ProblemCode::Broken)),
        };
    }
    let name = |format: Format| named.clone().unwrap_or_else(|| format!("{number}.{}", format.name()));
    match part.binary(file, DATA) {
        Some(bytes) => {
            let mime = part.text(file, MIME_TAG, page).unwrap_or_default().to_lowercase();
            let mut made = Attachment::new(named.clone().unwrap_or_default(), bytes);
            made.name = name(made.format);
            // Outlook keeps a signed mail as one attachment that holds the mail as it was sent.
            if mime.starts_with("multipart/signed") {
                made.format = Format::Eml;
            }
            let shown = part.binary_len(file, CONTENT_ID) > 0 && made.format == Format::Image;
            made.inline = shown && part.number(HIDDEN).is_some_and(|hidden| hidden & 1 == 1);
            made
        }
        // A link to a file elsewhere, or an object of another program.
        None => failed(name(Format::Unknown), Problem::with(ProblemCode::NotRead, "OLE")),
    }
    .limited(limits)
}

fn failed(name: String, problem: Problem) -> Attachment {
    let reading = Some(Reading::failed(&[], Format::Unknown, problem));
    Attachment { name, bytes: Vec::new(), format: Format::Unknown, inline: false, reading }
}

impl Attachment {
    fn limited(self, limits: &Limits) -> Attachment {
        match u64::try_from(self.bytes.len()).is_ok_and(|size| size <= limits.bytes) {
            true => self,
            false => failed(self.name, crate::read::too_large(limits)),
        }
    }
}

/// The properties of a mail or of an attachment.
struct Props {
    path: PathBuf,
    /// Type, number and value.
    fixed: Vec<(u16, u16, [u8; 8])>,
    most: u64,
}

impl Props {
    fn new(file: &mut File<'_>, path: PathBuf, head: usize, limits: &Limits) -> Props {
        let mut props = Props { path, fixed: Vec::new(), most: limits.bytes };
        let stream = props.path.join(PROPERTIES);
        let bytes = props.stream(file, &stream).unwrap_or_default();
        for entry in bytes.get(head..).unwrap_or_default().chunks_exact(16) {
            if let [a, b, c, d, _, _, _, _, value @ ..] = entry
                && let Ok(value) = <[u8; 8]>::try_from(value)
            {
                props.fixed.push((u16::from_le_bytes([*a, *b]), u16::from_le_bytes([*c, *d]), value));
            }
        }
        props
    }

    fn number(&self, tag: u16) -> Option<u32> {
        let (.., value) =
            self.fixed.iter().find(|(kind, number, _)| *number == tag && matches!(kind, 3 | 11))?;
        u32_at(value, 0)
    }

    /// Hundreds of nanoseconds since 1601, as RFC 3339.
    fn time(&self, tag: u16) -> Option<String> {
        let (.., value) = self.fixed.iter().find(|(kind, number, _)| *number == tag && *kind == 0x40)?;
        let seconds = i64::try_from(u64::from_le_bytes(*value) / 10_000_000).ok()? - 11_644_473_600;
        jiff::Timestamp::from_second(seconds).ok().map(|at| at.to_string())
    }

    fn stream(&self, file: &mut File<'_>, path: &Path) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        file.open_stream(path).ok()?.take(self.most.saturating_add(1)).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }

    fn binary(&self, file: &mut File<'_>, tag: u16) -> Option<Vec<u8>> {
        self.stream(file, &self.path.join(format!("__substg1.0_{tag:04X}0102")))
    }

    fn binary_len(&self, file: &mut File<'_>, tag: u16) -> usize {
        ["001F", "001E"]
            .iter()
            .filter_map(|kind| file.entry(self.path.join(format!("__substg1.0_{tag:04X}{kind}"))).ok())
            .map(|entry| usize::try_from(entry.len()).unwrap_or(usize::MAX))
            .max()
            .unwrap_or(0)
    }

    /// A text, in Unicode or in the mail's code page.
    fn text(&self, file: &mut File<'_>, tag: u16, page: u32) -> Option<String> {
        let unicode = self
            .stream(file, &self.path.join(format!("__substg1.0_{tag:04X}001F")))
            .map(|bytes| wide(&bytes));
        let text = match unicode {
            Some(text) => text,
            None => {
                let bytes = self.stream(file, &self.path.join(format!("__substg1.0_{tag:04X}001E")))?;
                in_page(&bytes, page)
            }
        };
        let text = clean(&repair(text.trim_end_matches('\0'))).trim().to_owned();
        (!text.is_empty()).then_some(text)
    }

    fn html(&self, file: &mut File<'_>, page: u32, limits: &Limits) -> Option<String> {
        let bytes = match self.binary(file, HTML) {
            // The bytes name their encoding themselves, or are in the mail's.
            Some(bytes) if std::str::from_utf8(&bytes).is_err() => in_page(&bytes, page).into_bytes(),
            Some(bytes) => bytes,
            None => self.text(file, HTML, page)?.into_bytes(),
        };
        let marked: Vec<u8> = [b"\xEF\xBB\xBF", bytes.as_slice()].concat();
        html::read(&marked, limits).ok().map(|content| content.text)
    }
}

fn in_page(bytes: &[u8], page: u32) -> String {
    let encoding = match page {
        65001 => encoding_rs::UTF_8,
        1252 | 20127 | 28591 => encoding_rs::WINDOWS_1252,
        1200 => encoding_rs::UTF_16LE,
        932 => encoding_rs::SHIFT_JIS,
        936 => encoding_rs::GBK,
        949 => encoding_rs::EUC_KR,
        950 => encoding_rs::BIG5,
        _ => encoding_rs::WINDOWS_1258,
    };
    encoding.decode(bytes).0.into_owned()
}

/// A mail inside, as a file of its own: all it holds, the names of properties, and the longer head of a top mail.
fn whole(file: &mut File<'_>, inner: &Path) -> std::io::Result<Vec<u8>> {
    let mut made = cfb::CompoundFile::create(Cursor::new(Vec::new()))?;
    let names = PathBuf::from("/__nameid_version1.0");
    let mut entries: Vec<(PathBuf, PathBuf, bool)> = Vec::new();
    let listed = |file: &File<'_>, from: &Path, to: &Path, entries: &mut Vec<_>| -> std::io::Result<()> {
        for entry in file.walk_storage(from)?.take(COPIED) {
            let rest = entry.path().strip_prefix(from).unwrap_or(Path::new(""));
            entries.push((entry.path().to_owned(), to.join(rest), entry.is_stream()));
        }
        Ok(())
    };
    if file.is_storage(&names) {
        listed(file, &names, &names, &mut entries)?;
    }
    listed(file, inner, Path::new("/"), &mut entries)?;
    for (from, to, is_stream) in entries {
        if !is_stream {
            if to != Path::new("/") && !made.is_storage(&to) {
                made.create_storage(&to)?;
            }
            continue;
        }
        let mut bytes = Vec::new();
        file.open_stream(&from)?.read_to_end(&mut bytes)?;
        if to == Path::new("/").join(PROPERTIES) {
            let at = bytes.len().min(INNER_HEAD);
            bytes.splice(at..at, [0; TOP_HEAD - INNER_HEAD]);
        }
        made.create_stream(&to)?.write_all(&bytes)?;
    }
    made.flush()?;
    Ok(made.into_inner().into_inner())
}
