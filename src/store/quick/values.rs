//! Nodes as values: the same types, by the same rules, as the full reader gives them.

use std::{borrow::Cow, fmt};

use serde::{
    de::{
        self, Deserializer, IntoDeserializer as _, Visitor,
        value::{MapDeserializer, SeqDeserializer},
    },
    forward_to_deserialize_any,
};

use super::Node;

/// The quick way does not know what to make of it; the full reader will say.
#[derive(Debug)]
pub(super) struct Unsure;

impl fmt::Display for Unsure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("left to the full reader")
    }
}

impl std::error::Error for Unsure {}

impl de::Error for Unsure {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

impl<'de> Node<'de> {
    fn word(self) -> Result<Cow<'de, str>, Unsure> {
        match self {
            Self::Plain(word) => Ok(Cow::Borrowed(word)),
            Self::Text(text) => Ok(text),
            _ => Err(Unsure),
        }
    }

    /// Whether a value that nobody asks for is sound: the full reader refuses numbers that are none.
    fn is_harmless(&self) -> bool {
        match self {
            Self::Nothing | Self::Text(_) => true,
            Self::Plain(word) => is_decimal(word) || word.starts_with(char::is_alphabetic),
            Self::List(items) => items.iter().all(Self::is_harmless),
            Self::Mapping(pairs) => pairs.iter().all(|(_, node)| node.is_harmless()),
        }
    }
}

/// Whether every reader sees the same number in `word`.
fn is_decimal(word: &str) -> bool {
    let is_plain = (1..=9).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
    is_plain && (word.len() == 1 || !word.starts_with('0'))
}

/// A node that is read as a value. Without `WORDED`, text comes out empty: what is asked for as `String` is
/// kept and shown and means nothing here, while numbers, dates and words of a closed list are read all the same.
pub(super) struct Value<'a, const WORDED: bool>(pub(super) Node<'a>);

impl<'de, const WORDED: bool> de::IntoDeserializer<'de, Unsure> for Value<'de, WORDED> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de, const WORDED: bool> Deserializer<'de> for Value<'de, WORDED> {
    type Error = Unsure;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Unsure> {
        Err(Unsure)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unsure> {
        if self.0.is_harmless() { visitor.visit_unit() } else { Err(Unsure) }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unsure> {
        match self.0.word()? {
            _ if !WORDED => visitor.visit_borrowed_str(""),
            Cow::Borrowed(word) => visitor.visit_borrowed_str(word),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unsure> {
        match self.0.word()? {
            Cow::Borrowed(word) => visitor.visit_borrowed_str(word),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unsure> {
        let Node::Plain(word) = self.0 else { return Err(Unsure) };
        visitor.visit_u32(word.parse().ok().filter(|_| is_decimal(word)).ok_or(Unsure)?)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unsure> {
        match self.0 {
            Node::Plain("true") => visitor.visit_bool(true),
            Node::Plain("false") => visitor.visit_bool(false),
            _ => Err(Unsure),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unsure> {
        match self.0 {
            Node::Nothing => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unsure> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unsure> {
        let Node::List(items) = self.0 else { return Err(Unsure) };
        visitor.visit_seq(SeqDeserializer::new(items.into_iter().map(Self)))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unsure> {
        let Node::Mapping(pairs) = self.0 else { return Err(Unsure) };
        visitor.visit_map(MapDeserializer::new(pairs.into_iter().map(|(key, node)| (key, Self(node)))))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unsure> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unsure> {
        let word = self.0.word()?;
        visitor.visit_enum(word.as_ref().into_deserializer())
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u64 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct
        identifier
    }
}
