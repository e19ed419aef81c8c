//! Keyword reports of three people and three jobs, and what holds for every report.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::base::steps::assert_linear;

const FERROWAVE: JobText<'_> = JobText {
    name: "Ferrowave",
    title: Some("Senior Backend Engineer (Rust)"),
    description: include_str!("samples/rust_job.txt"),
};
const ORBITAL: JobText<'_> =
    JobText { name: "Data Scientist at Orbital", title: None, description: include_str!("samples/data_job.txt") };
const NORDLICHT: JobText<'_> = JobText {
    name: "Nordlicht Energie",
    title: Some("Fullstack-Entwickler (m/w/d)"),
    description: include_str!("samples/german_job.txt"),
};
const AMARA: &str = include_str!("samples/rust_resume.txt");
const MEI: &str = include_str!("samples/data_resume.txt");
const JOERG: &str = include_str!("samples/german_resume.txt");

/// A report as its reader sees it.
fn shown(report: &KeywordReport) -> String {
    let place = |place: &Occurrence| {
        let section = place.section.map(|section| format!(" {section:?}")).unwrap_or_default();
        format!("{}{section}", place.line)
    };
    let found = report.found.iter().map(|found| {
        let spelling = found.spelling.as_ref().map(|text| format!(" as {text}")).unwrap_or_default();
        let places: Vec<_> = found.places.iter().map(place).collect();
        format!("{:?} {} × {}{spelling}: {}", found.term.kind, found.term.term, found.count, places.join(", "))
    });
    let missing: Vec<_> = report.missing.iter().map(|term| term.term.as_str()).collect();
    let last = format!("missing: {}", missing.join(", "));
    let first = format!("coverage: {:?}", report.coverage);
    [first].into_iter().chain(found).chain([last]).map(|line| line + "\n").collect()
}

fn searched(job: &str, resume: &str) -> KeywordReport {
    report(&JobText { name: "", title: None, description: job }, ResumeWords::Text(resume))
}

#[test]
fn amara_holds_two_thirds_of_what_ferrowave_names() {
    let expected = "\
coverage: Some(67)
Skill Rust × 3: 5 Summary, 9 Experience, 17 Skills
Skill backend × 2: 5 Summary, 8 Experience
Tool PostgreSQL × 1 as Postgres: 9 Experience
Tool Kafka × 1 as Apache Kafka: 11 Experience
Title backend engineer × 2: 5 Summary, 8 Experience
Skill payment systems × 1 as payments: 5 Summary
Skill microservices × 1 as micro services: 10 Experience
Tool tokio × 1: 9 Experience
Skill Go × 2: 13 Experience, 17 Skills
Skill gRPC × 1: 10 Experience
Skill REST × 1 as RESTful services: 13 Experience
Tool Kubernetes × 1 as k8s: 10 Experience
Tool Grafana × 1: 14 Experience
Skill mentoring × 1 as mentored: 11 Experience
Skill C++ × 1: 17 Skills
Skill distributed systems × 1: 18 Skills
Skill concurrency × 1 as multithreading: 18 Skills
Skill CI/CD × 1: 13 Experience
Tool GitHub Actions × 1: 13 Experience
Skill WebAssembly × 1: 18 Skills
missing: low latency, axum, OpenAPI, Terraform, Prometheus, code review, Redis, FerroMQ, OAuth, eBPF
";
    assert_eq!(shown(&report(&FERROWAVE, ResumeWords::Text(AMARA))), expected);
}

