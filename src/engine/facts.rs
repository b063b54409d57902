//! What is kept of a document once its text is gone.

use memchr::memchr_iter;

use crate::annotate::Lexicons;
use crate::archive::bus_factor;
use crate::document::letters::is_alphanumeric;
use crate::document::{
    Adoption, AdoptionState, Annotations, Date, Document, DocumentKind, DutyKind, DutySubject, Holder,
    Issuer, Language, PlanStatus,
};
use crate::evaluate::Evaluation;
use crate::extract::{Extracted, FORMATS, Failure, Read};
use crate::finding::{
    DocDates, DocumentFacts, DocumentRecord, DocumentRef, LinkFacts, Localized, OutcomeKind, OutcomeRecord,
    PartyRecord, PersonRecord, PersonTask, PlanLink, PlanRefRecord, Problem, Reason, Status,
};
use crate::report::messages;
use crate::rules::RuleSet;
use crate::rules::view::shorten;

/// Facts of a file of which nothing was read: a record that says why, and an outcome "not assessed" for every rule.
pub fn refused(name: &str, failure: &Failure, rules: &RuleSet) -> DocumentFacts {
    let reason = failure.reason.code();
    let outcomes = rules
        .ids()
        .map(|rule| OutcomeRecord {
            rule: rule.to_owned(),
            outcome: OutcomeKind::NotAssessed,
            reason: Some(reason.clone()),
        })
        .collect();
    DocumentFacts {
        record: DocumentRecord {
            path: name.to_owned(),
            blake3: String::new(),
            format: "unknown".to_owned(),
            kind: DocumentKind::Other,
            language: Language::Other,
            status: Status::NotAssessed,
            reason: Some(reason),
            reason_text: Some(reason_text(failure)),
            readability: 0.0,
            pages: None,
            title: None,
            dnr: None,
            dates: DocDates::default(),
            parties: Vec::new(),
            persons: Vec::new(),
            plan_refs: Vec::new(),
            adoption: None,
            outcomes,
            bus_factor: None,
            problems: Vec::new(),
            package: None,
        },
        findings: Vec::new(),
        links: LinkFacts::default(),
    }
}

/// Characters of a duty that are kept.
const DUTY: usize = 160;

/// What a party has to do, as written.
fn duties(document: &Document, annotations: &Annotations, party: usize) -> Vec<String> {
    let own = annotations.duties.iter().filter(|duty| {
        let is = |index: &u32| *index as usize == party;
        duty.kind == DutyKind::Own
            && match &duty.subject {
                DutySubject::Party(index) => is(index),
                DutySubject::Parties(list) => list.iter().any(is),
                DutySubject::EachParty => true,
                _ => false,
            }
    });
    own.take(PartyRecord::DUTIES).map(|duty| shorten(document.slice(duty.span).trim(), DUTY)).collect()
}

