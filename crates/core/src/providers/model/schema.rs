//! JSON Schema in the strict form that OpenAI and Anthropic take: the keywords that both know, every property required
//! and no other allowed.
//!
//! What the form cannot say is for our own check of the answer; a model reads a number's range in its description.

use serde_json::{Map, Value, json};

/// The same schema in that form. References are written out; one to itself, which cannot be, accepts anything.
pub fn strict(schema: &Value) -> Value {
    Writer { root: schema, open: Vec::new() }.write(schema)
}

struct Writer<'a> {
    root: &'a Value,
    /// References that are being written out.
    open: Vec<&'a str>,
}

impl<'a> Writer<'a> {
    fn write(&mut self, schema: &'a Value) -> Value {
        if let Some(reference) = schema["$ref"].as_str() {
            return self.write_out(reference);
        }
        let Some(object) = schema.as_object() else { return json!({}) };
        let mut strict = Map::new();
        for (keyword, value) in object {
            match keyword.as_str() {
                "type" | "enum" | "const" => drop(strict.insert(keyword.clone(), value.clone())),
                "items" => drop(strict.insert(keyword.clone(), self.write(value))),
                "anyOf" | "oneOf" => drop(strict.insert("anyOf".to_owned(), self.write_each(value))),
                "properties" => drop(strict.insert(keyword.clone(), self.write_properties(value))),
                _ => {}
            }
        }
        if let Some(properties) = strict.get("properties").and_then(Value::as_object) {
            let names: Vec<_> = properties.keys().cloned().collect();
            strict.insert("required".to_owned(), names.into());
            strict.insert("additionalProperties".to_owned(), false.into());
        }
        strict.extend(description(object).map(|text| ("description".to_owned(), text.into())));
        strict.into()
    }

    fn write_out(&mut self, reference: &'a str) -> Value {
        let target = reference.strip_prefix('#').and_then(|pointer| self.root.pointer(pointer));
        let Some(target) = target.filter(|_| !self.open.contains(&reference)) else { return json!({}) };
        self.open.push(reference);
        let written = self.write(target);
        self.open.pop();
        written
    }

    fn write_each(&mut self, schemas: &'a Value) -> Value {
        schemas.as_array().into_iter().flatten().map(|schema| self.write(schema)).collect()
    }

    fn write_properties(&mut self, properties: &'a Value) -> Value {
        let properties = properties.as_object().into_iter().flatten();
        properties.map(|(name, schema)| (name.clone(), self.write(schema))).collect()
    }
}

/// With the range of a number, which has no keyword in this form.
fn description(schema: &Map<String, Value>) -> Option<String> {
    let number = |keyword| schema.get(keyword).filter(|value| value.is_number());
    let range = match (number("minimum"), number("maximum")) {
        (Some(least), Some(most)) => Some(format!("From {least} to {most}.")),
        (Some(least), None) => Some(format!("At least {least}.")),
        (None, Some(most)) => Some(format!("At most {most}.")),
        (None, None) => None,
    };
    let told = schema.get("description").and_then(Value::as_str).map(str::to_owned);
    let sentences: Vec<_> = [told, range].into_iter().flatten().collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_every_provider_knows_is_left_and_ranges_are_told_in_words() {
        let schema = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "Judgement",
            "type": "object",
            "properties": {
                "score": { "type": "number", "format": "double", "minimum": 0, "maximum": 10, "description": "How good." },
                "count": { "type": "integer", "format": "int32", "minimum": 1 },
                "title": { "type": "string", "maxLength": 9, "default": "x" },
                "kind": { "oneOf": [{ "const": "a", "title": "A" }, { "type": "null" }] },
                "remarks": { "type": "array", "items": { "$ref": "#/$defs/Remark" }, "minItems": 1 },
            },
            "required": ["score"],
            "$defs": { "Remark": {
                "type": "object",
                "properties": { "format": { "enum": ["x"] }, "next": { "$ref": "#/$defs/Remark" } },
                "additionalProperties": true,
            } },
        });
        let remark = json!({
            "type": "object",
            "properties": { "format": { "enum": ["x"] }, "next": {} },
            "required": ["format", "next"],
            "additionalProperties": false,
        });
        let expected = json!({
            "type": "object",
            "properties": {
                "score": { "type": "number", "description": "How good. From 0 to 10." },
                "count": { "type": "integer", "description": "At least 1." },
                "title": { "type": "string" },
                "kind": { "anyOf": [{ "const": "a" }, { "type": "null" }] },
                "remarks": { "type": "array", "items": remark },
            },
            "required": ["score", "count", "title", "kind", "remarks"],
            "additionalProperties": false,
        });
        let strict = strict(&schema);
        let sorted = |schema: &Value| {
            let mut schema = schema.clone();
            let required = schema["required"].as_array_mut().unwrap();
            required.sort_by_key(Value::to_string);
            schema
        };
        assert_eq!(sorted(&strict), sorted(&expected));
    }
}
