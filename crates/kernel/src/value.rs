//! What goes into a statement and comes out of a row, the same for both databases.
//!
//! Only four portable kinds exist: null, 64-bit integer, text, bytes.

use std::borrow::Cow;

use jiff::civil::Date;
use uuid::Uuid;

use crate::storage::StoreError;

/// A parameter of a statement.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    Null,
    Int(i64),
    Text(Cow<'a, str>),
    Bytes(Cow<'a, [u8]>),
}

/// A column of a row, borrowed from the database's buffer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum DbValue<'a> {
    Null,
    Int(i64),
    Text(&'a str),
    Bytes(&'a [u8]),
}

impl DbValue<'_> {
    pub(crate) fn name(self) -> &'static str {
        match self {
            DbValue::Null => "null",
            DbValue::Int(_) => "an integer",
            DbValue::Text(_) => "text",
            DbValue::Bytes(_) => "bytes",
        }
    }
}

pub trait ToValue {
    fn to_value(&self) -> Value<'_>;
}

pub trait FromDb: Sized {
    fn from_db(value: DbValue<'_>) -> Result<Self, StoreError>;
}

/// The parameters of a statement: `vals![id, name, now]`.
#[macro_export]
macro_rules! vals {
    ($($value:expr),* $(,)?) => { &[$($crate::ToValue::to_value(&$value)),*] };
}

macro_rules! integers {
    ($($int:ty),*) => {$(
        impl ToValue for $int {
            fn to_value(&self) -> Value<'_> {
                // Counters and sizes of this program stay far below 2^63; a larger one is a fault that must not wrap.
                Value::Int(i64::try_from(*self).unwrap_or(i64::MAX))
            }
        }
        impl FromDb for $int {
            fn from_db(value: DbValue<'_>) -> Result<Self, StoreError> {
                match value {
                    DbValue::Int(n) => <$int>::try_from(n).map_err(|_| StoreError::shape("an integer in range")),
                    other => Err(StoreError::shape_found("an integer", other)),
                }
            }
        }
    )*};
}
integers!(i64, i32, u8, u16, u32, u64, usize);

impl ToValue for bool {
    fn to_value(&self) -> Value<'_> {
        Value::Int(i64::from(*self))
    }
}
impl FromDb for bool {
    fn from_db(value: DbValue<'_>) -> Result<Self, StoreError> {
        i64::from_db(value).map(|n| n != 0)
    }
}
impl ToValue for str {
    fn to_value(&self) -> Value<'_> {
        Value::Text(Cow::Borrowed(self))
    }
}
impl ToValue for String {
    fn to_value(&self) -> Value<'_> {
        Value::Text(Cow::Borrowed(self))
    }
}
impl FromDb for String {
    fn from_db(value: DbValue<'_>) -> Result<Self, StoreError> {
        match value {
            DbValue::Text(text) => Ok(text.to_owned()),
            other => Err(StoreError::shape_found("text", other)),
        }
    }
}
impl ToValue for [u8] {
    fn to_value(&self) -> Value<'_> {
        Value::Bytes(Cow::Borrowed(self))
    }
}
impl ToValue for Vec<u8> {
    fn to_value(&self) -> Value<'_> {
        Value::Bytes(Cow::Borrowed(self))
    }
}
impl<const N: usize> ToValue for [u8; N] {
    fn to_value(&self) -> Value<'_> {
        Value::Bytes(Cow::Borrowed(self))
    }
}
impl FromDb for Vec<u8> {
    fn from_db(value: DbValue<'_>) -> Result<Self, StoreError> {
        match value {
            DbValue::Bytes(bytes) => Ok(bytes.to_vec()),
            other => Err(StoreError::shape_found("bytes", other)),
        }
    }
}
impl<const N: usize> FromDb for [u8; N] {
    fn from_db(value: DbValue<'_>) -> Result<Self, StoreError> {
        match value {
            DbValue::Bytes(bytes) => {
                bytes.try_into().map_err(|_| StoreError::shape("bytes of the right length"))
            }
            other => Err(StoreError::shape_found("bytes", other)),
        }
    }
}
impl ToValue for Uuid {
    fn to_value(&self) -> Value<'_> {
        Value::Bytes(Cow::Borrowed(self.as_bytes()))
    }
}
impl FromDb for Uuid {
    fn from_db(value: DbValue<'_>) -> Result<Self, StoreError> {
        <[u8; 16]>::from_db(value).map(Uuid::from_bytes)
    }
}
impl ToValue for Date {
    fn to_value(&self) -> Value<'_> {
        Value::Text(Cow::Owned(self.to_string()))
    }
}
impl FromDb for Date {
    fn from_db(value: DbValue<'_>) -> Result<Self, StoreError> {
        match value {
            DbValue::Text(text) => text.parse().map_err(|_| StoreError::shape("a date as YYYY-MM-DD")),
            other => Err(StoreError::shape_found("a date", other)),
        }
    }
}
impl<T: ToValue + ?Sized> ToValue for &T {
    fn to_value(&self) -> Value<'_> {
        (**self).to_value()
    }
}
impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, ToValue::to_value)
    }
}
impl ToValue for Value<'_> {
    fn to_value(&self) -> Value<'_> {
        match self {
            Value::Null => Value::Null,
            Value::Int(n) => Value::Int(*n),
            Value::Text(text) => Value::Text(Cow::Borrowed(text)),
            Value::Bytes(bytes) => Value::Bytes(Cow::Borrowed(bytes)),
        }
    }
}
impl<T: FromDb> FromDb for Option<T> {
    fn from_db(value: DbValue<'_>) -> Result<Self, StoreError> {
        match value {
            DbValue::Null => Ok(None),
            other => T::from_db(other).map(Some),
        }
    }
}