/// Facts of a document that was read, at least in part.
pub(super) fn assemble(
    extracted: Extracted,
    annotations: &Annotations,
    evaluation: Evaluation,
    of: DocumentRef,
    today: Date,
    lexicons: &Lexicons,
) -> DocumentFacts {
    let Extracted { document, mut problems, read } = extracted;
    problems.extend(evaluation.cut.iter().map(|(rule, count)| {
        let message = format!("{rule}: {count} findings, of which the first are reported");
        Problem::new("evaluate", "findings-per-rule", message).value(count)
    }));
    let (status, failure) = match (language_failure(&evaluation.outcomes), read) {
        (Some(failure), _) => (Status::NotAssessed, Some(failure)),
        (None, Read::Partial(failure)) => (Status::Partial, Some(failure)),
        (None, Read::Whole | Read::Failed(_)) => (Status::Assessed, None),
    };
    let tasks = tasks(annotations);
    let parties = annotations.parties.iter().enumerate().map(|(index, party)| PartyRecord {
        name: party.name.clone(),
        aliases: party.aliases.clone(),
        org_number: party.org_number.clone(),
        legal_form: party.legal_form.clone(),
        sector: party.sector,
        own_duty: evaluation.own_duty.get(index).copied().flatten(),
        duties: duties(&document, annotations, index),
    });
    let persons = annotations.persons.iter().map(|person| PersonRecord {
        name: person.name.clone(),
        zone: person.zone,
        functions: person.functions.clone(),
        mentions: u32::try_from(person.mentions.len()).unwrap_or(u32::MAX),
        confidence: rounded(person.confidence),
    });
    let plan_refs = annotations.plan_refs.iter().map(|plan| PlanRefRecord {
        name: plan.name.clone(),
        adoption: state(plan, annotations, today),
        resolves_to: None,
    });
    let file = of.path.rsplit('/').next().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let called_so = format!("{stem} {}", annotations.title.as_deref().unwrap_or_default()).to_lowercase();
    let called = |label: &str| words(&called_so).any(|word| lexicons.contains(label, word));
    problems.extend(named_otherwise(file, document.meta().format));
    let record = DocumentRecord {
        path: of.path.clone(),
        blake3: of.blake3,
        format: document.meta().format.to_owned(),
        kind: of.kind,
        language: of.language,
        status,
        reason: failure.as_ref().map(|failure| failure.reason.code()),
        reason_text: failure.as_ref().map(reason_text),
        readability: rounded(annotations.readability),
        pages: document.meta().pages,
        title: annotations.title.clone(),
        dnr: of.dnr,
        dates: DocDates {
            signed: annotations.signed,
            from: annotations.valid_from,
            to: annotations.valid_to,
        },
        parties: parties.collect(),
        persons: persons.collect(),
        plan_refs: plan_refs.collect(),
        adoption: annotations.adoption.clone().map(|adoption| dated(adoption, today)),
        outcomes: evaluation.outcomes,
        bus_factor: bus_factor(&tasks),
        problems,
        package: None,
    };
    let all = in_a_row(document.lower());
    let links = LinkFacts {
        tasks,
        plans: annotations.plan_refs.iter().map(|plan| plan_link(plan, lexicons)).collect(),
        annexes_missing: annotations
            .annexes
            .iter()
            .filter(|annex| !annex.present)
            .map(|annex| format!("{} {}", annex.name, annex.title.as_deref().unwrap_or_default()))
            .map(|annex| annex.trim_end().to_owned())
            .collect(),
        names: names(&document, annotations),
        simhash: simhash(&all),
        text_hash: Some(text_hash(&all)),
        draft: called("draft-word"),
        ends: called("ends-agreement"),
        dnr_cited: dnr_cited(annotations, lexicons),
        short: short(&document),
        duty_subjects: duty_subjects(&document, annotations),
        owners: annotations
            .parties
            .iter()
            .map(|party| Issuer { sort: party.legal_form.clone(), name: telling(&party.name, lexicons) })
            .collect(),
        issuers: annotations.issuers.iter().map(|issuer| told(issuer, lexicons)).collect(),
        latent: evaluation.latent,
        last_days: last_days(annotations),
    };
    DocumentFacts { record, findings: evaluation.findings, links }
}

/// That a document is in a language that no rule could be asked in.
fn language_failure(outcomes: &[OutcomeRecord]) -> Option<Failure> {
    let judged = |one: &OutcomeRecord| matches!(one.outcome, OutcomeKind::Met | OutcomeKind::NotMet);
    if outcomes.iter().any(judged) {
        return None;
    }
    let reasons = [(Reason::OtherLanguage, "other-language"), (Reason::LanguageUnclear, "language-unclear")];
    let because = |code: &str| {
        let is = |one: &OutcomeRecord| {
            one.outcome == OutcomeKind::NotAssessed && one.reason.as_deref() == Some(code)
        };
        outcomes.iter().any(is)
    };
    reasons.into_iter().find(|(_, code)| because(code)).map(|(reason, code)| Failure::new(reason, code))
}

/// A note where a file is of another format than its name says: a web page or a plain text called "avtal.pdf" is seldom what
/// was meant to be kept.
fn named_otherwise(file: &str, format: &str) -> Option<Problem> {
    let ending = file.rsplit_once('.')?.1.to_ascii_lowercase();
    let promised = FORMATS.iter().find(|promised| promised.endings.contains(&ending.as_str()))?;
    (promised.name != format).then(|| {
        let message = "the file's name says something else than its content";
        Problem::new("ingest", "named-otherwise", message).value(format)
    })
}