#[test]
fn mei_is_the_data_scientist_that_orbital_looks_for_but_for_twelve_words() {
    let expected = "\
coverage: Some(61)
Skill machine learning × 1 as ML: 21 Skills
Title data scientist × 3: 2, 5 Summary, 8 Experience
Skill forecasting × 1 as Demand forecasting: 9 Experience
Skill Python × 1: 20 Skills
Tool Pandas × 1: 20 Skills
Tool scikit-learn × 1 as sklearn: 20 Skills
Skill SQL × 1: 13 Experience
Skill R × 1: 14 Experience
Skill A/B testing × 1 as split testing: 10 Experience
Skill statistics × 1 as statistical modelling: 17 Education
Tool LightGBM × 1: 9 Experience
Skill natural language processing × 1: 21 Skills
Tool PyTorch × 1 as Torch: 20 Skills
Tool Apache Spark × 1 as PySpark: 11 Experience
Tool Airflow × 1 as Apache Airflow: 11 Experience
Tool AWS × 1 as Amazon Web Services: 11 Experience
Tool Tableau × 1: 13 Experience
Skill communication skills × 1 as Excellent communication: 5 Summary
Skill LLM × 1 as large language models: 21 Skills
missing: tidyverse, regression, gradient boosting, XGBoost, time series, TensorFlow, BigQuery, dbt, Looker, \
stakeholder management, retrieval-augmented generation, MLOps
";
    assert_eq!(shown(&report(&ORBITAL, ResumeWords::Text(MEI))), expected);
}

#[test]
fn joerg_and_nordlicht_understand_each_other_in_german() {
    let expected = "\
coverage: Some(67)
Skill TypeScript × 1 as TS: 6 Experience
Skill Java × 1 as Java 17: 7 Experience
Title full-stack engineer × 1 as Fullstack-Entwickler: 2
Skill full-stack × 1 as Fullstack: 2
Tool React × 1 as React.js: 6 Experience
Tool Node.js × 1 as NodeJS: 6 Experience
Tool Spring Boot × 1: 7 Experience
Tool GitLab × 1 as GitLab CI/CD: 14 Skills
Tool Docker × 1 as Docker Compose: 7 Experience
Tool Kubernetes × 1 as K8s: 14 Skills
Skill SQL × 1: 14 Skills
Tool PostgreSQL × 1 as Postgres: 7 Experience
Skill Scrum × 1: 8 Experience
Skill GDPR × 1: 15 Skills
Skill German × 1 as Deutsch: 18
Skill English × 1 as Englisch: 18
missing: frontend, microservices, REST, software development, agile, IEC-61850, MQTT, cybersecurity
";
    assert_eq!(shown(&report(&NORDLICHT, ResumeWords::Text(JOERG))), expected);
}

#[test]
fn a_report_is_the_json_that_a_browser_reads() {
    let job = JobText { name: "Acme", title: Some("DevOps Engineer"), description: "Kubernetes, FooDB" };
    let report = report(&job, ResumeWords::Text("Ada\nExperience\nDevOps engineer: K8s"));
    let place = json!({ "line": 3, "section": "experience", "excerpt": "DevOps engineer: K8s" });
    let expected = json!({
        "version": 3,
        "source": "text",
        "coverage": 75,
        "found": [
            { "term": "DevOps engineer", "kind": "title", "count": 1, "places": [place] },
            { "term": "DevOps", "kind": "skill", "count": 1, "places": [place] },
            { "term": "Kubernetes", "kind": "tool", "count": 1, "places": [place], "as": "K8s" },
        ],
        "missing": [{ "term": "FooDB", "kind": "term" }],
    });
    assert_eq!(serde_json::to_value(&report).unwrap(), expected);
    assert_eq!(serde_json::from_value::<KeywordReport>(expected).unwrap(), report);
}

#[test]
fn a_list_of_a_model_has_no_places() {
    let items = ["Go", "k8s", "Backend developer", "r", "Rust (tokio)"].map(str::to_owned);
    let job = JobText { name: "Backend Engineer", title: None, description: "Go, Rust, R, Kubernetes, SQL" };
    let report = report(&job, ResumeWords::Listed(&items));
    let expected = "\
        coverage: Some(86)\n\
        Title backend engineer × 1 as Backend developer: \n\
        Skill backend × 1: \n\
        Skill Go × 1: \n\
        Skill Rust × 1: \n\
        Skill R × 1: \n\
        Tool Kubernetes × 1 as k8s: \n\
        missing: SQL\n";
    assert_eq!((shown(&report).as_str(), report.source), (expected, ReportSource::Model));
}

