//! Log format: JSON for machines, one readable line for people. Every line that is logged during a request bears the
//! ids of the request.

use std::fmt::{self, Write};

use serde_json::{Map, Value};
use tracing::{Event, Level, Metadata, Subscriber, field::Field, field::Visit};
use tracing_subscriber::{
    fmt::{FmtContext, FormatEvent, FormatFields, format::Writer},
    registry::LookupSpan,
};

use super::{REQUEST, request_line};
use crate::base::{
    clock::{self, Timestamp},
    json::ObjectWriter,
    trace::{self, Trace},
};

/// Of the line of a request, so that its text is made in one piece.
const USUAL_LENGTH: usize = 768;

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

/// The request whose line this event is.
fn finished_request(event: &Metadata<'_>) -> Option<Trace> {
    trace::current().filter(|trace| event.name() == REQUEST && trace.end().is_some())
}

/// The line of a request, as any other line would be written that has these fields.
fn request(trace: &Trace, level: &str, target: &str) -> String {
    let mut out = String::with_capacity(USUAL_LENGTH);
    let mut line = ObjectWriter::new(&mut out);
    line.time("timestamp", now());
    line.plain("level", level);
    line.plain("message", REQUEST);
    line.text("request_id", trace.request_id());
    line.plain("trace_id", &trace.context().trace_id());
    line.plain("span_id", &trace.context().span_id());
    request_line::write_fields(trace, &mut line);
    line.text("target", target);
    line.end();
    out.push('\n');
    out
}

impl<S, N> FormatEvent<S, N> for Json
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, _: &FmtContext<'_, S, N>, mut out: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        if let Some(trace) = finished_request(event.metadata()) {
            return out.write_str(&request(&trace, event.metadata().level().as_str(), event.metadata().target()));
        }
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
        let line = match finished_request(event.metadata()) {
            Some(trace) => {
                let mut fields = Map::new();
                request_line::write_fields(&trace, &mut fields);
                if is_routine(&fields) {
                    return Ok(());
                }
                self.request(&fields)
            }
            None => self.other(event.metadata().level(), &EventFields::new(event)),
        };
        write!(out, "{} {line}", self.pale(&format!("{:.12}", now().0.strftime("%H:%M:%S%.3f"))))?;
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

    /// A line without what differs from run to run: its time, and how long everything took.
    fn without_times(line: &str) -> String {
        let mut parts = line.split("_ms\":");
        let mut steady = parts.next().unwrap().to_owned();
        for part in parts {
            let end = part.find([',', '}']).unwrap();
            part[..end].parse::<f64>().unwrap();
            steady.push_str("_ms\":0.0");
            steady.push_str(&part[end..]);
        }
        let (time, rest) = steady.strip_prefix("{\"timestamp\":\"").unwrap().split_once('"').unwrap();
        time.parse::<jiff::Timestamp>().unwrap();
        format!("{{\"timestamp\":\"\"{rest}")
    }

    fn headers(traceparent: &'static str) -> http::HeaderMap {
        http::HeaderMap::from_iter([(trace::TRACEPARENT, http::HeaderValue::from_static(traceparent))])
    }

    /// The bytes of the first release, whose lines were made of an event's fields.
    #[tokio::test]
    async fn the_line_of_a_request_has_the_bytes_it_always_had() {
        let context = trace::Context::from_headers(&headers("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
        let trace = Trace::new("a \"request\"".to_owned(), context);
        trace.note_user("6bed901f408d".into());
        trace.note_error("model");
        trace.note_status(200);
        trace.note_receipt(uuid::Uuid::from_u128(0x3f0d_2c1e));
        trace.note_tokens(312, 97);
        let parts = [trace::Part::Auth, trace::Part::Protect, trace::Part::Redis, trace::Part::Db, trace::Part::Ai];
        let waited = async {
            for part in parts {
                trace::measure(part, std::future::ready(())).await;
            }
        };
        trace.scope(waited).await;
        trace.note_model("gemini-3.8-flash");
        trace.timings().round_trip();
        trace.timings().connected();
        trace.note_replied(true);
        let duration = std::time::Duration::from_micros(1_500);
        trace.note_end(trace::End { method: "POST", route: "/api/{id}".to_owned(), duration, cold: false });

        let line = request(&trace, "INFO", "darasa_core::base::telemetry");
        let span = trace.context().span_id();
        let expected = format!(
            "{{\"timestamp\":\"\",\"level\":\"INFO\",\"message\":\"request\",\"request_id\":\"a \\\"request\\\"\",\
             \"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\",\"span_id\":\"{span}\",\"http.request.method\":\"POST\",\
             \"http.route\":\"/api/{{id}}\",\"http.response.status_code\":200,\"error.type\":\"model\",\"duration_ms\":0.0,\
             \"reply_ms\":0.0,\"auth_ms\":0.0,\"protect_ms\":0.0,\"redis_ms\":0.0,\"db_ms\":0.0,\"db_round_trips\":1,\
             \"db_connections\":1,\"ai_first_token_ms\":0.0,\"ai_ms\":0.0,\"gen_ai.request.model\":\"gemini-3.8-flash\",\
             \"gen_ai.usage.input_tokens\":312,\"gen_ai.usage.output_tokens\":97,\
             \"usage.receipt\":\"00000000-0000-0000-0000-00003f0d2c1e\",\"user\":\"6bed901f408d\",\"complete\":true,\
             \"cold\":false,\"target\":\"darasa_core::base::telemetry\"}}\n"
        );
        assert_eq!(without_times(&line), expected);
        assert!(line.contains("\"duration_ms\":1.5,"), "{line}");

        let mut fields = Map::new();
        request_line::write_fields(&trace, &mut fields);
        for (name, value) in &fields {
            assert!(line.contains(&format!("\"{name}\":{value}")), "for people it is the same: {name}");
        }
    }

    #[test]
    fn what_a_request_did_not_need_is_not_in_its_line() {
        let trace = Trace::new("12345678".to_owned(), trace::Context::begin());
        trace.note_end(trace::End {
            method: "GET",
            route: "/api/health".to_owned(),
            duration: std::time::Duration::from_nanos(2_000_499),
            cold: true,
        });
        let line = request(&trace, "INFO", "x");
        let fields = line.split_once("http.request.method").unwrap().1;
        let expected = "\":\"GET\",\"http.route\":\"/api/health\",\"duration_ms\":2.0,\"complete\":false,\"cold\":true,\
                        \"target\":\"x\"}\n";
        assert_eq!(fields, expected);
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
