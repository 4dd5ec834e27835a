//! What JSON an act takes and gives, found out from its types: they are read from made-up values, and what they ask for
//! on the way is written down. So the description can never differ from what is read.

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error as _, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    Nothing,
    Bool,
    Integer,
    /// With its format: uuid, date, or none.
    Text(Option<&'static str>),
    Maybe(Box<Shape>),
    List(Box<Shape>),
    One(Vec<&'static str>),
    Object(Vec<(&'static str, Shape)>),
    Any,
}

/// Texts that the types of this program read, tried one after the other.
const TEXTS: &[(&str, Option<&str>)] = &[
    ("00000000-0000-0000-0000-000000000000", Some("uuid")),
    ("2026-11-23", Some("date")),
    ("0000000000000000000000000000000000000000000000000000000000000000", Some("sha256")),
    ("1", None),
];

/// The shape of a type.
pub fn of<T: DeserializeOwned>() -> Shape {
    let mut tries = Tries::default();
    loop {
        tries.at = 0;
        let mut shape = Shape::Any;
        // A plain text reads the first made-up value too: its format is the first one only for types that refuse others.
        if T::deserialize(Trace { tries: &mut tries, shape: &mut shape }).is_ok() {
            return plain::<T>(shape, &tries.picks);
        }
        let Some(last) = tries.at.checked_sub(1) else { return Shape::Any };
        tries.picks.truncate(tries.at);
        tries.picks[last] += 1;
        if tries.picks[last] >= TEXTS.len() {
            return Shape::Any;
        }
    }
}

/// Each text is tried once more with what no formatted type reads; where that is read as well, it has no format.
fn plain<T: DeserializeOwned>(mut best: Shape, picks: &[usize]) -> Shape {
    let mut kept = picks.to_vec();
    for at in 0..kept.len() {
        let before = kept[at];
        kept[at] = TEXTS.len() - 1;
        let (mut tries, mut shape) = (Tries { picks: kept.clone(), at: 0 }, Shape::Any);
        if T::deserialize(Trace { tries: &mut tries, shape: &mut shape }).is_ok() {
            best = shape;
        } else {
            kept[at] = before;
        }
    }
    best
}

#[derive(Default)]
struct Tries {
    picks: Vec<usize>,
    at: usize,
}

impl Tries {
    fn next(&mut self) -> (&'static str, Option<&'static str>) {
        if self.picks.len() <= self.at {
            self.picks.push(0);
        }
        let text = TEXTS[self.picks[self.at].min(TEXTS.len() - 1)];
        self.at += 1;
        text
    }
}

type Fault = serde::de::value::Error;

struct Trace<'t> {
    tries: &'t mut Tries,
    shape: &'t mut Shape,
}

macro_rules! integers {
    ($($method:ident $visit:ident),*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            *self.shape = Shape::Integer;
            visitor.$visit(1)
        }
    )*};
}

impl<'de> Deserializer<'de> for Trace<'_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        *self.shape = Shape::Any;
        visitor.visit_unit()
    }
    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        *self.shape = Shape::Bool;
        visitor.visit_bool(false)
    }
    integers!(
        deserialize_i8 visit_i8, deserialize_i16 visit_i16, deserialize_i32 visit_i32, deserialize_i64 visit_i64,
        deserialize_u8 visit_u8, deserialize_u16 visit_u16, deserialize_u32 visit_u32, deserialize_u64 visit_u64
    );
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let (text, format) = self.tries.next();
        *self.shape = Shape::Text(format);
        visitor.visit_str(text)
    }
    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let mut inside = Shape::Any;
        let read = visitor.visit_some(Trace { tries: self.tries, shape: &mut inside });
        *self.shape = Shape::Maybe(Box::new(inside));
        read
    }
    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        *self.shape = Shape::Nothing;
        visitor.visit_unit()
    }
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let mut inside = Shape::Any;
        let read = visitor.visit_seq(Elements { tries: self.tries, shape: &mut inside, left: 1 });
        *self.shape = Shape::List(Box::new(inside));
        read
    }
    fn deserialize_tuple<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Fault> {
        let mut inside = Shape::Any;
        let read = visitor.visit_seq(Elements { tries: self.tries, shape: &mut inside, left: length });
        *self.shape = Shape::List(Box::new(inside));
        read
    }
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let mut fields = Vec::new();
        let read = visitor.visit_map(Fields {
            tries: self.tries,
            names: names.iter(),
            name: "",
            fields: &mut fields,
        });
        *self.shape = Shape::Object(fields);
        read
    }
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        *self.shape = Shape::One(names.to_vec());
        visitor.visit_enum(First {
            name: names.first().copied().unwrap_or(""),
            tries: self.tries,
            shape: self.shape,
        })
    }
    forward_to_deserialize_any! { i128 u128 f32 f64 char bytes byte_buf unit_struct tuple_struct map identifier ignored_any }
}