/// Whether a plan is adopted, seen from the day of the agreement and from today.
fn state(plan: &crate::document::PlanRef, said: &Annotations, today: Date) -> AdoptionState {
    let years = plan.years.filter(|(first, last)| last > first).map(|(_, last)| Date::year(last));
    let start = said.valid_from.or(said.signed).map_or(today, |start| start.earliest().max(today));
    let ended = plan.decision.valid_to.or(years).is_some_and(|end| end.latest() < start);
    match plan.state {
        AdoptionState::Proven | AdoptionState::Unproven if ended => AdoptionState::Expired,
        state => state,
    }
}

/// A plan's own adoption, seen from today.
fn dated(mut adoption: Adoption, today: Date) -> Adoption {
    let ended = adoption.valid_to.is_some_and(|end| end.latest() < today.earliest());
    if adoption.status == Some(PlanStatus::Adopted) && ended && !adoption.until_replaced {
        adoption.status = Some(PlanStatus::Expired);
    }
    adoption
}

fn plan_link(plan: &crate::document::PlanRef, lexicons: &Lexicons) -> PlanLink {
    PlanLink {
        years: plan.years,
        decision: plan.decision.clone(),
        reference_only: plan.reference_only && plan.state != AdoptionState::Proven,
        contribution: plan.contribution.is_some(),
        owner: plan.issuer.as_ref().map(|issuer| told(issuer, lexicons)),
        bare: is_bare(&plan.name, lexicons),
        other_name: in_swedish(&plan.name, lexicons),
    }
}

/// True for "strategi 2030": a noun and years.
fn is_bare(name: &str, lexicons: &Lexicons) -> bool {
    let lower = name.to_lowercase();
    let mut nouns = words(&lower).filter(|word| !word.bytes().all(|byte| byte.is_ascii_digit()));
    nouns.all(|noun| lexicons.contains("bare-plan", noun))
}

/// Last days of periods that today is compared with.
fn last_days(annotations: &Annotations) -> Vec<Date> {
    let of_plans = annotations.plan_refs.iter().flat_map(|plan| {
        [plan.decision.valid_to, plan.years.map(|(_, last)| Date::year(last))].into_iter().flatten()
    });
    let own = annotations.adoption.as_ref().and_then(|adoption| adoption.valid_to);
    let mut ends: Vec<Date> = of_plans.chain(annotations.valid_to).chain(own).collect();
    ends.sort_unstable();
    ends.dedup();
    ends
}

/// Who issued a plan, by the words that tell it from others of its sort.
fn told(issuer: &Issuer, lexicons: &Lexicons) -> Issuer {
    Issuer { sort: issuer.sort.clone(), name: telling(&issuer.name, lexicons) }
}

/// A name without the words for sorts of organisations ("norrby" of "Norrby kommun"); where nothing is left, its longest
/// word.
fn telling(name: &str, lexicons: &Lexicons) -> String {
    let lower = name.to_lowercase();
    let sort = |word: &str| {
        ["org-public", "org-private", "org-nonprofit"].iter().any(|label| lexicons.contains(label, word))
    };
    let left: Vec<&str> = words(&lower).filter(|word| !sort(word)).collect();
    match left.is_empty() {
        true => words(&lower).max_by_key(|word| word.chars().count()).unwrap_or_default().to_owned(),
        false => left.join(" "),
    }
}

/// The name word by word in Swedish, where one of its words is known in English; else empty.
fn in_swedish(name: &str, lexicons: &Lexicons) -> String {
    let lower = name.to_lowercase();
    let mut known = false;
    let words: Vec<&str> = words(&lower)
        .map(|word| match lexicons.value_of("plan-word-in-swedish", word) {
            Some(swedish) => {
                known = true;
                swedish
            }
            None => word,
        })
        .collect();
    if known { words.join(" ") } else { String::new() }
}

/// Registry numbers that are cited, at most so many.
const CITED: usize = 10;

