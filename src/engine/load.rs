//! Files of rules and words to what documents are judged by. All mistakes of all files are told at once; nothing is
//! judged with half a pack.

use crate::annotate::Lexicons;
use crate::annotate::lexicon::{FileSpec, LexiconError};
use crate::rules::{self, Mistake, RuleFile, RuleSet, SettingsFile, packs, shape};

use super::Setup;

/// Bytes of one lexicon file, at most.
const MAX_FILE: usize = 1 << 20;
/// Mistakes told, at most.
const MAX_MISTAKES: usize = 200;

/// All files that a setup names: those that the program carries, and the user's own.
pub fn files(setup: &Setup) -> Vec<RuleFile> {
    let file = |(path, bytes): &(String, Vec<u8>), own| RuleFile {
        path: path.clone(),
        bytes: bytes.clone().into(),
        json: None,
        own,
    };
    let mut files = match &setup.rules {
        None => rules::shipped(),
        Some(files) => files.iter().map(|one| file(one, false)).collect(),
    };
    files.extend(setup.own.iter().map(|one| file(one, true)));
    files
}

/// Compiles rules and words. Where all words are the shipped ones, which are known to be right, they are left out:
/// [`shipped_words`] compiles them when they are needed.
///
/// # Errors
/// All mistakes, each with file and line.
pub fn compile(setup: &Setup) -> Result<(RuleSet, Option<Lexicons>), Vec<Mistake>> {
    let mut mistakes = Vec::new();
    let mut settings = settings(setup, &mut mistakes);
    let of_settings = mistakes.len();
    let (mut chosen, told) = packs::select(files(setup), settings.as_ref());
    if let Some(settings) = settings.as_mut().filter(|_| !told.is_empty()) {
        // With packs amiss, names of their rules would be called wrong: all packs count.
        settings.settings.packs.clear();
        chosen = packs::select(files(setup), Some(settings)).0;
    }
    let files = chosen;
    let of_packs = told.len();
    mistakes.extend(told);
    let own_words = settings.as_ref().is_some_and(|settings| !settings.settings.lexicon.is_empty());
    let lexicons = (setup.rules.is_some() || !setup.own.is_empty() || own_words).then(|| {
        if let Some(shipped) = carried(&files).filter(|_| !own_words) {
            return shipped;
        }
        let sources = lexicons(&files, settings.as_ref(), &mut mistakes);
        let (lexicons, errors) = Lexicons::read(&sources, Lexicons::carried(rules::WORDS).ok().as_ref());
        mistakes.extend(errors.iter().flat_map(|error| of_lexicon(error, &sources)));
        lexicons
    });
    // With words amiss, right names of lexicons and rules would be called wrong.
    let are_right = mistakes.len() == of_settings + of_packs;
    let settings = settings.filter(|_| are_right);
    let labels = lexicons.as_ref().map(Lexicons::labels).filter(|_| are_right);
    match RuleSet::load_with(&files, labels, settings.as_ref()) {
        Ok(rules) if mistakes.is_empty() => {
            let rules = match setup.kind {
                None => rules,
                Some(kind) => rules.salted(&format!("{kind:?}")),
            };
            Ok((rules, lexicons))
        }
        Ok(_) => Err(mistakes),
        Err(told) => {
            mistakes.extend(told);
            mistakes.truncate(MAX_MISTAKES);
            Err(mistakes)
        }
    }
}

/// The words of a setup for which [`compile`] gave none.
pub fn shipped_words(setup: &Setup) -> Lexicons {
    let (files, _) = packs::select(files(setup), settings(setup, &mut Vec::new()).as_ref());
    carried(&files).unwrap_or_else(|| Lexicons::read(&rules::lexicon_files(&files), None).0)
}

/// The words of files that the program carries, where these are all of them and none is the user's.
fn carried(files: &[RuleFile]) -> Option<Lexicons> {
    let mut lexicons = files.iter().filter(|file| file.is_lexicon());
    lexicons.all(|file| file.json.is_some()).then(|| Lexicons::carried(rules::WORDS).ok()).flatten()
}

fn settings(setup: &Setup, mistakes: &mut Vec<Mistake>) -> Option<SettingsFile> {
    let (path, bytes) = setup.settings.as_ref()?;
    let (file, told) = SettingsFile::read_right(path, bytes);
    mistakes.extend(told);
    file
}

/// The lexicon files that can be read, and the words of the settings.
fn lexicons(
    files: &[RuleFile],
    settings: Option<&SettingsFile>,
    mistakes: &mut Vec<Mistake>,
) -> Vec<(String, String)> {
    let mut sources = rules::lexicon_files(files);
    sources.retain(|(path, text)| {
        let long = text.len() > MAX_FILE;
        if long {
            mistakes.push(Mistake::of_file(path, "longer than 1 MB").help("split it into several files"));
        }
        // The loader of rules, which sees every file, tells that it is not UTF-8.
        !long && !text.contains('\u{fffd}')
    });
    if let Some(settings) = settings.filter(|file| !file.settings.lexicon.is_empty()) {
        let known: Vec<String> = sources.iter().flat_map(|(path, text)| labels(path, text)).collect();
        for label in settings.settings.lexicon.keys().filter(|label| !known.contains(label)) {
            let mistake = settings.at(&format!("lexicon.{label}"), format!("no lexicon is called `{label}`"));
            mistakes.push(mistake.nearest(label, known.iter().map(String::as_str)));
        }
        // The reader of words knows the file by its name.
        let path = settings.path.clone();
        let path = if path.ends_with(rules::settings::FILE) { path } else { rules::settings::FILE.into() };
        sources.push((path, settings.text.clone()));
    }
    sources
}

fn labels(path: &str, text: &str) -> Vec<String> {
    let tables = crate::annotate::lexicon::tables_of(path, text).unwrap_or_default();
    tables.into_iter().map(|(label, _)| label).collect()
}

fn of_lexicon(error: &LexiconError, sources: &[(String, String)]) -> Vec<Mistake> {
    let text = sources.iter().find(|(path, _)| *path == error.path).map_or("", |(_, text)| text);
    if error.unread {
        let schema = schemars::schema_for!(FileSpec).to_value();
        let told = shape::mistakes(&error.path, text, &schema, None);
        // The settings hold other keys too; they have been read already.
        let settings = error.path.ends_with(rules::settings::FILE);
        if !told.is_empty() && !settings {
            return told;
        }
    }
    let mistake = match &error.place {
        Some(place) => Mistake::at(&error.path, text, place.clone(), error.message.as_str()),
        None => Mistake::of_file(&error.path, error.message.as_str()),
    };
    let wrong = error.message.split('`').nth(1).unwrap_or_default();
    vec![mistake.nearest(wrong, error.names.iter().map(String::as_str))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_that_the_program_carries_are_those_of_its_files() {
        let compiled = Lexicons::load(&rules::lexicon_files(&rules::shipped())).unwrap();
        assert!(compiled.laid_out().unwrap() == rules::WORDS);
        let carried = Lexicons::carried(rules::WORDS).unwrap();
        assert!(carried.laid_out().unwrap() == rules::WORDS);
        assert!(carried.contains("governing-plan", "trygghetsplanen"));
    }
}
