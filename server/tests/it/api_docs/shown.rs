//! JSON with its fields in the order they came in, and only as much of it as a reader needs.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::names::Names;

/// What is left out.
const MORE: &str = "…";
/// The longest line that is written.
const WIDTH: usize = 118;

/// A JSON value.
#[derive(Clone)]
pub(super) enum Shown {
    Leaf(Value),
    List(Vec<Shown>),
    Fields(Vec<(String, Shown)>),
}

impl Shown {
    fn is_more(&self) -> bool {
        matches!(self, Self::Leaf(Value::String(text)) if text == MORE)
    }

    /// This value with as much shown as before, in the document's words.
    pub(super) fn like_before(self, before: Option<&Self>, names: &mut Names) -> Self {
        match (self, before) {
            (_, Some(before)) if before.is_more() => before.clone(),
            (Self::Fields(mut now), Some(Self::Fields(before))) => {
                let of = |name: &str| before.iter().find(|(known, _)| known == name).map(|(_, value)| value);
                if let Some((more, dots)) = before.iter().find(|(name, _)| name == MORE) {
                    now.retain(|(name, _)| of(name).is_some());
                    now.push((more.clone(), dots.clone()));
                }
                let fields = now.into_iter().map(|(name, value)| {
                    let value = value.like_before(of(&name), names);
                    (name, value)
                });
                Self::Fields(fields.collect())
            }
            (Self::Fields(now), _) => {
                let fields = now.into_iter().map(|(name, value)| (name, value.like_before(None, names)));
                Self::Fields(fields.collect())
            }
            (Self::List(mut now), before) => {
                let before = if let Some(Self::List(before)) = before { before.as_slice() } else { &[] };
                let more = before.last().filter(|last| last.is_more());
                let items = before.len() - usize::from(more.is_some());
                if more.is_some() {
                    now.truncate(items);
                }
                let now = now.into_iter().enumerate();
                let mut list: Vec<Self> =
                    now.map(|(place, item)| item.like_before(before[..items].get(place), names)).collect();
                list.extend(more.cloned());
                Self::List(list)
            }
            (Self::Leaf(Value::String(real)), before) => {
                if let Some(Self::Leaf(Value::String(shown))) = before {
                    names.learn(shown, &real);
                }
                Self::Leaf(Value::String(names.shown(&real)))
            }
            (leaf, _) => leaf,
        }
    }

    /// As text: as much on a line as fits, and what doesn't fit on lines of its own.
    pub(super) fn written(&self) -> String {
        let mut text = String::new();
        self.write(&mut text, 0, 0);
        text
    }

    fn on_one_line(&self) -> String {
        match self {
            Self::Leaf(value) => value.to_string(),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(Self::on_one_line).collect();
                format!("[{}]", items.join(", "))
            }
            Self::Fields(fields) => {
                let fields = fields.iter().map(|(name, value)| format!("{name:?}: {}", value.on_one_line()));
                format!("{{{}}}", fields.collect::<Vec<String>>().join(", "))
            }
        }
    }

    /// `used` is how much of the line is written already, the comma behind it included.
    fn write(&self, text: &mut String, indent: usize, used: usize) {
        let line = self.on_one_line();
        if matches!(self, Self::Leaf(_)) || used + line.chars().count() <= WIDTH {
            text.push_str(&line);
            return;
        }
        let (open, close) = if matches!(self, Self::List(_)) { ('[', ']') } else { ('{', '}') };
        text.push(open);
        let inner = indent + 2;
        // Where the line stands; nothing is on the first yet.
        let mut column = usize::MAX;
        let mut first = true;
        for (label, value) in self.children() {
            if !first {
                text.push(',');
            }
            first = false;
            let piece = label.chars().count() + value.on_one_line().chars().count() + 1;
            if column.saturating_add(piece + 1) <= WIDTH {
                text.push(' ');
                column += piece + 1;
            } else {
                text.push('\n');
                text.push_str(&" ".repeat(inner));
                column = inner + piece;
            }
            text.push_str(&label);
            value.write(text, inner, column - value.on_one_line().chars().count());
            if column > WIDTH {
                column = usize::MAX;
            }
        }
        text.push('\n');
        text.push_str(&" ".repeat(indent));
        text.push(close);
    }

    /// What is in it, each with its name before it if it has one.
    fn children(&self) -> Vec<(String, &Self)> {
        match self {
            Self::Leaf(_) => Vec::new(),
            Self::List(items) => items.iter().map(|item| (String::new(), item)).collect(),
            Self::Fields(fields) => {
                fields.iter().map(|(name, value)| (format!("{name:?}: "), value)).collect()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Shown {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyJson)
    }
}

struct AnyJson;

impl<'de> Visitor<'de> for AnyJson {
    type Value = Shown;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Shown, E> {
        Ok(Shown::Leaf(Value::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Shown, E> {
        Ok(Shown::Leaf(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Shown, E> {
        Ok(Shown::Leaf(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Shown, E> {
        Ok(Shown::Leaf(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Shown, E> {
        Ok(Shown::Leaf(value.into()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Shown, E> {
        Ok(Shown::Leaf(value.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Shown, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Shown::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Shown, A::Error> {
        let mut fields = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            fields.push(entry);
        }
        Ok(Shown::Fields(fields))
    }
}
