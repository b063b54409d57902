//! JSON schemas of the files that users write, for editors and for the check of their shape.

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use crate::annotate::lexicon::FileSpec;
use crate::rules::schema::{File, Pack};
use crate::rules::settings::Settings;

/// One schema for rule files, lexicons, `pack.toml` and `pyspunka.toml`: a file is one of the four.
pub fn rule() -> Value {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let any = [
        generator.subschema_for::<File>(),
        generator.subschema_for::<FileSpec>(),
        generator.subschema_for::<Pack>(),
        generator.subschema_for::<Settings>(),
    ];
    let definitions = generator.take_definitions(true);
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "pyspunka: rule files, lexicons, pack.toml and pyspunka.toml",
        "anyOf": any,
        "$defs": definitions,
    });
    // Words in the settings are written as in a lexicon file.
    let table = schema["$defs"]["FileSpec"]["properties"]["lexicon"].clone();
    if !table.is_null() {
        schema["$defs"]["Settings"]["properties"]["lexicon"] = table;
    }
    schema
}
