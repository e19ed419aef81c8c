//! Request line: the fields of the access log, in their order. docs/logs.md says what each means.

use serde_json::{Map, Value};

use crate::base::{
    json::ObjectWriter,
    trace::{Part, Trace},
};

/// Where the fields go: into a line of JSON, or to a page of a person.
pub(super) trait LineFields {
    fn text(&mut self, name: &str, text: &str);
    fn number(&mut self, name: &str, number: u64);
    fn milliseconds(&mut self, name: &str, microseconds: u64);
    fn flag(&mut self, name: &str, flag: bool);
}

/// What is not known, or was not needed, is left out.
pub(super) fn write_fields(trace: &Trace, fields: &mut impl LineFields) {
    let Some(end) = trace.end() else { return };
    fields.text("http.request.method", end.method);
    fields.text("http.route", &end.route);
    // Of a panic that nobody waited for.
    let status = trace.status().or(trace.fault().map(|_| 500));
    number(fields, "http.response.status_code", status.map(u64::from));
    text(fields, "error.type", trace.error());
    write_times(trace, end.duration.as_nanos() as u64, fields);
    text(fields, "gen_ai.tool.name", trace.tool());
    text(fields, "gen_ai.request.model", trace.model());
    let [input_tokens, output_tokens] = trace.tokens();
    number(fields, "gen_ai.usage.input_tokens", input_tokens);
    number(fields, "gen_ai.usage.output_tokens", output_tokens);
    text(fields, "usage.receipt", trace.receipt().map(|id| id.to_string()).as_deref());
    text(fields, "user", trace.user());
    text(fields, "api_key", trace.api_key().map(|id| id.to_string()).as_deref());
    fields.flag("complete", trace.is_complete());
    fields.flag("cold", end.cold);
}

fn write_times(trace: &Trace, nanoseconds: u64, fields: &mut impl LineFields) {
    let timings = trace.timings();
    fields.milliseconds("duration_ms", nanoseconds.saturating_add(500) / 1_000);
    time(fields, "reply_ms", timings.reply());
    time(fields, "auth_ms", timings.spent(Part::Auth));
    time(fields, "protect_ms", timings.spent(Part::Protect));
    time(fields, "redis_ms", timings.spent(Part::Redis));
    time(fields, "db_ms", timings.spent(Part::Db));
    number(fields, "db_round_trips", timings.round_trips().map(u64::from));
    number(fields, "db_connections", timings.connections().map(u64::from));
    time(fields, "ai_first_token_ms", timings.until_first_token());
    time(fields, "ai_ms", timings.spent(Part::Ai));
}

fn text(fields: &mut impl LineFields, name: &str, text: Option<&str>) {
    text.iter().for_each(|text| fields.text(name, text));
}

fn number(fields: &mut impl LineFields, name: &str, number: Option<u64>) {
    number.iter().for_each(|number| fields.number(name, *number));
}

fn time(fields: &mut impl LineFields, name: &str, microseconds: Option<u64>) {
    microseconds.iter().for_each(|microseconds| fields.milliseconds(name, *microseconds));
}

impl LineFields for ObjectWriter<'_> {
    fn text(&mut self, name: &str, text: &str) {
        Self::text(self, name, text);
    }

    fn number(&mut self, name: &str, number: u64) {
        Self::number(self, name, number);
    }

    fn milliseconds(&mut self, name: &str, microseconds: u64) {
        Self::milliseconds(self, name, microseconds);
    }

    fn flag(&mut self, name: &str, flag: bool) {
        Self::flag(self, name, flag);
    }
}

impl LineFields for Map<String, Value> {
    fn text(&mut self, name: &str, text: &str) {
        self.insert(name.to_owned(), text.into());
    }

    fn number(&mut self, name: &str, number: u64) {
        self.insert(name.to_owned(), number.into());
    }

    fn milliseconds(&mut self, name: &str, microseconds: u64) {
        self.insert(name.to_owned(), (microseconds as f64 / 1e3).into());
    }

    fn flag(&mut self, name: &str, flag: bool) {
        self.insert(name.to_owned(), flag.into());
    }
}
