//! Rule files to compiled rules. Every mistake of every file is told at once, with its line.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::checks::{CHECKS, Check, CheckKind};
use super::compile::{Beside, Parts};
use super::mistake::Mistake;
use super::render::{self, Values};
use super::schema::{File, NearSpec, OutcomeSpec, Pack, RuleSpec, SlotSpec};
use super::settings::SettingsFile;
use super::view::{FACTS, REACHES, Selector};
use super::{RuleFile, bounded, shape};
use crate::document::{DocumentKind, LabelTable, Language, Sector, Zone};
use crate::finding::{Finding, Localized, Severity};

/// Bytes of one file of a rule folder, at most.
const MAX_FILE: usize = 1 << 20;
/// Rules of all packs, at most.
const MAX_RULES: usize = 2_000;
/// Patterns of one rule, at most.
const MAX_PATTERNS: usize = 64;
/// Bytes of all compiled patterns, at most.
const MAX_ALL_COMPILED: usize = 32 << 20;
/// Mistakes told, at most.
const MAX_MISTAKES: usize = 200;
/// Zones that a rule reads where it names none.
const ZONES: &[Zone] = &[Zone::Body, Zone::Table, Zone::Annex];

/// The rules of all loaded packs, compiled. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct RuleSet {
    rules: Arc<Vec<Rule>>,
    packs: Arc<Vec<Pack>>,
    asked: Arc<BTreeSet<String>>,
    hash: String,
}

/// A rule, ready to judge.
#[derive(Debug)]
pub struct Rule {
    /// The rule as written.
    pub spec: RuleSpec,
    /// What it asks.
    pub kind: &'static CheckKind,
    /// Pack that it comes from.
    pub pack: String,
    /// File that it comes from.
    pub path: String,
    /// Zones that it reads.
    pub zones: Vec<Zone>,
    /// How many parties of a sector it wants.
    pub sector: Option<(Sector, Ordering, usize)>,
    /// The check.
    pub check: Box<dyn Check>,
}

/// At least, at most, or exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ordering {
    /// `>=`
    AtLeast,
    /// `<=`
    AtMost,
    /// `=`
    Exactly,
}

impl Ordering {
    /// True where `count` is so many.
    pub fn holds(self, count: usize, wanted: usize) -> bool {
        match self {
            Ordering::AtLeast => count >= wanted,
            Ordering::AtMost => count <= wanted,
            Ordering::Exactly => count == wanted,
        }
    }
}

impl Rule {
    /// Kinds of document that it judges.
    pub fn kinds(&self) -> &[DocumentKind] {
        match self.spec.applies_to.kind.as_slice() {
            [] => &[DocumentKind::Agreement],
            kinds => kinds,
        }
    }

    /// Languages that it judges.
    pub fn languages(&self) -> &[Language] {
        match self.spec.applies_to.language.as_slice() {
            [] => &[Language::Sv, Language::En],
            languages => languages,
        }
    }

    /// Severity of one of its outcomes; `None` where the rule does not report it.
    pub fn severity(&self, outcome: &str, strict: bool) -> Option<Severity> {
        let spec = self.spec.outcome.get(outcome)?;
        Some(if strict { spec.severity_strict.unwrap_or(spec.severity) } else { spec.severity })
    }
}

impl RuleSet {
    /// Compiles the packs among `files`; `labels` are those of the lexicons beside them. A rule with `replaces` takes
    /// the place of one with the same id from a pack that is loaded earlier.
    ///
    /// # Errors
    /// All mistakes of all files.
    pub fn load(files: &[RuleFile], labels: &LabelTable) -> Result<RuleSet, Vec<Mistake>> {
        RuleSet::load_with(files, Some(labels), None)
    }

