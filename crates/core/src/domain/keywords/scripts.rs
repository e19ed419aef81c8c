//! Scripts: where a word ends among letters of several of them, as in Java开发 and Node.js를.

use unicode_normalization::char::is_combining_mark;

use crate::base::normalization::{is_bullet, is_invisible};

/// What years and months begin with, behind a number.
const COUNTERS: [char; 10] = ['年', '月', '个', '個', 'ヶ', 'か', 'カ', '월', '년', '개'];

/// Marks that stand on a letter and invisible marks within a word belong to it: a ç is never a c.
pub fn is_letter(letter: char) -> bool {
    (letter.is_alphanumeric() && !is_bullet(letter))
        || (!letter.is_ascii() && (is_combining_mark(letter) || is_invisible(letter)))
}

/// A letter of a script that is set beside Latin words without a space: any but Latin and Greek, which stand in one
/// word (μm). The crate with the table of all scripts would cost 29 KB for this one question.
pub fn is_foreign(letter: char) -> bool {
    let is_latin = matches!(letter, '\0'..='\u{3ff}' | '\u{1d00}'..='\u{1fff}' | '\u{2c60}'..='\u{2c7f}')
        || matches!(letter, '\u{a720}'..='\u{a7ff}' | '\u{ab30}'..='\u{ab6f}');
    !is_latin && letter.is_alphabetic() && !is_bullet(letter)
}

