//! HTML: the text a reader sees, with the fonts that `face`, `style` and style sheets give it.

use std::collections::HashMap;

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};
use vietnamese::legacy::{Case, Encoding, Font, by_font, western};

use crate::draft::Draft;
use crate::letterhead::Column;
use crate::read::Content;
use crate::{Limits, Problem, ProblemCode};

/// Elements that are open beyond this many are not remembered: a page without end tags.
const DEEPEST: usize = 1000;
/// So far an end tag looks for its beginning.
const NEAR: usize = 64;

pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Content, Problem> {
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limits.text.saturating_mul(10) {
        return Err(Problem::new(ProblemCode::TooMuchText));
    }
    let (text, usual) = unicode(bytes);
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut page = Page {
        draft: Draft::new(limits),
        open: Vec::new(),
        root: Element { name: Vec::new(), font: usual, bold: false, hidden: false, kept: false },
        sheet: HashMap::new(),
        style: None,
        cells: Vec::new(),
        spaced: true,
    };
    for token in Tokenizer::new_with_emitter(&text, emitter) {
        match token {
            Ok(Token::StartTag(tag)) => page.open(&tag)?,
            Ok(Token::EndTag(tag)) => page.close(&tag.name)?,
            Ok(Token::String(text)) => page.text(&String::from_utf8_lossy(&text))?,
            Ok(_) => {}
        }
    }
    page.draft.finish(None)
}

/// The page as Unicode, and the old encoding that it names, if any.
fn unicode(bytes: &[u8]) -> (String, Option<Font>) {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        return (encoding.decode(bytes).0.into_owned(), None);
    }
    let head = bytes.get(..4096).unwrap_or(bytes).to_ascii_lowercase();
    let head = String::from_utf8_lossy(&head);
    let named: Option<String> = head.split_once("charset").map(|(_, rest)| {
        rest.trim_start_matches(['=', ' ', '"', '\''])
            .chars()
            .take_while(|c| !matches!(c, '"' | '\'' | '>' | ' ' | ';' | '/'))
            .collect()
    });
    let named = named.unwrap_or_default();
    let old = match named.as_str() {
        "viscii" | "x-viscii" | "csviscii" => Some(Encoding::Viscii),
        "x-viet-vps" | "vps" => Some(Encoding::Vps),
        "x-viet-vni" | "vni" => Some(Encoding::Vni),
        "tcvn" | "x-viet-tcvn" | "x-viet-tcvn5712" | "tcvn-5712" | "tcvn5712-1" => Some(Encoding::Tcvn3),
        _ => None,
    };
    if let Some(encoding) = old {
        return (western(bytes), Some(Font { encoding, case: Case::AsWritten }));
    }
    // Many pages name a Western set and are UTF-8, or the other way round: the bytes decide.
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (text.to_owned(), None);
    }
    match encoding_rs::Encoding::for_label(named.as_bytes()) {
        Some(encoding)
            if ![encoding_rs::UTF_8, encoding_rs::WINDOWS_1252, encoding_rs::X_USER_DEFINED]
                .contains(&encoding) =>
        {
            (encoding.decode_without_bom_handling(bytes).0.into_owned(), None)
        }
        _ => (western(bytes), None),
    }
}

/// An element that is open.
#[derive(Clone)]
struct Element {
    name: Vec<u8>,
    font: Option<Font>,
    bold: bool,
    /// Nothing in it is shown.
    hidden: bool,
    /// Its spaces and line ends are kept.
    kept: bool,
}

struct Page {
    draft: Draft,
    open: Vec<Element>,
    root: Element,
    /// What style sheets say of fonts, by `p`, `.MsoNormal`, `p.MsoNormal`.
    sheet: HashMap<String, Option<Font>>,
    /// The style sheet that is being read.
    style: Option<String>,
    /// Cell number in each table that is open.
    cells: Vec<usize>,
    /// A space or the beginning of a line stands before what follows.
    spaced: bool,
}

impl Page {
    fn here(&self) -> &Element {
        self.open.last().unwrap_or(&self.root)
    }

    fn open(&mut self, tag: &StartTag<()>) -> Result<(), Problem> {
        let name = tag.name.as_slice();
        if name == b"style" {
            self.style = Some(String::new());
            return Ok(());
        }
        self.breaks(name)?;
        match name {
            b"table" => self.cells.push(0),
            b"tr" => self.cells.last_mut().into_iter().for_each(|cell| *cell = 0),
            b"td" | b"th" => self.cells.last_mut().into_iter().for_each(|cell| *cell += 1),
            _ => {}
        }
        self.side();
        if is_void(name) || tag.self_closing && !is_block(name) {
            return Ok(());
        }
        let mut element = Element { name: name.to_vec(), ..self.here().clone() };
        let of = |key: &str| {
            tag.attributes.get(key.as_bytes()).map(|value| String::from_utf8_lossy(value).into_owned())
        };
        let style = of("style").unwrap_or_default();
        let lower = String::from_utf8_lossy(name).into_owned();
        let class = of("class").unwrap_or_default();
        let mut keys = vec![lower.clone()];
        for class in class.split_ascii_whitespace().take(8) {
            keys.push(format!(".{class}").to_lowercase());
            keys.push(format!("{lower}.{class}").to_lowercase());
        }
        for font in keys.iter().filter_map(|key| self.sheet.get(key)) {
            element.font = *font;
        }
        if let Some(face) = of("face") {
            element.font = first_font(&face);
        }
        if let Some(face) = declared(&style) {
            element.font = first_font(face);
        }
        let style = style.to_lowercase().replace(' ', "");
        element.hidden |= is_hidden(name) || style.contains("display:none") || style.contains("mso-hide:all");
        element.kept |= name == b"pre";
        element.bold = match name {
            b"b" | b"strong" | b"th" | b"h1" | b"h2" | b"h3" => true,
            _ if style.contains("font-weight:bold") || style.contains("font-weight:700") => true,
            _ if style.contains("font-weight:normal") => false,
            _ => element.bold,
        };
        if self.open.len() < DEEPEST {
            self.open.push(element);
        }
        Ok(())
    }