fn dnr_cited(annotations: &Annotations, lexicons: &Lexicons) -> Vec<String> {
    let label = lexicons.labels().get("dnr");
    let mut cited = Vec::new();
    for mark in annotations.marks.iter().filter(|mark| Some(mark.label) == label) {
        let Some(dnr) = mark.value.as_ref().filter(|dnr| annotations.dnr.as_ref() != Some(*dnr)) else {
            continue;
        };
        if !cited.contains(dnr) && cited.len() < CITED {
            cited.push(dnr.clone());
        }
    }
    cited
}

/// Abbreviations in the first lines and headings: words of three to six capitals among others that are not.
fn short(document: &Document) -> Vec<String> {
    let first = document.blocks().iter().filter(|block| block.is_body() && block.cell().is_none()).take(3);
    let mut short = Vec::new();
    for block in first.chain(document.blocks().iter().filter(|block| block.is_heading()).take(4)) {
        let text = document.slice(block.content);
        if text.len() > 200 || !text.chars().any(char::is_lowercase) {
            continue;
        }
        for word in text.split(|c: char| !c.is_alphanumeric()) {
            let capitals = (3..=6).contains(&word.chars().count()) && word.chars().all(char::is_uppercase);
            if capitals && !short.iter().any(|known| known == word) {
                short.push(word.to_owned());
            }
        }
    }
    short
}

/// Who has an own duty, at most so many.
const SUBJECTS: usize = 60;

/// Of a document that is no agreement and no plan: who has an own duty in it.
fn duty_subjects(document: &Document, annotations: &Annotations) -> Vec<String> {
    let mut subjects: Vec<String> = Vec::new();
    if matches!(annotations.kind.kind, DocumentKind::Agreement | DocumentKind::Plan) {
        return subjects;
    }
    for duty in annotations.duties.iter().filter(|duty| duty.kind == DutyKind::Own) {
        let party =
            |index: &u32| annotations.parties.get(*index as usize).map(|party| party.name.to_lowercase());
        let who = || document.slice(duty.who).trim().to_lowercase();
        let named: Vec<String> = match &duty.subject {
            DutySubject::Party(index) => party(index).into_iter().chain([who()]).collect(),
            DutySubject::Parties(parties) => parties.iter().filter_map(party).collect(),
            DutySubject::EachParty => vec!["*".to_owned()],
            DutySubject::Role(role) | DutySubject::Category(role) => vec![role.clone(), who()],
            DutySubject::Joint | DutySubject::Person(_) | DutySubject::Nobody => Vec::new(),
        };
        for name in named.into_iter().filter(|name| !name.is_empty() && name.len() <= 120) {
            if !subjects.contains(&name) && subjects.len() < SUBJECTS {
                subjects.push(name);
            }
        }
    }
    subjects
}

fn tasks(annotations: &Annotations) -> Vec<PersonTask> {
    let mut tasks = Vec::new();
    for task in &annotations.tasks {
        let Holder::Person(index) = task.holder else { continue };
        let Some(person) = annotations.persons.get(index as usize) else { continue };
        let mut emails: Vec<String> = person.emails.iter().map(|email| email.to_lowercase()).collect();
        emails.sort();
        emails.dedup();
        tasks.push(PersonTask {
            person: person.name.clone(),
            what: task.what.clone(),
            core: task.core,
            backed: task.mitigation.is_some(),
            contact: task.contact,
            emails,
        });
    }
    tasks
}

