//! A body as one JSON object, read as strictly as a signed one.
//!
//! A member twice, at any level, is refused, since two readers could see two values; so is what is not UTF-8 and what
//! follows the object. Names of the outermost members match in any case, as Go's decoder has it, and count as the same
//! then. Unknown members are skipped; `null` and `""` are as good as absent.

use super::{BodyFault, RawBody};
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::fmt;

/// What Go says of a body that is empty or breaks off.
const ENDS_EARLY: &str = "unexpected end of JSON input";
const TWICE: &str = "a member is given twice";

/// The members of a body, of which a request type takes those that it knows. It has no Debug: members may be tokens.
pub struct JsonBody(Map<String, Value>);

impl JsonBody {
    /// Reads `body`.
    pub fn parse(body: &RawBody) -> Result<Self, BodyFault> {
        let text = str::from_utf8(body.bytes())
            .map_err(|error| BodyFault::not_json(format!("it is not UTF-8: {error}")))?;
        let mut reader = serde_json::Deserializer::from_str(text);
        let outcome = reader
            .deserialize_any(AnyValue { name: folded })
            .and_then(|value| reader.end().map(|()| value));
        match outcome {
            Ok(Value::Object(members)) => Ok(Self(members)),
            Ok(Value::Null) => Ok(Self(Map::new())),
            Ok(other) => Err(wrong_type("it", &other, "an object")),
            Err(error) => Err(explain(&error, body)),
        }
    }

    /// Reads `body`, of which nothing at all is as good as `{}`.
    pub fn parse_any(body: &RawBody) -> Result<Self, BodyFault> {
        if body.bytes().trim_ascii().is_empty() {
            return Ok(Self(Map::new()));
        }
        Self::parse(body)
    }

    /// Takes an object out; `None` if it is absent or `null`. It holds no NUL character at any depth.
    pub fn object(&mut self, name: &'static str) -> Result<Option<Map<String, Value>>, BodyFault> {
        match self.0.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) if holds_nul(&value) => Err(BodyFault::NulCharacter(name)),
            Some(Value::Object(members)) => Ok(Some(members)),
            Some(other) => Err(wrong_type(name, &other, "an object")),
        }
    }

    /// Takes a text out; `None` if it is absent, `null` or empty.
    pub fn text(&mut self, name: &'static str) -> Result<Option<String>, BodyFault> {
        match self.0.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.contains('\0') => Err(BodyFault::NulCharacter(name)),
            Some(Value::String(text)) => Ok(Some(text).filter(|text| !text.is_empty())),
            Some(other) => Err(wrong_type(name, &other, "a string")),
        }
    }

    /// Takes a text out that may be empty; `None` if it is absent or `null`.
    pub fn given_text(&mut self, name: &'static str) -> Result<Option<String>, BodyFault> {
        match self.0.get(name) {
            Some(Value::String(text)) if text.is_empty() => Ok(Some(String::new())),
            _ => self.text(name),
        }
    }

    /// Takes a switch out; off if it is absent or `null`.
    pub fn switch(&mut self, name: &'static str) -> Result<bool, BodyFault> {
        match self.0.remove(name) {
            None | Some(Value::Null) => Ok(false),
            Some(Value::Bool(on)) => Ok(on),
            Some(other) => Err(wrong_type(name, &other, "true or false")),
        }
    }
}

/// Whether a text, or a name, in `value` holds U+0000. Nesting is bounded by the parser.
fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(holds_nul),
        Value::Object(members) => members
            .iter()
            .any(|(name, value)| name.contains('\0') || holds_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

fn wrong_type(name: &str, value: &Value, wanted: &str) -> BodyFault {
    let found = match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    };
    BodyFault::not_json(format!("{name} must be {wanted}, not {found}"))
}

/// A form has been read by then, says Go, so that nothing is left to be JSON. What merely says that it is a form (curl's
/// `-d` does) and looks like an object is told what is wrong with it.
fn explain(error: &serde_json::Error, body: &RawBody) -> BodyFault {
    if error.is_eof() || (body.is_form() && !body.looks_like_an_object()) {
        BodyFault::not_json(ENDS_EARLY)
    } else if error.is_data() {
        BodyFault::not_json(error.to_string())
    } else {
        let (line, column) = (error.line(), error.column());
        BodyFault::not_json(format!("invalid JSON at line {line} column {column}"))
    }
}

/// The name as Go's decoder compares it: in lower case, with the two letters that fold into ASCII.
fn folded(name: &str) -> String {
    name.chars()
        .map(|c| match c {
            '\u{17f}' => 's',
            '\u{212a}' => 'k',
            _ => c.to_ascii_lowercase(),
        })
        .collect()
}

/// Any value, in which no object has a member twice.
struct Unambiguous(Value);

impl<'de> Deserialize<'de> for Unambiguous {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer
            .deserialize_any(AnyValue {
                name: str::to_owned,
            })
            .map(Self)
    }
}

/// Builds a value; `name` says under which name a member of the outermost object is kept and compared.
struct AnyValue {
    name: fn(&str) -> String,
}

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = sequence.next_element::<Unambiguous>()? {
            items.push(item.0);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some((name, value)) = map.next_entry::<String, Unambiguous>()? {
            if members.insert((self.name)(&name), value.0).is_some() {
                return Err(A::Error::custom(TWICE));
            }
        }
        Ok(Value::Object(members))
    }
}
