//! What attacks are known by, and how much each sign of one counts.

use std::sync::LazyLock;

use super::normalize::normalize;
use crate::protection::local::multi_search::MultiSearch;

/// Where a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Path,
    Query,
    Header,
    /// Tokens and cookies: only what is an attack on whoever writes them down.
    Secret,
}

/// Enough by itself.
const STRONG: u32 = 10;
/// Two of these are enough.
const MEDIUM: u32 = 5;
/// Three of these are not, four are.
const WEAK: u32 = 3;
/// How far behind a quote its comparison may stand.
const NEAR: usize = 48;

/// A piece of an attack, wherever it stands.
#[rustfmt::skip]
const SIGNS: &[(&str, u32)] = &[
    // SQL that no sentence contains. A `drop table` alone may be somebody's furniture.
    ("union select", STRONG), ("union all select", STRONG), ("union distinct select", STRONG), ("union(select", STRONG),
    ("; drop table", STRONG), (";drop table", STRONG), ("; delete from", STRONG), (";delete from", STRONG),
    ("; insert into", STRONG), (";insert into", STRONG), ("; select ", MEDIUM), (";select ", MEDIUM),
    ("drop table", WEAK), ("select * from", MEDIUM), ("insert into", WEAK), ("delete from", WEAK), (" where ", 1),
    ("order by 1", WEAK), ("group by 1", WEAK), ("or 1=1", MEDIUM), ("and 1=1", MEDIUM), ("or true--", MEDIUM), ("and 1=2", MEDIUM),
    ("information_schema", STRONG), ("pg_sleep(", STRONG), ("waitfor delay", STRONG), ("xp_cmdshell", STRONG),
    ("benchmark(", MEDIUM), ("sleep(", MEDIUM), ("load_file(", STRONG), ("into outfile", STRONG), ("into dumpfile", STRONG),
    ("extractvalue(", STRONG), ("updatexml(", STRONG), ("pg_read_file(", STRONG), ("dbms_pipe", STRONG), ("sqlite_master", STRONG),
    ("@@version", STRONG), ("group_concat(", MEDIUM), ("concat(0x", STRONG), ("char(0x", MEDIUM), ("pg_catalog.", MEDIUM),
    ("'; --", STRONG), ("';--", STRONG),
    // Scripts in a page.
    ("<script", STRONG), ("</script", STRONG), ("<iframe", STRONG), ("<object", MEDIUM), ("<embed", MEDIUM), ("<svg", MEDIUM),
    ("<img", MEDIUM), ("<body", MEDIUM), ("<meta http-equiv", STRONG), ("javascript:", MEDIUM), ("vbscript:", MEDIUM),
    ("data:text/html", MEDIUM), ("onerror=", MEDIUM), ("onload=", MEDIUM), ("onclick=", MEDIUM), ("onmouseover=", MEDIUM),
    ("onfocus=", MEDIUM), ("ontoggle=", MEDIUM), ("document.cookie", MEDIUM), ("document.location", MEDIUM), ("window.location", WEAK),
    ("alert(", MEDIUM), ("eval(", MEDIUM), ("fromcharcode", MEDIUM), ("srcdoc=", MEDIUM),
    // Files that are none of ours.
    ("../../", STRONG), ("..\\..\\", STRONG), ("..;/", STRONG), ("../", MEDIUM), ("..\\", MEDIUM),
    ("/etc/passwd", STRONG), ("/etc/shadow", STRONG), ("/proc/self", STRONG), ("/proc/1/", STRONG), ("c:\\windows", STRONG), ("win.ini", MEDIUM),
    ("boot.ini", MEDIUM), ("file:///", MEDIUM), ("php://", STRONG), ("expect://", STRONG), ("phar://", STRONG), ("..%c0%af", STRONG),
    ("\u{c0}\u{af}", STRONG), ("169.254.169.254", MEDIUM), ("metadata.google.internal", MEDIUM),
    // Commands. Half of them are what engineers talk about, so it takes what joins them to something.
    ("; cat /", STRONG), (";cat /", STRONG), ("| cat /", STRONG), ("|cat /", STRONG), ("&& cat /", STRONG), ("$(cat", STRONG),
    ("; ls -", MEDIUM), ("| ls -", MEDIUM), ("; id;", MEDIUM), (";id;", MEDIUM), ("$(id)", STRONG), ("`id`", STRONG), ("$(whoami", STRONG),
    ("`whoami`", STRONG), ("; whoami", STRONG), ("|whoami", STRONG), ("| whoami", STRONG), ("&& whoami", STRONG), ("$(curl ", STRONG),
    ("`curl ", STRONG), ("; curl ", STRONG), (";curl ", STRONG), ("| curl ", STRONG), ("$(wget ", STRONG), ("; wget ", STRONG), (";wget ", STRONG),
    ("/bin/sh", MEDIUM), ("/bin/bash", MEDIUM), ("/dev/tcp/", STRONG), ("; nc -e", STRONG), ("| nc -e", STRONG), ("cmd.exe", MEDIUM), ("powershell -", MEDIUM),
    ("| sh", WEAK), ("| bash", WEAK), ("|sh ", WEAK), ("() { :", STRONG), ("() {:", STRONG), ("; ping -", MEDIUM), ("| ping -", MEDIUM), ("${ifs}", STRONG),
    // Templates and what is read for the sake of a log.
    ("<?php", STRONG), ("<!entity", STRONG), ("<!doctype foo", STRONG), ("{{7*7}}", STRONG), ("${7*7}", STRONG), ("<%=", MEDIUM),
    ("__proto__", MEDIUM), ("constructor.prototype", MEDIUM), ("constructor[prototype]", MEDIUM), ("t(java.lang", STRONG), ("getruntime(", MEDIUM),
];

