//! Log format: JSON for machines, one readable line for people. Every line that is logged during a request bears the
//! ids of the request.

use std::fmt::{self, Write};

use serde_json::{Map, Value};
use tracing::{Event, Level, Subscriber, field::Field, field::Visit};
use tracing_subscriber::{
    fmt::{FmtContext, FormatEvent, FormatFields, format::Writer},
    registry::LookupSpan,
};

use super::REQUEST;
use crate::base::{
    clock::{self, Timestamp},
    trace,
};

pub struct Json;

pub struct Pretty {
    pub colours: bool,
}

/// The fields of an event in their order, the message apart.
#[derive(Default)]
struct EventFields {
    message: String,
    fields: Map<String, Value>,
}

impl EventFields {
    fn new(event: &Event<'_>) -> Self {
        let mut fields = Self::default();
        event.record(&mut fields);
        fields
    }

    fn put(&mut self, field: &Field, value: impl Into<Value>) {
        self.fields.insert(field.name().to_owned(), value.into());
    }
}

impl Visit for EventFields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        match field.name() {
            "message" => self.message = format!("{value:?}"),
            _ => self.put(field, format!("{value:?}")),
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "message" => value.clone_into(&mut self.message),
            _ => self.put(field, value),
        }
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, value);
    }
}

/// The time of a line; a clock out of all bounds is no reason to log nothing.
fn now() -> Timestamp {
    Timestamp(clock::now().try_into().unwrap_or_default())
}

impl<S, N> FormatEvent<S, N> for Json
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, _: &FmtContext<'_, S, N>, mut out: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let EventFields { message, fields } = EventFields::new(event);
        let mut line = Map::new();
        let mut put = |name: &str, value: Value| line.insert(name.to_owned(), value);
        put("timestamp", serde_json::to_value(now()).map_err(|_| fmt::Error)?);
        put("level", event.metadata().level().as_str().into());
        put("message", message.into());
        if let Some(trace) = trace::current() {
            put("request_id", trace.request_id().into());
            put("trace_id", trace.context().trace_id().into());
            put("span_id", trace.context().span_id().into());
        }
        line.extend(fields);
        line.insert("target".to_owned(), event.metadata().target().into());
        writeln!(out, "{}", Value::Object(line))
    }
}

impl<S, N> FormatEvent<S, N> for Pretty
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, _: &FmtContext<'_, S, N>, mut out: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let logged = EventFields::new(event);
        if logged.message == REQUEST && is_routine(&logged.fields) {
            return Ok(());
        }
        write!(out, "{} ", self.pale(&format!("{:.12}", now().0.strftime("%H:%M:%S%.3f"))))?;
        if logged.message == REQUEST {
            out.write_str(&self.request(&logged.fields))?;
        } else {
            out.write_str(&self.other(event.metadata().level(), &logged))?;
        }
        match trace::current() {
            Some(trace) => writeln!(out, "  {}", self.pale(&format!("#{}", trace.request_id()))),
            None => writeln!(out),
        }
    }
}

/// A preflight or a probe that went well: a browser or a monitor sends them all the time, and they hide what a person
/// looks for. For machines each stands in the log all the same.
fn is_routine(fields: &Map<String, Value>) -> bool {
    let text = |name: &str| fields.get(name).and_then(Value::as_str);
    let is_probe = matches!(text("http.route"), Some("/api/health" | "/api/ready"));
    let is_preflight = text("http.request.method") == Some("OPTIONS");
    let went_well = fields.get("http.response.status_code").and_then(Value::as_u64).is_some_and(|status| status < 400);
    (is_probe || is_preflight) && went_well && !fields.contains_key("error.type")
}

const RED: u8 = 31;
const GREEN: u8 = 32;
const YELLOW: u8 = 33;
const PALE: u8 = 2;

