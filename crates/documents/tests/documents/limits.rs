//! Sandbox limits: a child ends when it takes too long, too much memory or answers too much, and leaves nothing behind.

use std::{
    fs,
    process::{Command, Stdio},
    time::Duration,
};

use darasa_documents::{DocumentReader, Text, Unreadable};

use crate::{
    DOC, DOCX, RESUME,
    packing::{docx, noisy_megabytes},
    processes::{READER, children, named, peak, program, until},
    read_by, whole,
};

/// Packed like honest text and just small enough to be unpacked, so nothing about it is refused.
fn heavy() -> Vec<u8> {
    let heavy = docx(vec![noisy_megabytes(30)]);
    assert!(heavy.len() < 4 << 20, "{}", heavy.len());
    heavy
}

#[tokio::test]
async fn a_child_ends_when_its_memory_is_spent() {
    let reader = DocumentReader { memory: 20_000_000, ..named("memory-spent", READER) };
    assert!(read_by(&docx(vec![noisy_megabytes(1)]), &reader).await.is_ok(), "a megabyte is not much");

    let outcome = read_by(&heavy(), &reader).await;
    let Err(Unreadable::TooLarge(cause)) = outcome else { panic!("{outcome:?}") };
    assert!(cause.contains("memory allocation of"), "{cause}");
    assert!(children("memory-spent").is_empty());
    assert!(peak(std::process::id()) < 150 << 20, "the parent is not to feel it");
}

#[tokio::test]
async fn a_child_with_too_little_memory_reads_nothing_and_says_why() {
    for memory in [0, 10_000, 100_000] {
        let reader = DocumentReader { memory, ..named("little-memory", READER) };
        let outcome = read_by(DOCX, &reader).await;
        assert!(matches!(outcome, Err(Unreadable::TooLarge(_))), "{memory}: {outcome:?}");
    }
    let enough = DocumentReader { memory: 4_000_000, ..named("little-memory", READER) };
    assert_eq!(read_by(DOCX, &enough).await, whole(RESUME));
}

#[tokio::test]
async fn what_is_just_not_refused_is_read_within_the_memory_of_production() {
    let reader = named("heavy", READER);
    assert_eq!(reader.memory, 100_000_000);
    let outcome = read_by(&heavy(), &reader).await;
    assert!(matches!(outcome, Ok(Text { truncated: true, .. })), "{outcome:?}");
}

#[tokio::test]
async fn a_file_that_uses_up_the_processor_is_the_files_fault() {
    let greedy = named("greedy", program("greedy"));
    assert_eq!(read_by(DOC, &greedy).await, Err(Unreadable::TookTooLong));
    assert!(children("greedy").is_empty());
}

/// What the wall's clock alone ends is a machine without time, not a file that takes it.
#[tokio::test]
async fn a_file_that_waits_for_the_processor_is_not_at_fault() {
    let reader = DocumentReader { wall: Duration::from_millis(1), ..named("no-time", READER) };
    assert_eq!(read_by(&heavy(), &reader).await, Err(Unreadable::Busy));
    assert!(children("no-time").is_empty());

    let asleep = DocumentReader { wall: Duration::from_millis(500), ..named("never-ends", program("asleep")) };
    let reading = tokio::spawn(async move { read_by(DOC, &asleep).await });
    until("it runs", || !children("never-ends").is_empty()).await;
    assert_eq!(reading.await.unwrap(), Err(Unreadable::Busy));
    assert!(children("never-ends").is_empty(), "neither running nor unburied");
}

#[test]
fn the_wall_waits_much_longer_than_the_processor() {
    let DocumentReader { cpu, wall, .. } = DocumentReader::default();
    assert_eq!((cpu, wall), (Duration::from_secs(2), Duration::from_secs(30)));
}

#[tokio::test]
async fn a_bomb_that_is_packed_like_honest_text_ends_within_the_limits_of_production() {
    let bomb = docx(vec![noisy_megabytes(60)]);
    assert!(bomb.len() < 4 << 20, "{}", bomb.len());
    let reader = DocumentReader { program: READER.into(), ..DocumentReader::default() };
    let outcome = read_by(&bomb, &reader).await;
    assert!(matches!(outcome, Err(Unreadable::TooLarge(_) | Unreadable::TookTooLong)), "{outcome:?}");
}

#[tokio::test]
async fn a_child_ends_when_nobody_waits_for_it_any_more() {
    let asleep = named("nobody-waits", program("asleep"));
    let reading = tokio::spawn(async move { read_by(DOC, &asleep).await });
    until("it runs", || !children("nobody-waits").is_empty()).await;

    reading.abort();

    until("it is gone", || children("nobody-waits").is_empty()).await;
}

#[tokio::test]
async fn a_child_that_does_not_do_its_work_has_crashed() {
    let crashed = async |name| match read_by(DOC, &named(name, program(name))).await {
        Err(Unreadable::Crashed(cause)) => cause,
        other => panic!("{name}: {other:?}"),
    };
    assert_eq!(crashed("deaf").await, "exit status: 3: no such document");
    assert_eq!(crashed("babbling").await, "exit status: 0: ");
    let hung_up = crashed("endless").await;
    assert!(hung_up.starts_with("signal: 13 (SIGPIPE)") || hung_up.starts_with("exit status"), "{hung_up}");
    assert!(children("endless").is_empty());
}

#[tokio::test]
async fn a_program_that_is_not_there_is_our_fault() {
    let nobody = DocumentReader { program: "/nowhere".into(), ..DocumentReader::default() };
    assert!(matches!(read_by(DOC, &nobody).await, Err(Unreadable::NotRun(_))));
}

#[tokio::test]
async fn a_child_limits_itself_before_it_reads() {
    let mut child = Command::new(READER)
        .args(["--extract-text", "100000000", "3"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let limits = format!("/proc/{}/limits", child.id());
    let most = |what: &str| {
        let limits = fs::read_to_string(&limits).unwrap();
        let line = limits.lines().find_map(|line| line.strip_prefix(what)).unwrap();
        line.split_whitespace().take(2).map(str::to_owned).collect::<Vec<_>>()
    };

    // The last one it sets.
    until("it limits itself", || most("Max open files") == ["3", "3"]).await;
    assert_eq!(most("Max data size"), ["100000000"; 2]);
    assert_eq!(most("Max cpu time"), ["3", "4"]);
    assert_eq!(most("Max core file size"), ["0"; 2]);
    assert_eq!(most("Max file size"), ["0"; 2]);

    child.kill().unwrap();
    child.wait().unwrap();
}