#[test]
fn two_spellings_are_one_term() {
    for (job, resume) in [
        ("JavaScript", "JS"),
        ("TS", "TypeScript"),
        ("k8s", "Kubernetes"),
        ("Postgres", "PostgreSQL"),
        ("Node.js", "Node JS"),
        ("Golang", "- Go"),
        (".NET", "dotnet"),
        ("C#", "C Sharp"),
        ("CI/CD", "continuous integration"),
        ("CI/CD", "CI / CD"),
        ("React.js", "ReactJS"),
        ("GCP", "Google Cloud"),
        ("ML", "machine-learning"),
        ("REST", "RESTful"),
        ("microservices", "Microservice"),
        ("verteilte Systeme", "distributed systems"),
        ("FooDB", "foodb"),
        ("SAP-HANA", "SAP HANA"),
    ] {
        assert_eq!(searched(job, resume).coverage, Some(100), "{job}: {resume}");
    }
}

#[test]
fn two_terms_that_look_alike_are_two() {
    for (job, resume) in [
        ("Java", "JavaScript"),
        ("C++", "C#"),
        ("C#", "C++, C"),
        ("React", "React Native"),
        (".NET", "example.net"),
        ("SQL", "NoSQL"),
        ("- SOAR", "We soar."),
        ("- C", "Ça va, façade, Vitamin C"),
    ] {
        assert_eq!(searched(job, resume).coverage, Some(0), "{job}: {resume}");
    }
}

#[test]
fn the_own_name_of_a_term_is_preferred_to_other_spellings() {
    let spelling = |resume| searched("Kubernetes", resume).found[0].spelling.clone();
    assert_eq!(spelling("K8s\nk8s"), Some("K8s".to_owned()));
    assert_eq!(spelling("k8s\nKUBERNETES"), None);
}

#[test]
fn three_places_are_shown_and_all_are_counted() {
    let report = searched("Rust", "Rust\nRust, Rust\nRust");
    let lines: Vec<_> = report.found[0].places.iter().map(|place| place.line).collect();
    assert_eq!((report.found[0].count, lines), (4, vec![1, 2, 2]));
}

#[test]
fn a_long_line_is_shown_around_the_term() {
    let report = searched("Rust", &format!("{}with Rust {}", "ä ".repeat(200), "ö ".repeat(200)));
    let excerpt = &report.found[0].places[0].excerpt;
    assert!(excerpt.starts_with("…ä ") && excerpt.contains("with Rust") && excerpt.ends_with("ö…"), "{excerpt}");
    assert!(excerpt.chars().count() < 100);
}

#[test]
fn what_is_shown_has_no_control_characters() {
    let found = &searched("ML", "\t*\u{0}machine\u{7} learning\r\n").found[0];
    assert_eq!((found.spelling.as_deref(), found.places[0].excerpt.as_str()), (None, "* machine learning"));
    let found = &searched("Kubernetes, Fast API", "fast\u{0}api").found[0];
    assert_eq!(found.spelling.as_deref(), Some("fast api"));
}

#[test]
fn coverage_is_rounded_half_up_and_none_without_terms() {
    let job = "Kafka, Redis, Docker, MySQL, Vue.js, Kotlin, Scala, Perl";
    assert_eq!(searched(job, "Kafka").coverage, Some(13), "12.5");
    assert_eq!(searched("", "Kafka").coverage, None);
    assert_eq!(searched("We are nice.", "Kafka").coverage, None);
    assert_eq!(searched(job, "").coverage, Some(0));
}

#[test]
fn what_stands_behind_sixty_thousand_characters_is_not_read() {
    let text = |length| format!("{}Rust", "é\n".repeat(length));
    assert_eq!(searched("Rust", &text(29_998)).coverage, Some(100));
    assert_eq!(searched("Rust", &text(30_000)).coverage, Some(0));
}

