//! Namespaces of XML: which of them Word understands, by the prefixes that are in force (ECMA-376 part 3, `Requires`).

use std::collections::HashMap;

use crate::steps;

/// What Word itself writes. An alternative for anything else is one that Word passes over.
const UNDERSTOOD: [(&str, &[&str]); 6] = [
    (
        "http://schemas.microsoft.com/office/word/",
        &[
            "2006/wordml",
            "2010/wordml",
            "2010/wordprocessingCanvas",
            "2010/wordprocessingDrawing",
            "2010/wordprocessingGroup",
            "2010/wordprocessingInk",
            "2010/wordprocessingShape",
            "2012/wordml",
            "2012/wordprocessingDrawing",
            "2015/wordml/symex",
            "2016/wordml/cid",
            "2018/wordml",
            "2018/wordml/cex",
            "2020/wordml/sdtdatahash",
            "2023/wordml/word16du",
            "2024/wordml/sdtformatlock",
        ],
    ),
    (
        "http://schemas.microsoft.com/office/drawing/",
        &[
            "2007/8/2/chart",
            "2010/main",
            "2010/slicer",
            "2012/chart",
            "2012/chartStyle",
            "2014/chart",
            "2014/chartex",
            "2014/main",
            "2015/9/8/chartex",
            "2015/10/21/chartex",
            "2016/5/9/chartex",
            "2016/5/10/chartex",
            "2016/5/11/chartex",
            "2016/5/12/chartex",
            "2016/5/13/chartex",
            "2016/5/14/chartex",
            "2016/11/main",
            "2016/ink",
            "2016/SVG/main",
            "2017/decorative",
            "2017/model3d",
        ],
    ),
    ("http://schemas.microsoft.com/office/", &["2019/extlst"]),
    (
        "http://schemas.openxmlformats.org/",
        &[
            "drawingml/2006/chart",
            "drawingml/2006/diagram",
            "drawingml/2006/lockedCanvas",
            "drawingml/2006/main",
            "drawingml/2006/picture",
            "drawingml/2006/wordprocessingDrawing",
            "officeDocument/2006/math",
            "officeDocument/2006/relationships",
            "wordprocessingml/2006/main",
        ],
    ),
    (
        "http://purl.oclc.org/ooxml/",
        &[
            "drawingml/chart",
            "drawingml/diagram",
            "drawingml/lockedCanvas",
            "drawingml/main",
            "drawingml/picture",
            "drawingml/wordprocessingDrawing",
            "officeDocument/math",
            "officeDocument/relationships",
            "wordprocessingml/main",
        ],
    ),
    ("urn:schemas-microsoft-com:", &["office:office", "office:word", "vml"]),
];

fn is_understood(namespace: &str) -> bool {
    UNDERSTOOD.iter().any(|(start, ends)| namespace.strip_prefix(start).is_some_and(|end| ends.contains(&end)))
}

/// The prefixes in force, and what the open elements have changed of them.
#[derive(Default)]
pub(super) struct Namespaces {
    understood: HashMap<String, bool>,
    before: Vec<(usize, String, Option<bool>)>,
}

impl Namespaces {
    /// By an element that stands so deep.
    pub fn declare(&mut self, depth: usize, prefix: &str, namespace: &str) {
        steps::count(1);
        let before = self.understood.insert(prefix.to_owned(), is_understood(namespace));
        self.before.push((depth, prefix.to_owned(), before));
    }

    /// At the end of an element that stands so deep.
    pub fn forget(&mut self, depth: usize) {
        while let Some((_, prefix, before)) = self.before.pop_if(|(other, ..)| *other >= depth) {
            steps::count(1);
            match before {
                Some(before) => drop(self.understood.insert(prefix, before)),
                None => drop(self.understood.remove(&prefix)),
            }
        }
    }

    /// Whether all of these prefixes are understood; nothing is known of one that is not declared.
    pub fn understands(&self, prefixes: &str) -> bool {
        prefixes.split_ascii_whitespace().all(|prefix| {
            steps::count(1);
            self.understood.get(prefix) == Some(&true)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPE: &str = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape";

    #[test]
    fn a_prefix_means_what_the_innermost_element_says() {
        let mut namespaces = Namespaces::default();
        assert!(namespaces.understands("") && !namespaces.understands("wps"));
        namespaces.declare(1, "wps", SHAPE);
        namespaces.declare(1, "x", "urn:of-a-stranger");
        assert!(namespaces.understands(" wps wps\n") && !namespaces.understands("wps x"));
        namespaces.declare(2, "wps", "urn:of-a-stranger");
        namespaces.declare(2, "x", SHAPE);
        assert!(!namespaces.understands("wps") && namespaces.understands("x"));
        namespaces.forget(3);
        assert!(namespaces.understands("x"));
        namespaces.forget(2);
        assert!(namespaces.understands("wps") && !namespaces.understands("x"));
        namespaces.forget(1);
        assert!(!namespaces.understands("wps"));
    }

    #[test]
    fn what_only_looks_like_a_namespace_of_word_is_none() {
        assert!(is_understood("urn:schemas-microsoft-com:vml") && is_understood(SHAPE));
        for other in ["", "http://schemas.microsoft.com/office/word/2099/wordml", &SHAPE[..SHAPE.len() - 1], "x"] {
            assert!(!is_understood(other), "{other}");
        }
    }
}