/// Names that another document may cite this one by: its title, its first lines and its first headings.
fn names(document: &Document, annotations: &Annotations) -> Vec<String> {
    let first = document.blocks().iter().filter(|block| block.is_body() && block.cell().is_none()).take(3);
    let headings = first.chain(document.blocks().iter().filter(|block| block.is_heading()).take(8));
    let mut names: Vec<String> = annotations.title.iter().map(|title| title.to_lowercase()).collect();
    for block in headings {
        let name = document.slice(block.content).to_lowercase();
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if !name.is_empty() && name.len() <= 200 && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn words(lower: &str) -> impl Iterator<Item = &str> {
    lower.split(|character| !is_alphanumeric(character)).filter(|word| !word.is_empty())
}

/// The words of a text, each with a space behind it.
fn in_a_row(lower: &str) -> String {
    let mut row = String::with_capacity(lower.len() + 1);
    let mut rest = lower;
    loop {
        // Most of a word is plain letters.
        let plain = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        row.push_str(&rest[..plain]);
        let mut after = rest[plain..].chars();
        let next = after.next();
        match next {
            Some(letter) if is_alphanumeric(letter) => row.push(letter),
            _ if row.is_empty() || row.ends_with(' ') => {}
            _ => row.push(' '),
        }
        if next.is_none() {
            return row;
        }
        rest = after.as_str();
    }
}

/// Hash of the words alone, so that the same text as DOCX and as PDF gives the same.
fn text_hash(row: &str) -> String {
    blake3::hash(row.as_bytes()).to_hex().as_str()[..16].to_owned()
}

/// Where a hash of bytes begins, and what each byte multiplies it by (FNV-1a).
const FNV: (u64, u64) = (0xcbf2_9ce4_8422_2325, 0x100_0000_01b3);

/// Near duplicates differ in few of the 64 bits: each bit is the majority over all runs of three words. `None` for
/// texts too short to say.
fn simhash(row: &str) -> Option<String> {
    let words = memchr_iter(b' ', row.as_bytes()).count() as u64;
    if words < 20 {
        return None;
    }
    // How often each bit is set, as binary numbers that stand upright: bit `n` of plane `p` is worth 2 to the `p`.
    let mut planes = [0u64; 48];
    let (mut word, mut before) = (FNV.0, [0u64; 2]);
    let mut ended = 0;
    for byte in row.bytes() {
        if byte != b' ' {
            word = (word ^ u64::from(byte)).wrapping_mul(FNV.1);
            continue;
        }
        let mut hash = before[0].rotate_left(42) ^ before[1].rotate_left(21) ^ word;
        before = [before[1], std::mem::replace(&mut word, FNV.0)];
        ended += 1;
        if ended < 3 {
            continue;
        }
        hash ^= hash >> 32;
        hash = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        hash ^= hash >> 29;
        let mut carry = hash;
        for plane in &mut planes {
            (*plane, carry) = (*plane ^ carry, *plane & carry);
            if carry == 0 {
                break;
            }
        }
    }
    let runs = words - 2;
    let used = planes.iter().rposition(|plane| *plane != 0).map_or(0, |last| last + 1);
    let set = |bit: usize| -> u64 {
        planes[..used].iter().enumerate().map(|(power, plane)| (plane >> bit & 1) << power).sum()
    };
    let bits = (0..64).fold(0u64, |bits, bit| bits | u64::from(set(bit) * 2 > runs) << bit);
    Some(format!("{bits:016x}"))
}

/// Rounded to three decimals, so that output does not show the noise of single precision.
pub(super) fn rounded(share: f32) -> f64 {
    (f64::from(share) * 1000.0).round() / 1000.0
}

/// The failure in words, per language.
fn reason_text(failure: &Failure) -> Localized {
    let code = failure.reason.code();
    let told = |lang: &str| messages::failure(&code, &failure.detail, failure.value.as_deref(), lang);
    ["en", "sv"].into_iter().map(|lang| (lang.to_owned(), told(lang))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_duplicates_differ_in_few_bits() {
        let text: String = (0..200).map(|n| format!("ord{} ", n * 7 % 90)).collect();
        let bits = |text: &str| u64::from_str_radix(&simhash(&in_a_row(text)).unwrap(), 16).unwrap();
        let near = (bits(&text) ^ bits(&format!("{text} tre nya ord"))).count_ones();
        let other: String = (0..200).map(|n| format!("annat{} ", n * 11 % 83)).collect();
        let far = (bits(&text) ^ bits(&other)).count_ones();
        assert!(near < 8 && far > 16, "{near} {far}");
        assert_eq!(simhash("kort text "), None);
        assert_eq!(text_hash(&in_a_row("a  b\nc")), text_hash(&in_a_row("a b, c")));
    }
}
