//! Reading a PDF back.

use std::io::Write as _;
use std::process::Command;
use std::sync::OnceLock;

use print::{Press as _, Sheet};
use print_typst::TypstPress;

pub fn press() -> &'static TypstPress {
    static PRESS: OnceLock<TypstPress> = OnceLock::new();
    PRESS.get_or_init(TypstPress::default)
}

pub fn set(sheet: &Sheet) -> Vec<u8> {
    press().set(sheet).unwrap()
}

fn poppler(program: &str, before: &[&str], pdf: &[u8], after: &[&str]) -> String {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(pdf).unwrap();
    let out = Command::new(program).args(before).arg(file.path()).args(after).output();
    let out = out.expect("poppler-utils is installed (apt install poppler-utils)");
    assert!(out.status.success(), "{program}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

/// Its text in the order of reading.
pub fn text(pdf: &[u8]) -> String {
    poppler("pdftotext", &[], pdf, &["-"])
}

pub fn pages(pdf: &[u8]) -> usize {
    let said = poppler("pdfinfo", &[], pdf, &[]);
    said.lines().find_map(|line| line.strip_prefix("Pages:")?.trim().parse().ok()).unwrap()
}

pub fn fonts(pdf: &[u8]) -> String {
    poppler("pdffonts", &[], pdf, &[])
}

/// A word with where it stands, in millimetres from the upper left corner.
#[derive(Debug, Clone)]
pub struct Word {
    pub page: usize,
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
    pub text: String,
}

impl Word {
    pub fn middle(&self) -> f64 {
        f64::midpoint(self.left, self.right)
    }
}

pub fn words(pdf: &[u8]) -> Vec<Word> {
    let said = poppler("pdftotext", &["-bbox"], pdf, &["-"]);
    let (mut words, mut page) = (Vec::new(), 0);
    for line in said.lines() {
        if line.trim_start().starts_with("<page ") {
            page += 1;
        }
        let Some(rest) = line.trim_start().strip_prefix("<word ") else { continue };
        let (attributes, text) = rest.split_once('>').unwrap();
        let measure = |name: &str| -> f64 {
            let value = attributes.split_once(&format!("{name}=\"")).unwrap().1;
            value.split_once('"').unwrap().0.parse::<f64>().unwrap() * 25.4 / 72.0
        };
        let text = text.trim_end_matches("</word>");
        words.push(Word {
            page,
            left: measure("xMin"),
            right: measure("xMax"),
            top: measure("yMin"),
            bottom: measure("yMax"),
            text: text
                .replace("&amp;", "&")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\""),
        });
    }
    words
}

/// Each run of text with its size in points, as the file has it.
pub fn sizes(pdf: &[u8]) -> Vec<(String, f64)> {
    let said = poppler("pdftohtml", &["-xml", "-stdout", "-i", "-fontfullname", "-zoom", "1"], pdf, &[]);
    let mut fonts = std::collections::HashMap::new();
    let mut found = Vec::new();
    let value = |line: &str, name: &str| -> Option<String> {
        line.split_once(&format!("{name}=\""))?.1.split_once('"').map(|(value, _)| value.to_owned())
    };
    for line in said.lines().map(str::trim) {
        if line.starts_with("<fontspec") {
            let (id, size) = (value(line, "id").unwrap(), value(line, "size").unwrap());
            fonts.insert(id, size.parse::<f64>().unwrap());
        } else if line.starts_with("<text") {
            let size = value(line, "font").and_then(|id| fonts.get(&id).copied()).unwrap();
            let mut text = String::new();
            let mut inside = false;
            for c in line.chars() {
                match c {
                    '<' => inside = true,
                    '>' => inside = false,
                    c if !inside => text.push(c),
                    _ => {}
                }
            }
            found.push((text, size));
        }
    }
    found
}
