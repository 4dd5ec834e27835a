//! The sentences of `texts/fields.txt`, by field of work.

use std::sync::OnceLock;

/// A field of work, with what is written in it.
#[derive(Debug, Default)]
pub struct Field {
    pub key: &'static str,
    pub name: &'static str,
    /// Keys of issuers.
    pub by: Vec<&'static str>,
    pub matters: Vec<&'static str>,
    pub did: Vec<&'static str>,
    pub lacks: Vec<&'static str>,
    pub will: Vec<&'static str>,
    pub asks: Vec<&'static str>,
}

/// All of them, in the order of the file.
pub fn fields() -> &'static [Field] {
    static FIELDS: OnceLock<Vec<Field>> = OnceLock::new();
    FIELDS.get_or_init(|| {
        let mut fields: Vec<Field> = Vec::new();
        for line in include_str!("../texts/fields.txt").lines() {
            let Some((sign, said)) = line.split_once(' ') else { continue };
            if sign == "==" {
                let mut parts = said.split('|').map(str::trim);
                let mut part = || parts.next().unwrap_or_default();
                let (key, name, by) = (part(), part(), part());
                let by = by.split(',').map(str::trim).collect();
                fields.push(Field { key, name, by, ..Field::default() });
                continue;
            }
            let Some(field) = fields.last_mut() else { continue };
            match sign {
                "?" => field.matters.push(said),
                "+" => field.did.push(said),
                "-" => field.lacks.push(said),
                ">" => field.will.push(said),
                "!" => field.asks.push(said),
                _ => {}
            }
        }
        fields
    })
}

#[cfg(test)]
mod tests {
    use super::fields;
    use crate::issuers::issuers;

    #[test]
    fn every_field_has_all_sorts_of_sentences_and_issuers_that_there_are() {
        let issuers = issuers();
        assert_eq!(fields().len(), 16);
        for field in fields() {
            assert!(
                !field.matters.is_empty() && field.did.len() > 3 && field.lacks.len() > 1,
                "{}",
                field.key
            );
            assert!(field.will.len() > 1 && field.asks.len() > 1, "{}", field.key);
            for key in &field.by {
                assert!(issuers.iter().any(|issuer| issuer.key == *key), "{}: {key}", field.key);
            }
        }
    }
}