/// Counted in steps, so that a busy machine changes nothing.
#[test]
fn hostile_texts_take_no_longer_than_their_length() {
    // What is read once is read before it is counted.
    report(&FERROWAVE, ResumeWords::Text(AMARA));
    for part in [
        "a ",
        "a",
        "é",
        "\n",
        ". ",
        "R ",
        "Go-",
        "c+",
        "engineer backend ",
        "backend rust ",
        "A1-",
        "A1A-",
        "A1A+",
        "A1A ",
        "x@y.com/",
        ",@ ",
        "Go, ",
        "Skills: ",
        "A1-B2-C3-D4-E5-F6-G7-H8 ",
    ] {
        let text = |size| part.chars().cycle().take(size).collect::<String>();
        assert_linear(part, 5_000, |size| drop(searched("Rust", &text(size))));
        assert_linear(part, 5_000, |size| {
            let text = text(size);
            let job = JobText { name: &text, title: Some(&text), description: &text };
            report(&job, ResumeWords::Text(&text));
        });
    }
}

/// A long name whose beginning stands at every place of the résumé, and never its end.
#[test]
fn a_term_that_nearly_matches_everywhere_is_soon_given_up() {
    searched("Rust", AMARA);
    for chain in ["A1A-", "A1A-B2B-C3C-D4D-E5E-F6F-G7G-"] {
        assert_linear(chain, 5_000, |size| {
            let chain = chain.repeat(size / chain.len());
            searched(&format!("{chain}Z9Z"), &chain.repeat(3));
        });
    }
}

/// The attack: a name of thousands of pieces, in a job and in a résumé.
#[test]
fn a_chain_of_thousands_of_pieces_is_no_term() {
    let job = "A1A-".repeat(5_000);
    let report = searched(&format!("Rust\n{job}"), &format!("Rust\n{}", job.repeat(3)));
    assert_eq!(shown(&report), "coverage: Some(100)\nSkill Rust × 1: 1\nmissing: \n");
}

fn lines() -> impl Strategy<Value = Vec<&'static str>> {
    let all: Vec<_> = [AMARA, MEI, JOERG].into_iter().flat_map(str::lines).collect();
    Just(all).prop_shuffle()
}

fn terms(report: &KeywordReport) -> Vec<Term> {
    report.found.iter().map(|found| &found.term).chain(&report.missing).cloned().collect()
}

proptest! {
    #[test]
    fn any_texts_make_a_report(
        name in any::<String>(),
        title in any::<Option<String>>(),
        description in text(),
        resume in text(),
    ) {
        let job = JobText { name: &name, title: title.as_deref(), description: &description };
        let first = report(&job, ResumeWords::Text(&resume));
        prop_assert_eq!(&report(&job, ResumeWords::Text(&resume)), &first);
        prop_assert_eq!(first.coverage.is_none(), first.found.is_empty() && first.missing.is_empty());
        prop_assert!(first.coverage.is_none_or(|percent| percent <= 100));
        let (mut held, mut all) = (terms(&first), job_terms::terms(&job));
        held.sort_by(|one, other| one.term.cmp(&other.term));
        all.sort_by(|one, other| one.term.cmp(&other.term));
        prop_assert_eq!(held, all);
        let items = [resume.clone()];
        prop_assert!(report(&job, ResumeWords::Listed(&items)).found.iter().all(|found| found.places.is_empty()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn the_order_of_paragraphs_changes_places_only(lines in lines()) {
        // A term may go on behind the end of its line, and never behind a blank one.
        let ordered = [AMARA, MEI, JOERG].join("").replace('\n', "\n\n");
        for job in [FERROWAVE, ORBITAL, NORDLICHT] {
            let [ordered, shuffled] = [&ordered, &lines.join("\n\n")].map(|text| {
                let report = report(&job, ResumeWords::Text(text));
                let counts: Vec<_> = report.found.iter().map(|found| (found.term.clone(), found.count)).collect();
                (report.coverage, counts, report.missing)
            });
            prop_assert_eq!(ordered, shuffled);
        }
    }
}

/// Any characters, and those that reports look at.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "([ \n.,:/+#&'()\u{ad}-]{0,2}(Go|R|C|rust|Node|js|NET|API|FooDB|REST|x|ß|engineer|backend|401)){0,40}"
    ]
}
