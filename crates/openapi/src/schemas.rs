//! JSON Schemas of the document: what replies are, from the types that are written, and what bodies may be.

use darasa_core::http::FromFields;
use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use crate::input;

/// All that were asked for so far, by name.
pub struct Schemas {
    /// Of what is written.
    outputs: SchemaGenerator,
    /// Of what is read, and what no type stands for.
    others: Map<String, Value>,
}

impl Schemas {
    pub fn new() -> Self {
        let settings = SchemaSettings::draft2020_12().for_serialize().with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.meta_schema = None;
        });
        Self { outputs: settings.into_generator(), others: Map::new() }
    }

    /// A reference to what a reply is.
    pub fn output<T: JsonSchema>(&mut self) -> Value {
        self.outputs.subschema_for::<T>().to_value()
    }

    /// A reference to what a body may be, with a sentence about each field.
    pub fn input<T: FromFields>(&mut self, name: &str, about: &[(&str, &str)]) -> Value {
        if !self.others.contains_key(name) {
            let schema = input::schema_of::<T>();
            self.others.insert(name.to_owned(), described(schema, name, about));
        }
        reference(name)
    }

    /// The same for a form whose fields `T` reads, with one more that is a file, in whose place the field `instead` may
    /// stand.
    pub fn form<T: FromFields>(
        &mut self,
        name: &str,
        about: &[(&str, &str)],
        file: (&str, Value),
        instead: &str,
    ) -> Value {
        let mut schema = described(input::schema_of::<T>(), name, about);
        schema["properties"][file.0] = file.1;
        schema["oneOf"] = json!([{ "required": [file.0] }, { "required": [instead] }]);
        self.named(name, schema)
    }

    /// A reference to a schema made by hand.
    pub fn named(&mut self, name: &str, schema: Value) -> Value {
        self.others.entry(name).or_insert(schema);
        reference(name)
    }

    /// All of them, in the order of their names.
    pub fn into_map(mut self) -> Map<String, Value> {
        let mut all: Vec<_> = self.outputs.take_definitions(true).into_iter().chain(self.others).collect();
        all.sort_by(|(one, _), (other, _)| one.cmp(other));
        all.into_iter().map(|(name, schema)| (name, tidied(schema))).collect()
    }
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// Each field of a body has its sentence, and each sentence its field; `items.text` is a field of a list's objects.
fn described(mut schema: Value, name: &str, about: &[(&str, &str)]) -> Value {
    for (path, sentence) in about {
        let pointer = format!("/properties/{}", path.replace('.', "/items/properties/"));
        let field = schema.pointer_mut(&pointer);
        let field = field.unwrap_or_else(|| panic!("{name} has no field {path}")).as_object_mut();
        field.expect("a schema is an object").insert("description".to_owned(), json!(sentence));
    }
    let silent = undescribed(&schema);
    assert!(silent.is_empty(), "nothing is said about {} of {name}", silent.join(", "));
    schema
}

fn undescribed(object: &Value) -> Vec<String> {
    let properties = object["properties"].as_object().into_iter().flatten();
    let silent = |(name, schema): (&String, &Value)| {
        let own = schema.get("description").is_none().then(|| name.clone());
        own.into_iter().chain(undescribed(&schema["items"]))
    };
    properties.flat_map(silent).collect()
}

/// Without what Rust's types say and JSON does not know, such as `format: int32`.
fn tidied(schema: Value) -> Value {
    const OF_RUST: [&str; 9] = ["int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "double"];

    match schema {
        Value::Object(map) => {
            let is_rust = |(key, value): &(String, Value)| {
                key == "format" && value.as_str().is_some_and(|format| OF_RUST.contains(&format))
            };
            Value::Object(
                map.into_iter().filter(|pair| !is_rust(pair)).map(|(key, value)| (key, tidied(value))).collect(),
            )
        }
        Value::Array(items) => Value::Array(items.into_iter().map(tidied).collect()),
        plain => plain,
    }
}