    /// The same, with rules turned off and severities set as a settings file says. Without labels, names of labels are
    /// taken to be right.
    ///
    /// # Errors
    /// All mistakes of all files, and names in the settings that fit nothing.
    pub fn load_with(
        files: &[RuleFile],
        labels: Option<&LabelTable>,
        settings: Option<&SettingsFile>,
    ) -> Result<RuleSet, Vec<Mistake>> {
        let mut loader = Loader {
            labels,
            mistakes: Vec::new(),
            rules: Vec::new(),
            packs: BTreeMap::new(),
            asked: BTreeSet::new(),
            compiled: 0,
            own: false,
        };
        for file in files {
            loader.file(file);
        }
        if loader.rules.len() > MAX_RULES {
            let message = format!("more than {MAX_RULES} rules in all");
            loader.mistakes.push(Mistake::of_file("rules", message).help("load fewer packs"));
        }
        let mut rules = loader.rules;
        if let Some(settings) = settings {
            let outcomes = |rule: &Rule| rule.spec.outcome.keys().cloned().collect::<BTreeSet<String>>();
            let known = rules.iter().map(|rule| (rule.spec.id.clone(), outcomes(rule))).collect();
            // A rule that could not be read is missing here: its name would be called wrong.
            if loader.mistakes.is_empty() {
                loader.mistakes.extend(settings.against(&known));
            }
            rules.retain(|rule| !settings.settings.off.contains(&rule.spec.id));
            for rule in &mut rules {
                set_severities(rule, &settings.settings.severity);
            }
        }
        if !loader.mistakes.is_empty() {
            loader.mistakes.truncate(MAX_MISTAKES);
            return Err(loader.mistakes);
        }
        rules.sort_by(|a, b| a.spec.id.cmp(&b.spec.id));
        for rule in &rules {
            let pack = Pack { name: rule.pack.clone(), ..Pack::default() };
            loader.packs.entry(rule.pack.clone()).or_insert(pack);
        }
        Ok(RuleSet {
            rules: Arc::new(rules),
            packs: Arc::new(loader.packs.into_values().collect()),
            asked: Arc::new(loader.asked),
            hash: hash(files, settings),
        })
    }

    /// The same rules under another hash, for what changes their judgement but stands in no file.
    pub fn salted(mut self, salt: &str) -> RuleSet {
        self.hash = short_hash(&[self.hash.as_bytes(), salt.as_bytes()]);
        self
    }

    /// All rules, by id.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// True where a rule names the label.
    pub fn asks(&self, label: &str) -> bool {
        self.asked.contains(label)
    }

    /// Ids of all rules, in order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|rule| rule.spec.id.as_str())
    }

    /// The rule called `id`.
    pub fn get(&self, id: &str) -> Option<&Rule> {
        self.rules.binary_search_by(|rule| rule.spec.id.as_str().cmp(id)).ok().map(|at| &self.rules[at])
    }

    /// The packs, by name.
    pub fn packs(&self) -> &[Pack] {
        &self.packs
    }

    /// Hash of rule files, lexicons and settings: 16 hex digits.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Titles of the rules, by id.
    pub fn titles(&self) -> BTreeMap<String, Localized> {
        self.rules.iter().map(|rule| (rule.spec.id.clone(), rule.spec.title.clone())).collect()
    }

    /// Why each rule is there, by id; rules that do not say it are left out.
    pub fn helps(&self) -> BTreeMap<String, Localized> {
        let told = self.rules.iter().filter(|rule| !rule.spec.why.is_empty());
        told.map(|rule| (rule.spec.id.clone(), rule.spec.why.clone())).collect()
    }

    /// The finding with another outcome of its rule, in that outcome's words; `None` where the rule does not report
    /// that outcome. Its fingerprint is left as it is: it names the same fault of the same text.
    pub fn restate(
        &self,
        finding: &Finding,
        outcome: &str,
        values: &Values,
        strict: bool,
    ) -> Option<Finding> {
        let rule = self.get(&finding.rule)?;
        let spec: &OutcomeSpec = rule.spec.outcome.get(outcome)?;
        let mut finding = finding.clone();
        finding.outcome = outcome.to_owned();
        finding.severity = rule.severity(outcome, strict)?;
        finding.message = render::fill(&spec.message, values);
        finding.suggestion = suggestion(spec, values);
        Some(finding)
    }
}

