//! Relations and content types: which part of the package is what.

use std::collections::HashMap;

use super::{
    package::Package,
    xml::{Element, Visitor, walk},
};
use crate::{
    Unreadable,
    names::part_key,
    steps,
    word::{Read, damaged, without_damaged},
};

const TYPES: &str = "[Content_Types].xml";
/// Where nearly every writer puts the document.
const USUAL: &str = "word/document.xml";

/// The document itself, wherever the package has put it and however that is spelt. Relations and types both name it, so
/// it is found when one of them is damaged.
pub(super) fn main_part(package: &mut Package<'_>) -> Read<String> {
    let types = types(package)?;
    let relations = without_damaged(Relations::of(package, ""))?;
    let mut named = relations.of_kind("officeDocument").chain(types.documents());
    match named.find(|part| package.has(part)) {
        // A spreadsheet with a part that is named like a document is still a spreadsheet.
        Some(main) if types.of(main).is_some_and(|kind| !is_document(kind)) => Err(Unreadable::Unknown),
        Some(main) => Ok(main.to_owned()),
        None if package.has(USUAL) => Err(damaged("it names no document")),
        None => Err(Unreadable::Unknown),
    }
}

pub(super) fn types(package: &mut Package<'_>) -> Read<Types> {
    without_damaged(package.read(TYPES).and_then(|xml| Types::read(&xml)))
}

/// A document or a template, with macros or without: they are never run here.
fn is_document(kind: &str) -> bool {
    let kind = kind.to_ascii_lowercase();
    kind.ends_with(".main+xml") && (kind.contains(".wordprocessingml.") || kind.contains(".ms-word."))
}

/// Names of parts, and their types; then endings, and what parts with them are.
#[derive(Default)]
pub(super) struct Types(Vec<(String, String)>, HashMap<String, String>);

impl Types {
    fn read(xml: &str) -> Read<Self> {
        let mut types = Self::default();
        walk(xml, &mut types)?;
        Ok(types)
    }

    fn of(&self, part: &str) -> Option<&str> {
        let key = part_key(part);
        self.0.iter().find(|(name, _)| part_key(name) == key).map(|(_, kind)| kind.as_str())
    }

    /// By its name or its ending.
    pub fn of_any(&self, part: &str) -> Option<&str> {
        let by_ending = || self.1.get(&part.rsplit('.').next()?.to_ascii_lowercase()).map(String::as_str);
        self.of(part).or_else(by_ending)
    }

    fn documents(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|(_, kind)| is_document(kind)).map(|(name, _)| name.as_str())
    }
}

impl Visitor for Types {
    fn begins(&mut self, element: &Element<'_>) {
        if element.name() == "Override"
            && let (Some(part), Some(kind)) = (element.attribute("PartName"), element.attribute("ContentType"))
        {
            self.0.push((resolved("", &part), kind));
        }
        if element.name() == "Default"
            && let (Some(ending), Some(kind)) = (element.attribute("Extension"), element.attribute("ContentType"))
        {
            self.1.insert(ending.to_ascii_lowercase(), kind);
        }
    }
}

/// The parts that a part refers to.
#[derive(Default)]
pub(super) struct Relations {
    /// Its folder, with a slash at the end.
    folder: String,
    all: Vec<Relation>,
    /// Places in `all`; of two with one id the first counts.
    by_id: HashMap<String, usize>,
}

struct Relation {
    /// The last word of its type: that is the same in both editions of the standard.
    kind: String,
    part: String,
}

impl Relations {
    /// Of a part, or of the package itself if it is named "". Without any there are none.
    pub fn of(package: &mut Package<'_>, part: &str) -> Read<Self> {
        let cut = part.rfind('/').map_or(0, |slash| slash + 1);
        let (folder, name) = part.split_at(cut);
        let mut relations = Self { folder: folder.to_owned(), all: Vec::new(), by_id: HashMap::new() };
        let own = format!("{folder}_rels/{name}.rels");
        if package.has(&own) {
            walk(&package.read(&own)?, &mut relations)?;
        }
        Ok(relations)
    }

    pub fn of_kind(&self, kind: &str) -> impl Iterator<Item = &str> {
        self.all
            .iter()
            .filter(move |relation| relation.kind.eq_ignore_ascii_case(kind))
            .map(|relation| relation.part.as_str())
    }

    /// Ids with their parts.
    pub fn ids_of_kind(&self, kind: &str) -> impl Iterator<Item = (&str, &str)> {
        let all = self.by_id.iter().map(|(id, place)| (id.as_str(), &self.all[*place]));
        all.filter(move |(_, relation)| relation.kind.eq_ignore_ascii_case(kind))
            .map(|(id, relation)| (id, relation.part.as_str()))
    }

    /// The parts of these relations in their order, each relation once however often it is named.
    pub fn parts<'a>(&self, ids: impl Iterator<Item = &'a str>) -> Vec<&str> {
        let mut named = vec![false; self.all.len()];
        let places = ids.filter_map(|id| {
            steps::count(id.len());
            self.by_id.get(id).copied()
        });
        let once = places.filter(|place| !std::mem::replace(&mut named[*place], true)).collect::<Vec<_>>();
        once.into_iter().map(|place| self.all[place].part.as_str()).collect()
    }
}

impl Visitor for Relations {
    fn begins(&mut self, element: &Element<'_>) {
        let is_inside = element.attribute("TargetMode").is_none_or(|mode| !mode.eq_ignore_ascii_case("External"));
        if element.name() == "Relationship"
            && is_inside
            && let (Some(id), Some(kind), Some(target)) =
                (element.id("Id"), element.attribute("Type"), element.attribute("Target"))
        {
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            self.by_id.entry(id).or_insert(self.all.len());
            self.all.push(Relation { kind, part: resolved(&self.folder, &target) });
        }
    }
}

/// A target as the name of a part, without a slash in front; it cannot leave the package.
fn resolved(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let path = if target.starts_with('/') { target } else { format!("{folder}{target}") };
    let mut steps: Vec<&str> = Vec::new();
    for step in path.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_found_from_their_folder_and_never_outside() {
        assert_eq!(resolved("word/", "styles.xml"), "word/styles.xml");
        assert_eq!(resolved("word/", "/word/styles.xml"), "word/styles.xml");
        assert_eq!(resolved("word/", "../custom/./a%20b.xml"), "custom/a%20b.xml");
        assert_eq!(resolved("word/", "../../../etc/passwd"), "etc/passwd");
        assert_eq!(resolved("", r"word\document.xml"), "word/document.xml");
    }

    #[test]
    fn documents_and_templates_are_documents_and_spreadsheets_are_not() {
        for kind in [
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
            "application/vnd.ms-word.document.macroEnabled.main+xml",
            "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
        ] {
            assert!(is_document(kind), "{kind}");
        }
        for kind in [
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml",
        ] {
            assert!(!is_document(kind), "{kind}");
        }
    }
}
