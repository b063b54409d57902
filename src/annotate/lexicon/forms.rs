//! The forms of a word: inflections, genitives, alternatives.

/// Forms that one entry of a phrase may expand to, at most.
const MAX_FORMS: usize = 256;

/// "plan -en -er" → plan, planen, planer, and each with a genitive -s. A form that ends in s, x or z takes none.
/// "strategi -n" and "policy ~policyer": `~` gives a whole form. "a/b -en" is two stems.
pub fn inflections(entry: &str) -> Vec<String> {
    let mut forms = Vec::new();
    let mut parts = entry.split_whitespace().peekable();
    let mut stems: Vec<String> = Vec::new();
    // Words before the first ending belong together only in phrases; here the first is the stem.
    while let Some(part) = parts.peek() {
        if part.starts_with('-') || part.starts_with('~') {
            break;
        }
        stems.push((*part).to_owned());
        parts.next();
    }
    let stem = stems.join(" ");
    let alternatives: Vec<&str> = stem.split('/').filter(|stem| !stem.is_empty()).collect();
    let endings: Vec<&str> = parts.collect();
    for stem in alternatives {
        forms.push(stem.to_owned());
        for ending in &endings {
            match ending.strip_prefix('~') {
                Some(whole) => forms.push(whole.to_owned()),
                None => forms.push([stem, ending.trim_start_matches('-')].concat()),
            }
        }
    }
    let genitives: Vec<String> = forms
        .iter()
        .filter(|form| !form.ends_with(['s', 'x', 'z', 'S']))
        .map(|form| [form, "s"].concat())
        .collect();
    forms.extend(genitives);
    forms
}

/// "är/var ansvarig/ansvariga för" → all four phrases.
pub fn phrase_forms(entry: &str) -> Result<Vec<String>, String> {
    if !entry.contains('/') {
        let form = entry.split_whitespace().collect::<Vec<_>>().join(" ");
        return Ok(if form.is_empty() { Vec::new() } else { vec![form] });
    }
    let mut forms = vec![String::new()];
    for word in entry.split_whitespace() {
        let alternatives: Vec<&str> = match word {
            "/" => vec!["/"],
            word => word.split('/').collect(),
        };
        if forms.len() * alternatives.len() > MAX_FORMS {
            return Err(format!(
                "phrase `{}` has more than {MAX_FORMS} forms; write two entries",
                shorten(entry)
            ));
        }
        forms = forms
            .iter()
            .flat_map(|form| {
                alternatives.iter().map(move |alternative| match form.is_empty() || alternative.is_empty() {
                    true => [form, *alternative].concat(),
                    false => [form, " ", *alternative].concat(),
                })
            })
            .collect();
    }
    forms.retain(|form| !form.is_empty());
    Ok(forms)
}

/// The first letters of a text, for messages.
pub(super) fn shorten(text: &str) -> String {
    text.chars().take(60).collect()
}
