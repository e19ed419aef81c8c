//! Pictures of the guides: few and small, each there and each shown (`node e2e/tour.mjs` takes them anew). The chart
//! among them is drawn by `bench/load.sh`.

use std::{collections::BTreeSet, fs};

use super::{read, root};

const IN_README: usize = 4;
const LARGEST: u64 = 80 * 1024;
/// Shown where its figures are, and not in the tour.
const CHART: &str = "performance.svg";
const ALL: u64 = 1024 * 1024;

fn shown(text: &str) -> BTreeSet<String> {
    let names = text.split("images/").skip(1).filter_map(|rest| rest.split(['"', ')']).next());
    names.filter(|name| *name != CHART).map(str::to_owned).collect()
}

#[test]
fn the_pictures_of_readme_and_tour_are_there_and_small() {
    let (readme, tour) = (shown(&read("README.md")), shown(&read("docs/tour.md")));
    assert!((1..=IN_README).contains(&readme.len()), "{readme:?}");
    assert!(readme.is_subset(&tour), "the tour shows all of them");
    let files = fs::read_dir(root().join("docs/images")).unwrap().map(Result::unwrap);
    let sizes: Vec<_> =
        files.map(|file| (file.file_name().into_string().unwrap(), file.metadata().unwrap().len())).collect();
    let names = sizes.iter().map(|(name, _)| name.clone());
    assert_eq!(names.filter(|name| name != CHART).collect::<BTreeSet<_>>(), tour);
    for (name, size) in sizes.iter().filter(|(name, _)| readme.contains(name) || name == CHART) {
        assert!(*size <= LARGEST, "docs/images/{name} has {size} bytes");
    }
    let all: u64 = sizes.iter().map(|(_, size)| size).sum();
    assert!(all <= ALL, "docs/images has {all} bytes");
}
