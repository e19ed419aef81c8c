//! iCalendar (RFC 5545): a feed of events that last whole days, as calendars subscribe to it.
//!
//! By hand, for it is these few lines; the crate for it brings a second library of dates, and a parser.

use std::fmt::Write;

use crate::base::clock::Day;

/// Bytes of a line, without its end; longer ones are folded.
const LINE: usize = 75;
const HEAD: [&str; 8] = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//darasa//study plan//EN",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    // Google ignores both; what others do is up to them.
    "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
    "X-PUBLISHED-TTL:PT12H",
    "NAME:darasa",
];

/// Something of one day, without a time and so without a zone.
pub struct DayEvent {
    /// The same in every version of the feed: by it a calendar knows the event again.
    pub uid: String,
    pub day: Day,
    pub summary: String,
    pub description: String,
}

/// The feed as of a day, so that it has the same bytes until something changes.
pub fn feed(events: &[DayEvent], as_of: Day, url: &str) -> String {
    let mut feed = String::new();
    HEAD.iter().for_each(|text| line(&mut feed, text));
    line(&mut feed, "X-WR-CALNAME:darasa");
    for DayEvent { uid, day, summary, description } in events {
        line(&mut feed, "BEGIN:VEVENT");
        line(&mut feed, &format!("UID:{}", escaped(uid)));
        line(&mut feed, &format!("DTSTAMP:{}T000000Z", digits(as_of)));
        line(&mut feed, &format!("DTSTART;VALUE=DATE:{}", digits(*day)));
        line(&mut feed, &format!("DTEND;VALUE=DATE:{}", digits(day.after(1))));
        line(&mut feed, &format!("SUMMARY:{}", escaped(summary)));
        line(&mut feed, &format!("DESCRIPTION:{}", escaped(description)));
        // Nobody is busy all day.
        line(&mut feed, "TRANSP:TRANSPARENT");
        line(&mut feed, &format!("URL:{url}"));
        line(&mut feed, "END:VEVENT");
    }
    line(&mut feed, "END:VCALENDAR");
    feed
}

/// `YYYYMMDD`
fn digits(day: Day) -> String {
    day.0.strftime("%Y%m%d").to_string()
}

/// A value of the type TEXT (3.3.11). Other control characters have no place in it.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.replace("\r\n", "\n").chars() {
        match letter {
            '\n' | '\r' => escaped.push_str("\\n"),
            '\\' | ';' | ',' => write!(escaped, "\\{letter}").unwrap_or_default(),
            _ if letter.is_control() => {}
            _ => escaped.push(letter),
        }
    }
    escaped
}

/// A content line (3.1): folded between letters where it is too long, for a byte of one means nothing alone.
fn line(feed: &mut String, text: &str) {
    let mut rest = text;
    let mut room = LINE;
    while rest.len() > room {
        let (part, more) = rest.split_at(rest.floor_char_boundary(room));
        feed.push_str(part);
        feed.push_str("\r\n ");
        // The space counts.
        (rest, room) = (more, LINE - 1);
    }
    feed.push_str(rest);
    feed.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day(text.parse().unwrap())
    }

    /// As whoever reads it puts the lines together again.
    fn unfolded(feed: &str) -> Vec<String> {
        feed.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn an_event_of_a_day_ends_on_the_next_also_at_the_end_of_a_year() {
        let events = [DayEvent {
            uid: "2026-12-31@darasa".to_owned(),
            day: day("2026-12-31"),
            summary: "Practise: 3 reviews; 15 min".to_owned(),
            description: "One\nTwo, \\three\r\n\u{7}".to_owned(),
        }];
        let feed = feed(&events, day("2026-12-01"), "https://darasa.example/app");
        let lines = unfolded(&feed);
        for expected in [
            "UID:2026-12-31@darasa",
            "DTSTAMP:20261201T000000Z",
            "DTSTART;VALUE=DATE:20261231",
            "DTEND;VALUE=DATE:20270101",
            "SUMMARY:Practise: 3 reviews\\; 15 min",
            "DESCRIPTION:One\\nTwo\\, \\\\three\\n",
            "TRANSP:TRANSPARENT",
            "URL:https://darasa.example/app",
        ] {
            assert!(lines.iter().any(|line| line == expected), "{expected} in {lines:#?}");
        }
        assert_eq!(
            (lines.first().unwrap().as_str(), lines.last().unwrap().as_str()),
            ("BEGIN:VCALENDAR", "END:VCALENDAR")
        );
        assert_eq!(feed.matches('\n').count(), feed.matches("\r\n").count(), "a line ends with both");
    }

    #[test]
    fn a_line_has_75_bytes_at_most_and_no_letter_is_cut() {
        for length in [60, 66, 67, 68, 75, 76, 149, 150, 400] {
            for letter in ["a", "é", "☕", "👩"] {
                let text = letter.repeat(length / letter.len());
                let event = DayEvent {
                    uid: "u".to_owned(),
                    day: day("2026-11-28"),
                    summary: text.clone(),
                    description: String::new(),
                };
                let feed = feed(&[event], day("2026-11-28"), "https://darasa.example/app");
                assert!(feed.split("\r\n").all(|line| line.len() <= LINE), "{letter} × {length}");
                assert!(unfolded(&feed).contains(&format!("SUMMARY:{text}")), "{letter} × {length}");
            }
        }
    }
}