/// Words to paste in, filled; `None` where the rule has none.
pub fn suggestion(spec: &OutcomeSpec, values: &Values) -> Option<Localized> {
    (!spec.advice.is_empty()).then(|| render::fill(&spec.advice, values))
}

fn set_severities(rule: &mut Rule, severities: &BTreeMap<String, Severity>) {
    let id = rule.spec.id.clone();
    for (name, outcome) in &mut rule.spec.outcome {
        let of_outcome = severities.get(&format!("{id}/{name}"));
        if let Some(severity) = of_outcome.or_else(|| severities.get(&id)) {
            outcome.severity = *severity;
            outcome.severity_strict = Some(*severity);
        }
    }
}

/// Names packs and files, not the folders that they happen to lie in.
fn hash(files: &[RuleFile], settings: Option<&SettingsFile>) -> String {
    let mut sorted: Vec<(String, &[u8])> =
        files.iter().map(|file| (format!("{}/{}", file.pack(), file.name()), &*file.bytes)).collect();
    sorted.sort();
    let mut parts: Vec<&[u8]> = Vec::new();
    for (name, bytes) in &sorted {
        parts.extend([name.as_bytes(), bytes]);
    }
    parts.extend(settings.map(|settings| settings.text.as_bytes()));
    short_hash(&parts)
}

fn short_hash(parts: &[&[u8]]) -> String {
    let mut hasher = blake3::Hasher::new();
    crate::document::hash::take_up(&mut hasher, parts);
    hasher.finalize().to_hex()[..16].to_owned()
}

struct Loader<'a> {
    labels: Option<&'a LabelTable>,
    mistakes: Vec<Mistake>,
    rules: Vec<Rule>,
    packs: BTreeMap<String, Pack>,
    /// Labels that rules name.
    asked: BTreeSet<String>,
    /// Bytes of all patterns compiled so far.
    compiled: usize,
    /// True while a file of the user's is read.
    own: bool,
}

/// A file while its rules are compiled.
struct Place<'a> {
    path: &'a str,
    text: &'a str,
    /// Where the rule at hand begins.
    from: usize,
}

impl Place<'_> {
    /// A mistake at a name that the rule uses, which its own id may be as well.
    fn at_use(&self, name: &str, message: impl Into<String>) -> Mistake {
        let quoted = format!("\"{name}\"");
        let rest = &self.text[self.from..];
        let next = rest.get(1..).and_then(|rest| rest.find("\n[[rule]]")).map_or(rest.len(), |at| at + 1);
        let is_id = |at: usize| {
            let line = rest[..at].rfind('\n').map_or(0, |end| end + 1);
            rest[line..at].trim_end().trim_end_matches('=').trim_end() == "id"
        };
        let used = rest[..next].match_indices(&quoted).map(|(at, _)| at).find(|at| !is_id(*at));
        match used {
            Some(at) => {
                let place = self.from + at..self.from + at + quoted.len();
                Mistake::at(self.path, self.text, place, message)
            }
            None => self.at(name, message),
        }
    }

    /// A mistake at `needle`, looked for from the rule's start; at the rule's start where it is not there.
    fn at(&self, needle: &str, message: impl Into<String>) -> Mistake {
        let rest = &self.text[self.from..];
        let next = rest.get(1..).and_then(|rest| rest.find("\n[[rule]]")).map_or(rest.len(), |at| at + 1);
        let quoted = format!("\"{needle}\"");
        let found = [quoted.as_str(), needle].into_iter().find_map(|needle| {
            rest[..next].find(needle).filter(|_| !needle.is_empty()).map(|at| (at, needle.len()))
        });
        let (at, length) = found.unwrap_or((0, rest.find('\n').unwrap_or(rest.len())));
        Mistake::at(self.path, self.text, self.from + at..self.from + at + length, message)
    }
}

