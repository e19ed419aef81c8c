//! PDF corpus: résumés by many programs, their text scored against what two other readers see of them, poppler's
//! `pdftotext` and MuPDF's `mutool`, whose answers stand beside each file.

use std::{
    collections::HashMap,
    fmt, fs,
    path::{Path, PathBuf},
};

use crate::{patient, read_by};

const FEWEST_FILES: usize = 40;
/// Of each text; what a score compares word by word is to stay quick.
const MOST_WORDS: usize = 3_000;
/// On average over the files.
const BARS: Score = Score { recall: 0.99, precision: 0.995, order: 0.98 };
/// Of each.
const FLOORS: Score = Score { recall: 0.95, precision: 0.95, order: 0.9 };
/// Counts on average, too, but reads better than both others, so that it is no judge by itself: they lose ligatures.
const LIGATURES_LOST: &str = "latex-type3-bitmaps";

#[derive(Debug, Clone, Copy, Default)]
struct Score {
    /// Of the words that both others see, how many are read.
    recall: f64,
    /// Of the words that are read, how many one of the others sees.
    precision: f64,
    /// Of the words shared with the one that reads more alike, how many stand in the same order.
    order: f64,
}

impl fmt::Display for Score {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:.3} {:.3} {:.3}", self.recall, self.precision, self.order)
    }
}

impl Score {
    fn is_at_least(&self, bar: &Self) -> bool {
        self.recall >= bar.recall && self.precision >= bar.precision && self.order >= bar.order
    }
}

/// Letters and digits, as everybody writes them.
fn words(text: &str) -> Vec<String> {
    const LIGATURES: [(&str, &str); 5] = [("ﬀ", "ff"), ("ﬁ", "fi"), ("ﬂ", "fl"), ("ﬃ", "ffi"), ("ﬄ", "ffl")];
    let text = LIGATURES.iter().fold(text.to_lowercase(), |text, (ligature, letters)| text.replace(ligature, letters));
    let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.take(MOST_WORDS).map(str::to_owned).collect()
}

type Counts<'w> = HashMap<&'w str, usize>;

fn counts(words: &[String]) -> Counts<'_> {
    let mut counts = Counts::new();
    words.iter().for_each(|word| *counts.entry(word).or_default() += 1);
    counts
}

/// How many words both have.
fn common(one: &Counts<'_>, other: &Counts<'_>) -> usize {
    one.iter().map(|(word, count)| count.min(other.get(word).unwrap_or(&0))).sum()
}

fn merged<'w>(one: &Counts<'w>, other: &Counts<'w>, pick: fn(usize, usize) -> usize) -> Counts<'w> {
    let all = one.keys().chain(other.keys());
    all.map(|word| (*word, pick(one.get(word).copied().unwrap_or(0), other.get(word).copied().unwrap_or(0)))).collect()
}

fn share(part: usize, all: usize) -> f64 {
    if all == 0 { 1.0 } else { part as f64 / all as f64 }
}

fn score(ours: &[String], references: [&[String]; 2]) -> Score {
    let [one, other] = references.map(counts);
    let (ours_counted, both) = (counts(ours), merged(&one, &other, usize::min));
    let either = merged(&one, &other, usize::max);
    let order =
        |reference: &[String]| share(longest_common(ours, reference), common(&ours_counted, &counts(reference)));
    Score {
        recall: share(common(&both, &ours_counted), both.values().sum()),
        precision: share(common(&ours_counted, &either), ours.len()),
        order: references.map(order).into_iter().fold(0.0, f64::max),
    }
}

/// The length of the longest common subsequence: the longest rising one among the places of equal words.
fn longest_common(ours: &[String], reference: &[String]) -> usize {
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    reference.iter().enumerate().for_each(|(at, word)| places.entry(word).or_default().push(at));
    // The lowest place at which a sequence of so many words can end.
    let mut ends: Vec<usize> = Vec::new();
    for place in ours.iter().filter_map(|word| places.get(&**word)).flat_map(|places| places.iter().rev()) {
        let length = ends.partition_point(|end| end < place);
        if length == ends.len() {
            ends.push(*place);
        } else {
            ends[length] = *place;
        }
    }
    ends.len()
}

fn corpus() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/pdf/corpus");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = files.filter(|path| path.extension().is_some_and(|end| end == "pdf")).collect();
    files.sort();
    files
}

#[tokio::test]
async fn resumes_of_many_programs_are_read_as_well_as_by_other_readers() {
    let files = corpus();
    assert!(files.len() >= FEWEST_FILES, "{} files", files.len());
    let (mut sum, mut below) = (Score::default(), Vec::new());
    for path in &files {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let reference = |reader: &str| words(&fs::read_to_string(path.with_extension(reader)).unwrap());
        let text =
            read_by(&fs::read(path).unwrap(), &patient()).await.unwrap_or_else(|error| panic!("{name}: {error}"));
        let score = score(&words(&text.text), [&reference("poppler.txt"), &reference("mupdf.txt")]);
        println!("{score} {name}");
        sum.recall += score.recall;
        sum.precision += score.precision;
        sum.order += score.order;
        if !score.is_at_least(&FLOORS) && name != LIGATURES_LOST {
            below.push(format!("{score} {name}"));
        }
    }
    let mean = |sum: f64| sum / files.len() as f64;
    let mean = Score { recall: mean(sum.recall), precision: mean(sum.precision), order: mean(sum.order) };
    println!("{mean} on average of {} files", files.len());
    assert_eq!(below, Vec::<String>::new(), "below {FLOORS}");
    assert!(mean.is_at_least(&BARS), "{mean} is below {BARS}");
}

#[tokio::test]
async fn ligatures_and_dashes_of_bitmap_fonts_are_read() {
    let file = corpus().into_iter().find(|path| path.file_stem().is_some_and(|name| name == LIGATURES_LOST)).unwrap();
    let text = read_by(&fs::read(file).unwrap(), &patient()).await.unwrap().text;
    for words in ["affordable and efficient software", "Comfortable from firmware to front-end", "2021–present"] {
        assert!(text.contains(words), "{words} in {text}");
    }
}

#[test]
fn scores_tell_what_is_missing_added_and_misplaced() {
    let score = |ours: &str| score(&words(ours), [&words("a b c d e"), &words("A b. c, d f")]).to_string();
    assert_eq!(score("a b c d"), "1.000 1.000 1.000");
    assert_eq!(score("a b c d e f"), "1.000 1.000 1.000");
    assert_eq!(score("a b"), "0.500 1.000 1.000");
    assert_eq!(score("a b c d a x"), "1.000 0.667 1.000");
    assert_eq!(score("d c b a"), "1.000 1.000 0.250");
    assert_eq!(score("b c d a"), "1.000 1.000 0.750");
}