/// Attacks on whatever writes the text down, a log above all. Also looked for where everything else is somebody's
/// secret.
const LOOKUPS: &[(&str, u32)] = &[
    ("${jndi:", STRONG),
    ("${${", STRONG),
    ("${lower:", STRONG),
    ("${upper:", STRONG),
    ("${::-", STRONG),
    ("${env:", MEDIUM),
    ("${sys:", MEDIUM),
    ("jndi:ldap:", STRONG),
    ("jndi:rmi:", STRONG),
    ("jndi:dns:", STRONG),
];

/// How much an encoded text looks like an attack.
pub fn score(place: Place, text: &[u8]) -> u32 {
    static EVERYWHERE: LazyLock<MultiSearch<u32>> = LazyLock::new(|| MultiSearch::new(LOOKUPS.iter().copied()));
    static OPEN: LazyLock<MultiSearch<u32>> =
        LazyLock::new(|| MultiSearch::new(SIGNS.iter().chain(LOOKUPS).map(|(sign, points)| (*sign, *points))));
    let text = normalize(place, text);
    if place == Place::Secret {
        return EVERYWHERE.found_in(&text).sum();
    }
    let shape = match place {
        Place::Path if climbs(&text) || text.contains(&0) => STRONG,
        Place::Query if text.contains(&0) || adds_a_header(&text) => STRONG,
        _ => 0,
    };
    OPEN.found_in(&text).sum::<u32>() + shape + quoted(&text)
}

/// No client leaves a step upwards in a path: it walks it before it sends the request.
fn climbs(path: &[u8]) -> bool {
    path.split(|byte| matches!(byte, b'/' | b'\\')).any(|step| step == b"..")
}

/// A line break is something people write; one with a header behind it is not. White space has become one space by now.
fn adds_a_header(text: &[u8]) -> bool {
    [&b" set-cookie:"[..], b" location: http", b" content-length: 0", b" http/1.1 200"]
        .iter()
        .any(|header| text.windows(header.len()).any(|window| window == *header))
}

/// What stands behind a quote that was meant to end somebody's literal: an alternative with a comparison (`' or
/// '1'='1`), or a comment as the end of everything (`admin'--`).
fn quoted(text: &[u8]) -> u32 {
    let ends = [&b"'--"[..], b"' --", b"\"--", b"\" --", b"')--", b"') --", b"'-- -", b"'#", b"' #", b"'/*"];
    if ends.iter().any(|end| text.trim_ascii_end().ends_with(end)) {
        return STRONG;
    }
    let quotes =
        text.iter().enumerate().filter(|(_, byte)| matches!(byte, b'\'' | b'"')).map(|(at, _)| &text[at + 1..]);
    let breaks_out = |behind: &[u8]| {
        let behind = behind.trim_ascii_start();
        let behind = behind.strip_prefix(b")").unwrap_or(behind).trim_ascii_start();
        let joined =
            [&b"or "[..], b"or'", b"or(", b"or\"", b"and ", b"and'", b"and(", b"|| ", b"||'", b"&& ", b"&&'", b"xor "];
        joined.iter().any(|word| behind.starts_with(word)) && compares(&behind[..behind.len().min(NEAR)])
    };
    if quotes.into_iter().any(breaks_out) { STRONG } else { 0 }
}

fn compares(text: &[u8]) -> bool {
    text.contains(&b'=')
        || [&b" like "[..], b" is null", b" between "].iter().any(|word| text.windows(word.len()).any(|at| at == *word))
}
