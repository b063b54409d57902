//! Which packs are in use: own packs beside the shipped ones, those that replace them, and what they include.

use std::collections::{BTreeMap, BTreeSet};

use super::RuleFile;
use super::mistake::Mistake;
use super::schema::Pack;
use super::settings::SettingsFile;

/// The files of the packs in use, and all lexicons. Mistakes: packs and includes that there are not, includes that lead
/// outside or in a circle, two packs of one name.
pub fn select(files: Vec<RuleFile>, settings: Option<&SettingsFile>) -> (Vec<RuleFile>, Vec<Mistake>) {
    let mut mistakes = Vec::new();
    let replaced = replaced(&files, &mut mistakes);
    let files: Vec<RuleFile> = files
        .into_iter()
        .filter(|file| file.is_lexicon() || file.own || !replaced.contains(file.pack()))
        .collect();
    let includes = includes(&files, &mut mistakes);
    let names: BTreeSet<&str> = includes.keys().map(String::as_str).collect();
    let Some(settings) = settings.filter(|file| !file.settings.packs.is_empty()) else {
        return (files, mistakes);
    };
    let mut wanted: BTreeSet<String> = BTreeSet::new();
    let mut next: Vec<String> = Vec::new();
    for name in &settings.settings.packs {
        if names.contains(name.as_str()) {
            next.push(name.clone());
        } else {
            let mistake = settings.at(name, format!("no pack is called `{name}`"));
            mistakes.push(mistake.nearest(name, names.iter().copied()));
        }
    }
    while let Some(name) = next.pop() {
        next.extend(
            includes.get(&name).into_iter().flatten().filter(|name| !wanted.contains(*name)).cloned(),
        );
        wanted.insert(name);
    }
    let used = |file: &RuleFile| file.is_lexicon() || wanted.contains(file.pack());
    (files.into_iter().filter(used).collect(), mistakes)
}

/// Names of shipped packs whose place an own pack takes.
fn replaced(files: &[RuleFile], mistakes: &mut Vec<Mistake>) -> BTreeSet<String> {
    let mut folders: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let rules = || files.iter().filter(|file| !file.is_lexicon());
    for file in rules().filter(|file| file.own) {
        folders.entry(file.pack()).or_default().insert(file.folder());
    }
    let mut replaced = BTreeSet::new();
    for (pack, of) in &folders {
        if of.len() > 1 {
            let list = of.iter().copied().collect::<Vec<_>>().join(" and ");
            let mistake = Mistake::of_file(list.as_str(), format!("both hold a pack called `{pack}`"));
            mistakes.push(mistake.help("give one of the folders another name"));
        }
        if !rules().any(|file| !file.own && file.pack() == *pack) {
            continue;
        }
        let of_pack = rules().find(|file| file.own && file.pack() == *pack && file.name() == "pack.toml");
        if of_pack.and_then(pack_of).is_some_and(|pack| pack.replaces) {
            replaced.insert((*pack).to_owned());
        } else {
            let path = of_pack.map_or_else(|| of.first().copied().unwrap_or(pack), |file| file.path.as_str());
            let mistake =
                Mistake::of_file(path, format!("a pack called `{pack}` is shipped with the program"));
            let help = "give the folder another name, or write `replaces = true` in its pack.toml";
            mistakes.push(mistake.help(help));
        }
    }
    replaced
}

/// What each pack includes.
fn includes(files: &[RuleFile], mistakes: &mut Vec<Mistake>) -> BTreeMap<String, Vec<String>> {
    let rules = || files.iter().filter(|file| !file.is_lexicon());
    let mut includes: BTreeMap<String, Vec<String>> =
        rules().map(|file| (file.pack().to_owned(), Vec::new())).collect();
    let names: Vec<String> = includes.keys().cloned().collect();
    let mut places: BTreeMap<String, &RuleFile> = BTreeMap::new();
    for file in rules().filter(|file| file.name() == "pack.toml") {
        let Some(pack) = pack_of(file) else { continue };
        let at = |word: &str, message: String| file.at(&format!("\"{word}\""), message);
        if pack.name != file.pack() {
            let mistake =
                at(&pack.name, format!("the pack is called `{}`, its folder `{}`", pack.name, file.pack()));
            mistakes.push(mistake.help("give both the same name"));
        }
        for name in &pack.include {
            if name.contains(['/', '\\']) || name == ".." {
                let mistake = at(name, format!("`{name}` leads outside the pack"));
                mistakes.push(mistake.help("name a pack, not a path; load its folder with --rules"));
            } else if !names.contains(name) {
                let mistake = at(name, format!("no pack is called `{name}`"));
                mistakes.push(mistake.nearest(name, names.iter().map(String::as_str)));
            }
        }
        places.insert(file.pack().to_owned(), file);
        includes.insert(file.pack().to_owned(), pack.include);
    }
    for (name, file) in places {
        if let Some(way) = circle(&name, &includes) {
            let first = way.get(1).cloned().unwrap_or_default();
            let mistake =
                file.at(&format!("\"{first}\""), format!("packs include each other: {}", way.join(" → ")));
            mistakes.push(mistake.help("take one of the includes out"));
        }
    }
    includes
}

/// The way from a pack back to itself, where there is one.
fn circle(name: &str, includes: &BTreeMap<String, Vec<String>>) -> Option<Vec<String>> {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut ways = vec![vec![name.to_owned()]];
    while let Some(way) = ways.pop() {
        for next in way.last().and_then(|last| includes.get(last)).into_iter().flatten() {
            let mut further = way.clone();
            further.push(next.clone());
            if next == name {
                return Some(further);
            }
            if seen.insert(next.clone()) {
                ways.push(further);
            }
        }
    }
    None
}

fn pack_of(file: &RuleFile) -> Option<Pack> {
    file.read(file.text()?).ok()
}