impl Loader<'_> {
    fn file(&mut self, file: &RuleFile) {
        let path = file.path.as_str();
        let pack = file.pack().to_owned();
        self.own = file.own;
        if file.bytes.len() > MAX_FILE {
            self.mistakes
                .push(Mistake::of_file(path, "longer than 1 MB").help("split it into several files"));
            return;
        }
        let text = match std::str::from_utf8(&file.bytes) {
            Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
            Err(error) => {
                let line =
                    1 + file.bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
                let mut mistake = Mistake::of_file(path, "not UTF-8 text").help("save the file as UTF-8");
                mistake.line = line;
                self.mistakes.push(mistake);
                return;
            }
        };
        // The reader of words tells what is wrong with a lexicon.
        if file.is_lexicon() {
            return;
        }
        if file.name() == "pack.toml" {
            match file.read::<Pack>(text) {
                Ok(read) => {
                    self.packs.insert(pack, read);
                }
                Err(error) => {
                    let schema = schemars::schema_for!(Pack).to_value();
                    self.mistakes.extend(shape::mistakes(path, text, &schema, Some(&error)));
                }
            }
            return;
        }
        match file.read::<File>(text) {
            Ok(read) => {
                let mut from = 0;
                for spec in read.rule {
                    from = text[from..].find("[[rule]]").map_or(from, |at| from + at);
                    self.rule(Place { path, text, from }, &pack, spec);
                    from = (from + 8).min(text.len());
                }
            }
            Err(error) => {
                let schema = schemars::schema_for!(File).to_value();
                self.mistakes.extend(shape::mistakes(path, text, &schema, Some(&error)));
            }
        }
    }

    fn rule(&mut self, place: Place<'_>, pack: &str, spec: RuleSpec) {
        let before = self.mistakes.len();
        if spec.id.is_empty()
            || !spec.id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        {
            let mistake = place.at(&spec.id, format!("`{}` cannot be the id of a rule", spec.id));
            self.mistakes.push(mistake.help("ids are kebab-case ASCII, such as `plan-link`"));
        }
        let Some(kind) = CHECKS.iter().find(|kind| kind.name == spec.check) else {
            let mistake = place.at(&spec.check, format!("there is no check kind `{}`", spec.check));
            self.mistakes.push(mistake.nearest(&spec.check, CHECKS.iter().map(|kind| kind.name)));
            return;
        };
        self.slots_and_keys(&place, kind, &spec);
        self.words(&place, kind, &spec);
        let sector = spec.applies_to.sector.as_deref().and_then(|written| {
            let parsed = sector(written);
            if parsed.is_none() {
                let mistake =
                    place.at(written, format!("`{written}` is not a number of parties of a sector"));
                self.mistakes.push(mistake.help("write `public>=1`, `private=0` or `nonprofit<=3`"));
            }
            parsed
        });
        let mut patterns = 0;
        let find =
            spec.find.as_ref().map(|slot| self.selector(&place, slot, &mut patterns)).unwrap_or_default();
        let slots: BTreeMap<String, Selector> = spec
            .slots
            .iter()
            .map(|(name, slot)| (name.clone(), self.selector(&place, slot, &mut patterns)))
            .collect();
        for label in spec.except.iter().chain(&spec.unless) {
            self.label(&place, label);
        }
        let near = spec.near.as_ref().and_then(|near| self.near(&place, near));
        if patterns > MAX_PATTERNS {
            self.mistakes.push(
                place
                    .at(&spec.id, format!("more than {MAX_PATTERNS} patterns in one rule"))
                    .help("put the words into a lexicon"),
            );
        }
        if let Some(earlier) = self.rules.iter().position(|rule| rule.spec.id == spec.id) {
            if spec.replaces && self.rules[earlier].pack != pack {
                self.rules.remove(earlier);
            } else {
                let other = &self.rules[earlier].path;
                let mistake = place.at(&spec.id, format!("`{}` is already a rule, in {other}", spec.id));
                self.mistakes.push(mistake.help("give it another id, or add `replaces = true`"));
            }
        }
        if self.mistakes.len() > before {
            return;
        }
        let zones = if spec.zones.is_empty() { ZONES.to_vec() } else { spec.zones.clone() };
        let parts = Parts {
            find,
            near,
            except: Selector::labels(&spec.except),
            unless: Selector::labels(&spec.unless),
            slots,
            rule: spec,
        };
        let check = (kind.build)(&parts);
        let path = place.path.to_owned();
        self.rules.push(Rule { spec: parts.rule, kind, pack: pack.to_owned(), path, zones, sector, check });
    }

    /// Keys and slots that the check kind does not read say something that will not happen.
    fn slots_and_keys(&mut self, place: &Place<'_>, kind: &CheckKind, spec: &RuleSpec) {
        let given: [(&str, bool); 11] = [
            ("find", spec.find.is_some()),
            ("near", spec.near.is_some()),
            ("except", !spec.except.is_empty()),
            ("unless", !spec.unless.is_empty()),
            ("group_by", spec.group_by.is_some()),
            ("slots", !spec.slots.is_empty()),
            ("scope", spec.scope.is_some()),
            ("count", spec.count.is_some()),
            ("max_share", spec.max_share.is_some()),
            ("of", spec.of.is_some()),
            ("generic_roles", !spec.generic_roles.is_empty()),
        ];
        for (key, _) in given.iter().filter(|(key, given)| *given && !kind.keys.contains(key)) {
            let message = format!("`{key}` means nothing to the check kind `{}`", kind.name);
            let keys = if kind.keys.is_empty() {
                "it reads no further keys".to_owned()
            } else {
                format!("it reads {}", kind.keys.join(", "))
            };
            self.mistakes.push(place.at(key, message).help(keys));
        }
        for name in spec.slots.keys().filter(|name| !kind.slots.contains(&name.as_str())) {
            let message = format!("`{}` has no slot `{name}`", kind.name);
            self.mistakes.push(place.at(name, message).nearest(name, kind.slots.iter().copied()));
        }
        if let Some(share) = spec.max_share.filter(|share| !(0.0..=1.0).contains(share)) {
            self.mistakes
                .push(place.at("max_share", format!("{share} is not a share")).help("write 0.5 for half"));
        }
        if kind.keys.contains(&"find")
            && spec.find.as_ref().is_none_or(|find| find.any.is_empty() && find.regex.is_empty())
        {
            let mistake = place.at("check", format!("`{}` needs something to find", kind.name));
            self.mistakes.push(mistake.help("add `find = { any = [\"governing-plan\"] }`"));
        }
    }

    /// Titles, outcomes, messages and their placeholders.
    fn words(&mut self, place: &Place<'_>, kind: &CheckKind, spec: &RuleSpec) {
        if spec.title.is_empty() {
            self.mistakes.push(place.at("title", "the rule has no title").help("add title.sv = \"…\""));
        }
        if spec.outcome.is_empty() {
            let names: Vec<&str> = kind.outcomes.iter().map(|(name, _)| *name).collect();
            let mistake = place.at("id", "the rule reports nothing: it has no [rule.outcome.…]");
            self.mistakes.push(mistake.help(format!("the outcomes are {}", names.join(", "))));
        }
        let otherwise = spec.near.as_ref().and_then(|near| near.otherwise.as_deref());
        for (name, outcome) in &spec.outcome {
            let known = kind.outcomes.iter().any(|(known, _)| known == name);
            let named = kind.open && otherwise == Some(name.as_str());
            if !(known || named) {
                let message = format!("`{}` has no outcome `{name}`", kind.name);
                let names = kind.outcomes.iter().map(|(name, _)| *name).chain(otherwise);
                self.mistakes.push(place.at(&format!("outcome.{name}"), message).nearest(name, names));
            }
            if outcome.message.is_empty() {
                let message = format!("the outcome `{name}` has no message");
                self.mistakes
                    .push(place.at(&format!("outcome.{name}"), message).help("add message.sv = \"…\""));
            }
            for text in outcome.message.values().chain(outcome.advice.values()) {
                for placeholder in render::placeholders(text) {
                    if !kind.placeholders.contains(&placeholder) {
                        let message = format!("nothing fills `{{{placeholder}}}`");
                        let mistake = place.at(&format!("{{{placeholder}}}"), message);
                        self.mistakes.push(mistake.nearest(placeholder, kind.placeholders.iter().copied()));
                    }
                }
            }
        }
    }

    fn near(&mut self, place: &Place<'_>, near: &NearSpec) -> Option<Beside> {
        for label in near.any.iter().chain(&near.all) {
            self.label(place, label);
        }
        if near.any.is_empty() && near.all.is_empty() {
            self.mistakes.push(place.at("near", "`near` names no label").help("add any = [\"adoption\"]"));
        }
        let beside = Beside::new(near);
        if beside.is_none() {
            let message = format!("`{}` is no reach", near.within);
            let mistake = place.at(&near.within, message);
            self.mistakes.push(mistake.nearest(&near.within, REACHES.iter().map(|(name, _)| *name)));
        }
        beside
    }

    fn selector(&mut self, place: &Place<'_>, slot: &SlotSpec, patterns: &mut usize) -> Selector {
        for label in slot.any.iter().chain(&slot.under) {
            self.label(place, label);
        }
        *patterns += slot.regex.len();
        let mut compiled = Vec::new();
        for pattern in slot.regex.iter().take(MAX_PATTERNS) {
            if self.compiled > MAX_ALL_COMPILED {
                let message = "the patterns of all rules are too large together";
                let mistake = place.at(&pattern.chars().take(60).collect::<String>(), message);
                self.mistakes.push(mistake.help("put the words into a lexicon"));
                break;
            }
            let built = bounded::compile(pattern);
            // A pattern that is refused has cost as much as one of the largest.
            self.compiled += built.as_ref().map_or(bounded::MAX_COMPILED, |(_, size)| *size);
            match built {
                Ok((regex, _)) => compiled.push(regex),
                Err(why) => {
                    let shown: String = pattern.chars().take(60).collect();
                    let mistake = place.at(&shown, format!("the pattern cannot be used: {why}"));
                    self.mistakes.push(
                        mistake.help("patterns are those of the Rust crate `regex`, over lower-case text"),
                    );
                }
            }
        }
        Selector {
            patterns: compiled,
            under: slot.under.clone(),
            heading: slot.heading,
            ..Selector::labels(&slot.any)
        }
    }

    fn label(&mut self, place: &Place<'_>, label: &str) {
        if !self.asked.contains(label) {
            self.asked.insert(label.to_owned());
        }
        let Some(labels) = self.labels else { return };
        if labels.get(label).is_none() && !FACTS.iter().any(|(name, _)| *name == label) {
            let mistake = place.at_use(label, format!("no lexicon or annotator is called `{label}`"));
            let names = labels.names().chain(FACTS.iter().map(|(name, _)| *name));
            self.mistakes.push(mistake.nearest(label, names));
        }
    }
}

fn sector(written: &str) -> Option<(Sector, Ordering, usize)> {
    let at = written.find(['<', '>', '='])?;
    let name = written[..at].trim();
    let sector = [Sector::Public, Sector::Private, Sector::Nonprofit, Sector::Individual, Sector::Unknown]
        .into_iter()
        .find(|sector| serde_json::to_value(sector).is_ok_and(|value| value == name))?;
    let rest = &written[at..];
    let (ordering, number) = if let Some(number) = rest.strip_prefix(">=") {
        (Ordering::AtLeast, number)
    } else if let Some(number) = rest.strip_prefix("<=") {
        (Ordering::AtMost, number)
    } else {
        (Ordering::Exactly, rest.strip_prefix('=')?)
    };
    Some((sector, ordering, number.trim().parse().ok()?))
}