/// The word at the beginning, which ends where the script changes. Digits between two scripts belong to the Latin one
/// (EC2を, 使用3D), unless they count time (Java3年).
pub fn word(rest: &str) -> &str {
    let (mut script, mut digits) = (None, None);
    for (at, letter) in rest.char_indices() {
        if !is_letter(letter) {
            return &rest[..at];
        }
        if letter.is_numeric() {
            digits = digits.or(Some(at));
        } else if letter.is_alphabetic() {
            let foreign = is_foreign(letter);
            if script == Some(!foreign) {
                let end = if !foreign || COUNTERS.contains(&letter) { digits.unwrap_or(at) } else { at };
                return &rest[..end];
            }
            (script, digits) = (Some(foreign), None);
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use crate::domain::keywords::{JobText, KeywordReport, ResumeWords, Section, report};

    fn read(job: &str, resume: &str) -> KeywordReport {
        report(&JobText { name: "", title: None, description: job }, ResumeWords::Text(resume))
    }

    fn found(report: &KeywordReport) -> Vec<&str> {
        report.found.iter().map(|found| found.term.term.as_str()).collect()
    }

    /// What a job of these words names.
    fn named(description: &str) -> Vec<String> {
        read(description, "").missing.into_iter().map(|term| term.term).collect()
    }

    #[test]
    fn latin_terms_stand_beside_words_of_every_script() {
        for (text, terms) in [
            ("熟练使用Java开发，熟悉MySQL数据库和Redis缓存，有Kubernetes集群经验", "Java, MySQL, Redis, Kubernetes"),
            ("Pythonを用いた開発、Dockerでの運用、TypeScript経験3年", "Python, Docker, TypeScript"),
            ("خبرة فيJava وSQL", "Java, SQL"),
            ("Ｐｙｔｈｏｎ　Ｄｏｃｋｅｒ", "Python, Docker"),
            ("使用C++开发，C#で開発", "C++, C#"),
            ("Node.js를 사용한 서비스와 PostgreSQL을", "Node.js, PostgreSQL"),
            ("Go语言", "Go"),
            ("精通R语言", "R"),
            ("C言語での開発", "C"),
            ("C언어로 개발", "C"),
            ("ใช้ภาษาC", "C"),
            ("3年のPython、Java5年、경력 3년Kotlin", "Python, Java, Kotlin"),
            ("使用.NET开发", ".NET"),
            ("Spring Boot框架，React Native应用", "Spring Boot, React Native"),
            ("React开发、Vue.jsを使う", "React, Vue"),
            ("Java、Go、Rust", "Java, Go, Rust"),
            ("Java和Go以及C", "Java, Go, C"),
            ("言語：Java・Go・C", "Java, Go, C"),
            ("พัฒนาด้วยJavaและPythonบนDocker", "Java, Python, Docker"),
            ("JavaのSpring", "Java, Spring"),
            ("ניסיון בJava וב-SQL, ידע בDocker", "Java, SQL, Docker"),
            ("חמש שנות Pythonו Redis", "Python, Redis"),
            ("मैंने Javaमें और Pythonका उपयोग किया", "Java, Python"),
            ("Java-разработчик, знание SQLзапросов, Go-разработчик", "Java, SQL, Go"),
            ("опыт работы с Go и Pythonом", "Go, Python"),
            ("AWSのEC2とS3を3年", "AWS"),
            ("მუშაობა Pythonთან", "Python"),
            ("使用Java™和Redis®", "Java, Redis"),
            ("①Java开发②Python", "Java, Python"),
            ("\u{200f}Java\u{200f} وSQL\u{202c}", "Java, SQL"),
        ] {
            let expected: Vec<_> = terms.split(", ").collect();
            let job = named(text);
            for term in &expected {
                assert!(job.contains(&(*term).to_owned()), "{text} as a job: {job:?}");
            }
            let report = read(&terms.split(", ").map(|term| format!("- {term}\n")).collect::<String>(), text);
            assert_eq!((report.coverage, found(&report).len()), (Some(100), expected.len()), "{text}: {report:?}");
        }
    }

    #[test]
    fn a_letter_of_another_script_proves_no_skill() {
        for text in [
            "C轮融资公司",
            "C端产品",
            "план C",
            "ビタミンC",
            "비타민 C",
            "R角设计",
            "R&D部门",
            "Rの部屋",
            "Let's Goキャンペーン",
        ] {
            assert!(
                !named(text).iter().any(|term| ["C", "R", "Go"].contains(&term.as_str())),
                "{text}: {:?}",
                named(text)
            );
        }
    }

    #[test]
    fn greek_letters_accents_and_digits_belong_to_their_latin_word() {
        for (job, resume) in [
            ("FooDB2を", "FooDB2で"),
            ("K8s集群", "Kubernetes"),
            ("使用FooDB开发", "FooDB経験"),
            ("ISO9001認証", "ISO9001規格"),
            ("OAuth2を", "OAuth2"),
        ] {
            assert_eq!(read(job, resume).coverage, Some(100), "{job}: {resume}");
        }
        for (job, resume) in [
            ("- C", "Ça, μC, Cα, c\u{327}a"),
            ("Java", "JavaScriptを"),
            ("SQL", "NoSQLデータベース"),
            ("- R", "éR, Rβ"),
        ] {
            assert_eq!(read(job, resume).coverage, Some(0), "{job}: {resume}");
        }
    }

    #[test]
    fn letters_are_the_same_however_they_were_typed() {
        for (job, resume) in [
            ("Python and Docker required.", "Ｐｙｔｈｏｎ　Ｄｏｃｋｅｒ"),
            ("Ｐｙｔｈｏｎ，Ｃ＋＋、Ｎｏｄｅ．ｊｓ", "Python, C++, Node.js"),
            ("FooDB", "ＦｏｏＤＢ"),
            ("ＦｏｏＤＢ", "FooDB"),
            ("Oﬃce 365, Airﬂow", "Office 365, Airflow"),
            ("Airflow", "Air\u{fb02}ow"),
            ("Führungserfahrung und Scrum, I²C1X", "Fu\u{308}hrungserfahrung, Scrum, I2C1X"),
            ("Kubernetes, Redis", "𝗞𝘂𝗯𝗲𝗿𝗻𝗲𝘁𝗲𝘀 und 𝑅𝑒𝑑𝑖𝑠"),
            ("machine learning", "machine\u{3000}learning"),
            ("machine-learning", "machine\u{2011}learning, ｍａｃｈｉｎｅ－ｌｅａｒｎｉｎｇ"),
        ] {
            let report = read(job, resume);
            assert_eq!(report.coverage, Some(100), "{job}: {resume}: {report:?}");
        }
    }

    #[test]
    fn what_is_shown_is_what_was_written() {
        let report = read("Kubernetes, Python", "５年 Ｐｙｔｈｏｎ ﬁrst，Ｋ８ｓ使用\nﷺ Ｐｙｔｈｏｎ");
        let [kubernetes, python] = &report.found[..] else { panic!("{report:?}") };
        assert_eq!((kubernetes.spelling.as_deref(), kubernetes.places[0].line), (Some("Ｋ８ｓ"), 1));
        assert_eq!(kubernetes.places[0].excerpt, "５年 Ｐｙｔｈｏｎ ﬁrst，Ｋ８ｓ使用");
        assert_eq!((python.spelling.as_deref(), python.count), (None, 2));
        assert_eq!((python.places[1].line, python.places[1].excerpt.as_str()), (2, "ﷺ Ｐｙｔｈｏｎ"));
    }

    #[test]
    fn headings_and_company_lines_of_full_width_marks_are_read() {
        let report = read("Python", "スキル\nSkills：Ｐｙｔｈｏｎ\nＥｘｐｅｒｉｅｎｃｅ\nPython");
        let sections: Vec<_> = report.found[0].places.iter().map(|place| place.section).collect();
        assert_eq!(sections, [Some(Section::Skills), Some(Section::Experience)]);
    }

    #[test]
    fn sixty_thousand_letters_are_read_however_long_they_become() {
        for (part, before) in [("ﷺ", 59_995), ("e\u{301}", 29_997)] {
            let letters = part.chars().count() * before;
            let text = |more: usize| format!("{}{} Rust", part.repeat(before), " ".repeat(60_000 - letters - 5 + more));
            assert_eq!(read("Rust", &text(0)).coverage, Some(100), "{part}");
            assert_eq!(read("Rust", &text(1)).coverage, Some(0), "{part}");
        }
    }
}
