//! Lines as values: the same types, by the same rules, as the full reader gives them.

use std::{borrow::Cow, fmt};

use serde::{
    de::{
        self, DeserializeSeed, Deserializer, IgnoredAny, IntoDeserializer as _, MapAccess, SeqAccess,
        Visitor, value::BorrowedStrDeserializer,
    },
    forward_to_deserialize_any,
};

use super::lines::{Line, Reader, Scalar, begins_with_key, behind_blanks, is_comment, item, key_and_value};

/// How deep mappings and lists may lie in one another.
const MAX_DEPTH: usize = 6;

/// The fast way does not know what to make of it; the full reader will say.
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

/// A value that the reader is about to read.
pub(super) struct Value<'r, 'a> {
    reader: &'r mut Reader<'a>,
    form: Form<'a>,
    /// The indent of what it stands in.
    indent: usize,
    /// In how many mappings and lists it stands.
    depth: usize,
}

/// How a value is written.
enum Form<'a> {
    /// A key with nothing behind it.
    Nothing,
    /// An item of a list in brackets.
    Item(Scalar<'a>),
    /// What stands on one line.
    Line(&'a str),
    /// A block scalar, by what its first line says.
    Block(&'a str),
    /// A list in the lines below, which have this indent.
    List(usize),
    /// A mapping in the lines below, which have this indent.
    Mapping(usize),
}

impl<'r, 'a> Value<'r, 'a> {
    /// Everything that is ahead of the reader, which must be a mapping.
    pub(super) fn whole(reader: &'r mut Reader<'a>) -> Self {
        Value { reader, form: Form::Mapping(0), indent: 0, depth: 0 }
    }

    fn scalar(self) -> Result<Scalar<'a>, Unsure> {
        match self.form {
            Form::Item(scalar) => Some(scalar),
            Form::Line(value) => self.reader.scalar(value, self.indent),
            Form::Block(header) => self.reader.block(header, self.indent),
            _ => None,
        }
        .ok_or(Unsure)
    }

    fn word(self) -> Result<Cow<'a, str>, Unsure> {
        self.scalar().map(|scalar| match scalar {
            Scalar::Plain(word) => Cow::Borrowed(word),
            Scalar::Text(text) => text,
        })
    }
}

impl<'a> Form<'a> {
    /// The form of the value of a key, by what stands behind that on its line.
    fn behind_key(
        value: &'a str,
        reader: &mut Reader<'a>,
        indent: usize,
        depth: usize,
    ) -> Result<Self, Unsure> {
        match value.as_bytes().first() {
            Some(b'|' | b'>') => return Ok(Self::Block(value)),
            Some(_) if !is_comment(value) => return Ok(Self::Line(value)),
            _ => {}
        }
        let Some(line) = reader.peek_within(indent) else { return Ok(Self::Nothing) };
        let is_item = line.text.starts_with("- ");
        match line.indent {
            _ if depth == MAX_DEPTH => Err(Unsure),
            below if is_item => Ok(Self::List(below)),
            below if below > indent => Ok(Self::Mapping(below)),
            _ => Ok(Self::Nothing),
        }
    }
}

/// Whether every reader sees the same number in `word`.
fn is_decimal(word: &str) -> bool {
    let is_plain = (1..=9).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
    is_plain && (word.len() == 1 || !word.starts_with('0'))
}

impl<'de> Deserializer<'de> for Value<'_, 'de> {
    type Error = Unsure;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Unsure> {
        Err(Unsure)
    }

