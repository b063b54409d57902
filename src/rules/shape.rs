//! A TOML file held against its JSON schema: every unknown key, wrong type and missing key at once, each at its place.

use std::ops::Range;

use serde_json::Value;
use toml::de::{DeTable, DeValue};

use super::mistake::Mistake;

/// Mistakes told of one file, at most.
const MOST: usize = 40;
/// References followed in the schema, at most.
const DEPTH: usize = 8;

/// Why a file cannot be read: its mistakes of syntax, else those of shape, else what the reader said.
pub fn mistakes(path: &str, text: &str, schema: &Value, said: Option<&toml::de::Error>) -> Vec<Mistake> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return errors.iter().take(MOST).map(|error| of_toml(path, text, error)).collect();
    }
    let mut walk = Walk { path, text, root: schema, mistakes: Vec::new() };
    walk.table(table.get_ref(), table.span(), schema, "");
    if walk.mistakes.is_empty() {
        walk.mistakes.extend(said.map(|error| of_toml(path, text, error)));
    }
    walk.mistakes.sort_by_key(|mistake| mistake.line);
    walk.mistakes.truncate(MOST);
    walk.mistakes
}

fn of_toml(path: &str, text: &str, error: &toml::de::Error) -> Mistake {
    let message = error.message().lines().next().unwrap_or("not TOML").to_owned();
    match error.span() {
        Some(span) => Mistake::at(path, text, span, message),
        None => Mistake::of_file(path, message),
    }
}

struct Walk<'a> {
    path: &'a str,
    text: &'a str,
    root: &'a Value,
    mistakes: Vec<Mistake>,
}

impl<'a> Walk<'a> {
    fn table(&mut self, table: &DeTable<'_>, place: Range<usize>, schema: &'a Value, within: &str) {
        let known = schema["properties"].as_object();
        let others = &schema["additionalProperties"];
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            let whole = if within.is_empty() { name.to_owned() } else { format!("{within}.{name}") };
            match known.and_then(|known| known.get(name)) {
                Some(schema) => self.value(&whole, value.get_ref(), value.span(), schema),
                None if others.is_object() => self.value(&whole, value.get_ref(), value.span(), others),
                None if *others == Value::Bool(false) => {
                    let names = known.into_iter().flat_map(|known| known.keys()).map(String::as_str);
                    let mistake = self.at(key.span(), format!("there is no key `{name}` here"));
                    self.mistakes.push(mistake.nearest(name, names));
                }
                None => {}
            }
        }
        let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        for name in required.filter(|name| !table.keys().any(|key| key.get_ref().as_ref() == *name)) {
            let mistake = self.at(place.clone(), format!("`{name}` is missing"));
            self.mistakes.push(mistake.help(format!("add {name} = …")));
        }
    }

    fn value(&mut self, name: &str, value: &DeValue<'_>, place: Range<usize>, schema: &'a Value) {
        let schema = self.resolved(schema);
        let choices = choices(schema);
        if !choices.is_empty() {
            match value.as_str() {
                Some(text) if choices.contains(&text) => {}
                Some(text) => {
                    let mistake = self.at(place, format!("`{name}` cannot be `{text}`"));
                    self.mistakes.push(mistake.nearest(text, choices));
                }
                None => self.wrong(name, value, place, "string"),
            }
            return;
        }
        let wanted = match &schema["type"] {
            Value::String(kind) => kind.as_str(),
            Value::Array(kinds) => {
                kinds.iter().filter_map(Value::as_str).find(|k| *k != "null").unwrap_or("")
            }
            _ => "",
        };
        match (wanted, value) {
            ("object", DeValue::Table(table)) => self.table(table, place, schema, name),
            ("object", _) => self.no_table(name, value, place, schema),
            ("array", DeValue::Array(items)) => {
                for item in items.iter() {
                    let schema = &schema["items"];
                    match item.get_ref() {
                        DeValue::Table(table) => self.table(table, item.span(), self.resolved(schema), ""),
                        other => self.value(name, other, item.span(), schema),
                    }
                }
            }
            ("string", DeValue::String(_))
            | ("integer" | "number", DeValue::Integer(_))
            | ("number", DeValue::Float(_))
            | ("boolean", DeValue::Boolean(_))
            | ("", _) => {}
            _ => self.wrong(name, value, place, wanted),
        }
    }

    /// What is no table where one is wanted: told with a key that it may have.
    fn no_table(&mut self, name: &str, value: &DeValue<'_>, place: Range<usize>, schema: &'a Value) {
        let known = schema["properties"].as_object();
        let Some((key, of)) = known.and_then(|known| known.iter().next()) else {
            return self.wrong(name, value, place, "object");
        };
        let is_list = self.resolved(of)["type"].to_string().contains("array");
        let example = if is_list { "[\"…\"]" } else { "\"…\"" };
        let message = format!("`{name}` wants a table, not a {}", value.type_str());
        let mistake = self.at(place, message);
        self.mistakes.push(mistake.help(format!("write {name} = {{ {key} = {example} }}")));
    }

    fn wrong(&mut self, name: &str, value: &DeValue<'_>, place: Range<usize>, wanted: &str) {
        let (wanted, example) = match wanted {
            "object" => ("a table", format!("write {name}.sv = \"…\" or {name} = {{ … }}")),
            "array" if matches!(value, DeValue::Table(_)) => {
                ("a list of tables", format!("write [[{name}]]"))
            }
            "array" => ("a list", format!("write {name} = [\"…\"]")),
            "integer" => ("a whole number", format!("write {name} = 3")),
            "number" => ("a number", format!("write {name} = 0.5")),
            "boolean" => ("true or false", format!("write {name} = true")),
            _ => ("a text", format!("write {name} = \"…\"")),
        };
        let message = format!("`{name}` wants {wanted}, not a {}", value.type_str());
        let mistake = self.at(place, message);
        self.mistakes.push(mistake.help(example));
    }

    fn at(&self, place: Range<usize>, message: String) -> Mistake {
        Mistake::at(self.path, self.text, place, message)
    }

    /// What a reference, an optional value or a single alternative stands for.
    fn resolved(&self, mut schema: &'a Value) -> &'a Value {
        for _ in 0..DEPTH {
            if let Some(name) = schema["$ref"].as_str() {
                schema = self.root.pointer(name.trim_start_matches('#')).unwrap_or(&Value::Null);
            } else if let Some(any) = schema["anyOf"].as_array().or_else(|| schema["allOf"].as_array()) {
                schema = any.iter().find(|one| one["type"] != "null").unwrap_or(&Value::Null);
            } else {
                break;
            }
        }
        schema
    }
}

/// The texts that a value may be; empty where it may be any.
fn choices(schema: &Value) -> Vec<&str> {
    let one = |schema: &Value| schema["const"].is_string() || schema["enum"].is_array();
    let alternatives: Vec<&Value> = match schema["oneOf"].as_array() {
        Some(all) => all.iter().collect(),
        None if one(schema) => vec![schema],
        None => Vec::new(),
    };
    let named = |schema| {
        let schema: &Value = schema;
        schema["const"].as_str().into_iter().chain(
            schema["enum"].as_array().map(Vec::as_slice).unwrap_or_default().iter().filter_map(Value::as_str),
        )
    };
    alternatives.into_iter().flat_map(named).collect()
}