impl Pretty {
    /// Status, method and route first; then only what there is to say.
    fn request(&self, fields: &Map<String, Value>) -> String {
        let text = |name: &str| fields.get(name).and_then(Value::as_str);
        let number = |name: &str| fields.get(name).and_then(Value::as_f64);
        let ms = |name: &str| number(name).map(|ms| format!("{} {}", name.trim_end_matches("_ms"), time(ms)));

        let status = number("http.response.status_code").unwrap_or_default();
        let (method, route) = (text("http.request.method").unwrap_or_default(), text("http.route").unwrap_or_default());
        let colour = if status < 400.0 { GREEN } else { [YELLOW, RED][usize::from(status >= 500.0)] };
        let head = format!("{} {method:<5} {route}", self.in_colour(colour, &format!("{status:03}")));
        let took = time(number("duration_ms").unwrap_or_default());
        let trips = number("db_round_trips").map(|trips| format!(" in {trips}")).unwrap_or_default();
        let words = number("ai_first_token_ms").map(|ms| format!(" (first words {})", time(ms))).unwrap_or_default();
        let tokens = |name: &str| number(name).map_or("?".to_owned(), |count| count.to_string());
        let model = text("gen_ai.request.model").map(|model| {
            let [read, written] = ["gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"].map(tokens);
            format!("{model} {read} → {written} tokens")
        });
        let details = [
            Some(took),
            ms("auth_ms"),
            ms("protect_ms"),
            ms("redis_ms"),
            ms("db_ms").map(|db| db + &trips),
            ms("ai_ms").map(|ai| ai + &words),
            model,
            text("error.type").map(|kind| self.in_colour(colour, kind)),
            (fields.get("complete") == Some(&Value::Bool(false))).then(|| self.in_colour(YELLOW, "incomplete")),
            (fields.get("cold") == Some(&Value::Bool(true))).then(|| "cold".to_owned()),
        ];
        [head].into_iter().chain(details.into_iter().flatten()).collect::<Vec<_>>().join("  ")
    }

    fn other(&self, level: &Level, logged: &EventFields) -> String {
        let colour = match *level {
            Level::ERROR => RED,
            Level::WARN => YELLOW,
            _ => PALE,
        };
        let mut line = format!("{} {}", self.in_colour(colour, &level.as_str().to_lowercase()), logged.message);
        for (name, value) in &logged.fields {
            // To write into a string cannot fail.
            match value {
                Value::String(text) => write!(line, "  {name}: {text}").ok(),
                other => write!(line, "  {name}: {other}").ok(),
            };
        }
        line
    }

    fn pale(&self, text: &str) -> String {
        self.in_colour(PALE, text)
    }

    fn in_colour(&self, colour: u8, text: &str) -> String {
        if self.colours { format!("\u{1b}[{colour}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

fn time(ms: f64) -> String {
    match ms {
        ms if ms < 10.0 => format!("{ms:.1} ms"),
        ms if ms < 1000.0 => format!("{ms:.0} ms"),
        ms => format!("{:.2} s", ms / 1e3),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn pretty(fields: Value) -> String {
        let Value::Object(fields) = fields else { unreachable!() };
        Pretty { colours: false }.request(&fields)
    }

    #[test]
    fn a_request_is_one_line_that_people_read() {
        let generation = json!({
            "http.request.method": "POST", "http.route": "/api/ai/questions/generate-question",
            "http.response.status_code": 200, "duration_ms": 1_812.5, "auth_ms": 0.131, "db_ms": 12.2,
            "db_round_trips": 4, "ai_first_token_ms": 803.0, "ai_ms": 1_790.0, "gen_ai.request.model": "gemini-3.8-flash",
            "gen_ai.usage.input_tokens": 312, "gen_ai.usage.output_tokens": 97, "complete": true, "cold": true,
        });
        assert_eq!(
            pretty(generation),
            "200 POST  /api/ai/questions/generate-question  1.81 s  auth 0.1 ms  db 12 ms in 4  \
             ai 1.79 s (first words 803 ms)  gemini-3.8-flash 312 → 97 tokens  cold"
        );
        let missing = json!({
            "http.request.method": "GET", "http.route": "/api/job-infos/{id}", "http.response.status_code": 404,
            "error.type": "not-found", "duration_ms": 2.0, "complete": false, "cold": false,
        });
        assert_eq!(pretty(missing), "404 GET   /api/job-infos/{id}  2.0 ms  not-found  incomplete");
    }

    #[test]
    fn preflights_and_probes_that_go_well_are_left_out_for_people() {
        let routine = |method: &str, route: &str, status: u16| {
            let fields =
                json!({ "http.request.method": method, "http.route": route, "http.response.status_code": status });
            is_routine(fields.as_object().unwrap())
        };
        assert!(routine("OPTIONS", "/api/job-infos", 204) && routine("GET", "/api/health", 200));
        assert!(routine("GET", "/api/ready", 200));
        assert!(!routine("GET", "/api/ready", 503) && !routine("OPTIONS", "/api/job-infos", 404));
        assert!(!routine("GET", "/api/job-infos", 200) && !routine("GET", "/api/health", 400));
        let broken = json!({
            "http.request.method": "OPTIONS", "http.route": "/x", "http.response.status_code": 204, "error.type": "panic",
        });
        assert!(!is_routine(broken.as_object().unwrap()));
    }
}