struct Elements<'t> {
    tries: &'t mut Tries,
    shape: &'t mut Shape,
    left: usize,
}

impl<'de> SeqAccess<'de> for Elements<'_> {
    type Error = Fault;
    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        seed.deserialize(Trace { tries: self.tries, shape: self.shape }).map(Some)
    }
}

struct Fields<'t> {
    tries: &'t mut Tries,
    names: std::slice::Iter<'static, &'static str>,
    name: &'static str,
    fields: &'t mut Vec<(&'static str, Shape)>,
}

impl<'de> MapAccess<'de> for Fields<'_> {
    type Error = Fault;
    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        let Some(name) = self.names.next() else { return Ok(None) };
        self.name = name;
        seed.deserialize(StrDeserializer::new(name)).map(Some)
    }
    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        let mut shape = Shape::Any;
        let read = seed.deserialize(Trace { tries: self.tries, shape: &mut shape });
        self.fields.push((self.name, shape));
        read
    }
}

/// The first of an enum's names stands for all; one that carries more than its name can be anything.
struct First<'t> {
    name: &'static str,
    tries: &'t mut Tries,
    shape: &'t mut Shape,
}

impl<'de, 't> EnumAccess<'de> for First<'t> {
    type Error = Fault;
    type Variant = First<'t>;
    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, First<'t>), Fault> {
        Ok((seed.deserialize(StrDeserializer::<Fault>::new(self.name))?, self))
    }
}

impl<'de> VariantAccess<'de> for First<'_> {
    type Error = Fault;
    fn unit_variant(self) -> Result<(), Fault> {
        Ok(())
    }
    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Fault> {
        *self.shape = Shape::Any;
        seed.deserialize(Trace { tries: self.tries, shape: &mut Shape::Any })
    }
    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Fault> {
        *self.shape = Shape::Any;
        visitor.visit_seq(Elements { tries: self.tries, shape: &mut Shape::Any, left: length })
    }
    fn struct_variant<V: Visitor<'de>>(
        self,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        *self.shape = Shape::Any;
        if names.is_empty() {
            return Err(Fault::custom("nothing to read"));
        }
        visitor.visit_map(Fields {
            tries: self.tries,
            names: names.iter(),
            name: "",
            fields: &mut Vec::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use kernel::Id;
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Role {
        Lead,
        #[allow(dead_code, reason = "only its name is asked for")]
        ForInformation,
    }

    #[derive(Deserialize)]
    #[allow(dead_code, reason = "only its shape is asked for")]
    struct Input {
        unit: Id<Role>,
        name: String,
        from: jiff::civil::Date,
        until: Option<jiff::civil::Date>,
        roles: Vec<Role>,
        place: u32,
    }

    #[test]
    fn a_type_says_what_it_reads() {
        let Shape::Object(fields) = of::<Input>() else { panic!() };
        let date = Shape::Text(Some("date"));
        assert_eq!(
            fields,
            [
                ("unit", Shape::Text(Some("uuid"))),
                ("name", Shape::Text(None)),
                ("from", date.clone()),
                ("until", Shape::Maybe(Box::new(date))),
                ("roles", Shape::List(Box::new(Shape::One(vec!["lead", "for_information"])))),
                ("place", Shape::Integer),
            ]
        );
        assert_eq!(of::<()>(), Shape::Nothing);
        assert_eq!(of::<serde_json::Value>(), Shape::Any);
    }
}