    fn close(&mut self, name: &[u8]) -> Result<(), Problem> {
        if name == b"style" {
            if let Some(sheet) = self.style.take() {
                self.learn(&sheet);
            }
            return Ok(());
        }
        self.breaks(name)?;
        if name == b"table" {
            self.cells.pop();
            self.side();
        }
        let found = self.open.iter().rev().take(NEAR).position(|element| element.name == name);
        if let Some(up) = found {
            self.open.truncate(self.open.len().saturating_sub(up + 1));
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), Problem> {
        if let Some(style) = &mut self.style {
            if style.len() < 1 << 20 {
                style.push_str(text);
            }
            return Ok(());
        }
        let here = self.here();
        if here.hidden {
            return Ok(());
        }
        let (font, kept) = (here.font, here.kept);
        self.draft.bold = here.bold;
        if kept {
            for (at, line) in text.split('\n').enumerate() {
                if at > 0 {
                    self.draft.end_line();
                }
                self.draft.push(line, font)?;
            }
            return Ok(());
        }
        let mut plain = String::with_capacity(text.len());
        for c in text.chars() {
            if matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
                if !std::mem::replace(&mut self.spaced, true) {
                    plain.push(' ');
                }
            } else {
                self.spaced = false;
                plain.push(c);
            }
        }
        self.draft.push(&plain, font)
    }

    fn breaks(&mut self, name: &[u8]) -> Result<(), Problem> {
        if is_block(name) || name == b"br" || name == b"hr" {
            self.draft.end_line();
            self.spaced = true;
        }
        Ok(())
    }

    fn side(&mut self) {
        self.draft.column = Column::of_cell(self.cells.last().copied());
    }

    /// Rules of a style sheet that say a font, by the last part of each selector.
    fn learn(&mut self, sheet: &str) {
        for rule in sheet.split('}').take(5000) {
            let Some((selectors, body)) = rule.rsplit_once('{') else { continue };
            let Some(face) = declared(body) else { continue };
            let font = first_font(face);
            for selector in selectors.split(',').take(100) {
                let Some(last) = selector.split_ascii_whitespace().next_back() else { continue };
                self.sheet.insert(last.to_lowercase(), font);
            }
        }
    }
}

/// The value of `font-family` among declarations; of `font` where that is all there is.
fn declared(style: &str) -> Option<&str> {
    let value = |name: &str| {
        style
            .split(';')
            .filter_map(|declaration| declaration.split_once(':'))
            .find_map(|(property, value)| property.trim().eq_ignore_ascii_case(name).then_some(value.trim()))
    };
    value("font-family")
        .or_else(|| value("font").and_then(|font| font.find(['"', '\'', '.']).and_then(|at| font.get(at..))))
}

/// The first of a list of fonts is the one the text was written in.
fn first_font(list: &str) -> Option<Font> {
    by_font(list.split(',').next().unwrap_or(list))
}

fn is_block(name: &[u8]) -> bool {
    matches!(
        name,
        b"p" | b"div"
            | b"tr"
            | b"td"
            | b"th"
            | b"table"
            | b"li"
            | b"ul"
            | b"ol"
            | b"dl"
            | b"dt"
            | b"dd"
            | b"h1"
            | b"h2"
            | b"h3"
            | b"h4"
            | b"h5"
            | b"h6"
            | b"pre"
            | b"blockquote"
            | b"section"
            | b"article"
            | b"header"
            | b"footer"
            | b"address"
            | b"form"
            | b"center"
            | b"caption"
            | b"title"
            | b"body"
            | b"fieldset"
            | b"figure"
            | b"main"
            | b"nav"
            | b"aside"
    )
}

fn is_void(name: &[u8]) -> bool {
    matches!(
        name,
        b"br"
            | b"hr"
            | b"img"
            | b"input"
            | b"meta"
            | b"link"
            | b"base"
            | b"col"
            | b"area"
            | b"wbr"
            | b"embed"
            | b"param"
            | b"source"
            | b"track"
    )
}

fn is_hidden(name: &[u8]) -> bool {
    matches!(
        name,
        b"script"
            | b"noscript"
            | b"template"
            | b"title"
            | b"svg"
            | b"iframe"
            | b"object"
            | b"select"
            | b"textarea"
            | b"button"
    )
}
