//! Pages of a PDF as a file of their own.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use crate::Span;
use crate::scan::pdf_page::Pages;

/// What of a page makes it look as it looks. Links, structure and scripts lead to other pages.
const KEPT: [&[u8]; 9] =
    [b"Contents", b"Annots", b"Group", b"UserUnit", b"BleedBox", b"TrimBox", b"ArtBox", b"VP", b"Resources"];
/// What a page may have from the nodes above it.
const INHERITED: [&[u8]; 4] = [b"Resources", b"MediaBox", b"CropBox", b"Rotate"];
/// What leads from an annotation to other pages, or does something.
const DROPPED: [&[u8]; 8] =
    [b"Parent", b"P", b"Dest", b"A", b"AA", b"StructParent", b"StructParents", b"PieceInfo"];
/// Arrays and dictionaries within each other.
const DEEPEST: u32 = 64;

pub(super) fn part(from: &Pages, span: &Span) -> Option<Vec<u8>> {
    let first = usize::try_from(span.first.checked_sub(1)?).ok()?;
    let pages = from.pages.get(first..usize::try_from(span.last).ok()?)?;
    let mut copy = Copy {
        from: &from.document,
        into: Document::with_version(from.document.version.clone()),
        pages: from.pages.iter().copied().collect(),
        known: BTreeMap::new(),
        todo: Vec::new(),
    };
    let tree = copy.into.new_object_id();
    let mut kids: Vec<Object> = Vec::new();
    for id in pages {
        let page = from.document.get_dictionary(*id).ok()?;
        let mut sheet = dictionary! { "Type" => "Page", "Parent" => tree };
        for key in KEPT {
            if let Ok(value) = page.get(key) {
                let value = copy.value(value, 0);
                sheet.set(key, value);
            }
        }
        for key in INHERITED {
            if let Some(value) = from.inherited(*id, key) {
                let value = copy.value(value, 0);
                sheet.set(key, value);
            }
        }
        kids.push(copy.into.add_object(sheet).into());
    }
    copy.finish()?;
    let mut into = copy.into;
    let count = i64::try_from(kids.len()).ok()?;
    into.objects.insert(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into());
    let catalog = into.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    into.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    into.save_to(&mut bytes).ok()?;
    Some(bytes)
}

/// Objects go over once, numbered in the order in which they are met.
struct Copy<'a> {
    from: &'a Document,
    into: Document,
    pages: BTreeSet<ObjectId>,
    known: BTreeMap<ObjectId, ObjectId>,
    todo: Vec<(ObjectId, ObjectId)>,
}

impl Copy<'_> {
    fn value(&mut self, value: &Object, depth: u32) -> Object {
        if depth > DEEPEST {
            return Object::Null;
        }
        match value {
            // Another page does not go along, whoever names it.
            Object::Reference(id) if self.pages.contains(id) => Object::Null,
            Object::Reference(id) => {
                if let Some(known) = self.known.get(id) {
                    return Object::Reference(*known);
                }
                let new = self.into.new_object_id();
                self.known.insert(*id, new);
                self.todo.push((*id, new));
                Object::Reference(new)
            }
            Object::Array(values) => {
                Object::Array(values.iter().map(|one| self.value(one, depth + 1)).collect())
            }
            Object::Dictionary(entries) => self.dictionary(entries, depth).into(),
            Object::Stream(stream) => {
                let entries = self.dictionary(&stream.dict, depth);
                Stream::new(entries, stream.content.clone()).into()
            }
            other => other.clone(),
        }
    }

    fn dictionary(&mut self, from: &Dictionary, depth: u32) -> Dictionary {
        let mut into = Dictionary::new();
        for (key, value) in from.iter().filter(|(key, _)| !DROPPED.contains(&key.as_slice())) {
            let value = self.value(value, depth + 1);
            into.set(key.clone(), value);
        }
        into
    }

    fn finish(&mut self) -> Option<()> {
        while let Some((id, new)) = self.todo.pop() {
            let value = match self.from.get_object(id) {
                Ok(value) => self.value(value, 0),
                // A name that leads nowhere is empty, as readers of PDF have it.
                Err(_) => Object::Null,
            };
            // A node of the tree of pages would bring all of them along.
            if value.type_name().is_ok_and(|name| matches!(name, b"Pages" | b"Catalog")) {
                return None;
            }
            self.into.objects.insert(new, value);
        }
        Some(())
    }
}