    /// Of a value that nobody asks for it still matters whether it is sound: the full reader refuses numbers
    /// that are none.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unsure> {
        self.reader.has_unknown_keys = true;
        match self.form {
            Form::Nothing => {}
            Form::List(_) => drop(self.deserialize_seq(IgnoredAny)?),
            Form::Line(value) if value.starts_with('[') => drop(self.deserialize_seq(IgnoredAny)?),
            Form::Mapping(_) => drop(self.deserialize_map(IgnoredAny)?),
            _ => match self.scalar()? {
                Scalar::Text(_) => {}
                Scalar::Plain(word) if is_decimal(word) || word.starts_with(char::is_alphabetic) => {}
                Scalar::Plain(_) => return Err(Unsure),
            },
        }
        visitor.visit_unit()
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unsure> {
        match self.word()? {
            Cow::Borrowed(word) => visitor.visit_borrowed_str(word),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unsure> {
        self.deserialize_string(visitor)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unsure> {
        let Scalar::Plain(word) = self.scalar()? else { return Err(Unsure) };
        visitor.visit_u32(word.parse().ok().filter(|_| is_decimal(word)).ok_or(Unsure)?)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unsure> {
        match self.scalar()? {
            Scalar::Plain("true") => visitor.visit_bool(true),
            Scalar::Plain("false") => visitor.visit_bool(false),
            _ => Err(Unsure),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unsure> {
        match self.form {
            Form::Nothing => visitor.visit_none(),
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
        let Value { reader, form, indent, depth } = self;
        match form {
            Form::List(indent) => visitor.visit_seq(List { reader, indent, depth }),
            Form::Line(value) => {
                let rest = value.strip_prefix('[').ok_or(Unsure)?;
                let mut brackets = Brackets { reader, rest, place: Location::First };
                let list = visitor.visit_seq(&mut brackets)?;
                let Brackets { reader, rest, place: Location::Behind, .. } = brackets else {
                    return Err(Unsure);
                };
                reader.ensure_end(rest, indent).ok_or(Unsure)?;
                Ok(list)
            }
            _ => Err(Unsure),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unsure> {
        let Value { reader, form: Form::Mapping(indent), depth, .. } = self else {
            return Err(Unsure);
        };
        reader.peek_within(indent).ok_or(Unsure)?;
        let first_key = reader.keys();
        visitor.visit_map(Mapping { reader, indent, depth, first_key, key: "", value: "" })
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
        let word = self.word()?;
        visitor.visit_enum(word.as_ref().into_deserializer())
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u64 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct
        identifier
    }
}

/// A mapping in lines.
struct Mapping<'r, 'a> {
    reader: &'r mut Reader<'a>,
    indent: usize,
    depth: usize,
    /// Where its keys begin among those that the reader knows.
    first_key: usize,
    /// The key that was read last, and what stands behind it on its line.
    key: &'a str,
    value: &'a str,
}

impl<'a> MapAccess<'a> for Mapping<'_, 'a> {
    type Error = Unsure;

    fn next_key_seed<K: DeserializeSeed<'a>>(&mut self, seed: K) -> Result<Option<K::Value>, Unsure> {
        let Some(line) = self.reader.peek_within(self.indent) else {
            self.reader.forget_keys(self.first_key);
            return Ok(None);
        };
        (self.key, self.value) =
            key_and_value(line.text).filter(|_| line.indent == self.indent).ok_or(Unsure)?;
        self.reader.add_key(self.key, self.first_key).ok_or(Unsure)?;
        self.reader.pass();
        seed.deserialize(BorrowedStrDeserializer::new(self.key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'a>>(&mut self, seed: V) -> Result<V::Value, Unsure> {
        let depth = self.depth + 1;
        let form = Form::behind_key(self.value, self.reader, self.indent, depth)?;
        seed.deserialize(Value { reader: self.reader, form, indent: self.indent, depth })
    }
}

/// A list in lines.
struct List<'r, 'a> {
    reader: &'r mut Reader<'a>,
    indent: usize,
    depth: usize,
}

impl<'a> SeqAccess<'a> for List<'_, 'a> {
    type Error = Unsure;

    fn next_element_seed<T: DeserializeSeed<'a>>(&mut self, seed: T) -> Result<Option<T::Value>, Unsure> {
        let Some(line) = self.reader.peek_within(self.indent) else { return Ok(None) };
        let Some(item) = line.text.strip_prefix("- ").filter(|_| line.indent == self.indent) else {
            // A key of the mapping around it; anything else is found out there.
            return Ok(None);
        };
        self.reader.count(1).ok_or(Unsure)?;
        let item = behind_blanks(item);
        let form = if begins_with_key(item) {
            // The first pair of a mapping whose other pairs stand below it.
            let indent = self.indent + line.text.len() - item.len();
            self.reader.go_on_with(Line { indent, text: item });
            Form::Mapping(indent)
        } else {
            self.reader.pass();
            Form::Line(item)
        };
        let indent = self.indent;
        seed.deserialize(Value { reader: self.reader, form, indent, depth: self.depth + 1 }).map(Some)
    }
}

/// A list in brackets, on one line.
struct Brackets<'r, 'a> {
    reader: &'r mut Reader<'a>,
    rest: &'a str,
    place: Location,
}

/// Where in the brackets the reader stands.
enum Location {
    First,
    Next,
    Behind,
}

impl<'a> SeqAccess<'a> for &mut Brackets<'_, 'a> {
    type Error = Unsure;

    fn next_element_seed<T: DeserializeSeed<'a>>(&mut self, seed: T) -> Result<Option<T::Value>, Unsure> {
        let rest = match self.place {
            Location::Behind => return Ok(None),
            Location::First | Location::Next => behind_blanks(self.rest),
        };
        if let (Location::First, Some(behind)) = (&self.place, rest.strip_prefix(']')) {
            (self.rest, self.place) = (behind, Location::Behind);
            return Ok(None);
        }
        let (scalar, behind) = item(rest).ok_or(Unsure)?;
        self.reader.count(1).ok_or(Unsure)?;
        (self.rest, self.place) = match behind_blanks(behind).split_at_checked(1) {
            Some((",", next)) => (next, Location::Next),
            Some(("]", behind)) => (behind, Location::Behind),
            _ => return Err(Unsure),
        };
        let form = Form::Item(scalar);
        seed.deserialize(Value { reader: self.reader, form, indent: 0, depth: 0 }).map(Some)
    }
}
