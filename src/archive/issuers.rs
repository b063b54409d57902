//! Whose a plan is, as far as plans of one name can be told apart by it: no body's plan is taken for another's.

use super::same;
use crate::document::Issuer;

/// Whose plan a reference can mean.
pub(super) struct Meant<'a> {
    /// As the text tells.
    pub(super) said: Option<&'a Issuer>,
    /// The parties: where nobody is named, one of them is meant before another of its sort.
    pub(super) parties: &'a [Issuer],
}

impl Meant<'_> {
    /// True unless the plan is known to be somebody else's.
    pub(super) fn can_be(&self, issuers: &[Issuer]) -> bool {
        if issuers.is_empty() {
            return true;
        }
        if let Some(said) = self.said {
            return issuers.iter().any(|issuer| are_one(said, issuer));
        }
        let one_of_them =
            |issuer: &Issuer| self.parties.iter().any(|party| party.sort.is_some() && are_one(party, issuer));
        // A name as it is written in a register may hold the word for its sort.
        let says = |issuer: &Issuer, sort: &str| issuer.name.split(' ').any(|word| word == sort);
        let other_sort = |issuer: &Issuer| {
            self.parties.iter().all(|party| match &issuer.sort {
                Some(_) => party.sort != issuer.sort,
                None => party.sort.as_ref().is_none_or(|sort| !says(issuer, sort)),
            })
        };
        issuers.iter().any(|issuer| one_of_them(issuer) || other_sort(issuer))
    }
}

/// True where two names can be those of one body: of one sort, with a word in common.
pub(super) fn are_one(a: &Issuer, b: &Issuer) -> bool {
    let sorts = a.sort.as_ref().zip(b.sort.as_ref()).is_none_or(|(a, b)| a == b);
    let bare = |word: &str| word.strip_suffix('s').unwrap_or(word).to_owned();
    let words = |name: &str| -> Vec<String> {
        let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 1);
        words.map(bare).collect()
    };
    let (a, b) = (words(&a.name), words(&b.name));
    sorts && a.iter().any(|a| b.iter().any(|b| a == b || same(a, b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issuer(text: &str) -> Issuer {
        match text.split_once(' ') {
            Some(("-", name)) => Issuer { sort: None, name: name.to_owned() },
            Some((sort, name)) => Issuer { sort: Some(sort.to_owned()), name: name.to_owned() },
            None => Issuer { sort: None, name: text.to_owned() },
        }
    }

    fn check(said: &str, parties: &[&str], plan: &[&str], expected: bool) {
        let said = Some(issuer(said)).filter(|said| !said.name.is_empty());
        let parties: Vec<Issuer> = parties.iter().map(|party| issuer(party)).collect();
        let plan: Vec<Issuer> = plan.iter().map(|plan| issuer(plan)).collect();
        let meant = Meant { said: said.as_ref(), parties: &parties };
        assert_eq!(meant.can_be(&plan), expected, "{said:?} {parties:?} {plan:?}");
    }

    #[test]
    fn a_plan_of_somebody_else_is_never_meant() {
        let norrby = ["kommun norrby"];
        check("kommun norrby", &norrby, &["kommun norrby"], true);
        check("kommun norrby", &norrby, &["kommun sunnanö"], false);
        check("norrbys", &norrby, &["kommun norrby"], true);
        check("ales", &["kommun ale"], &["kommun ale"], true);
        check("kommun gotland", &[], &["region gotland"], false);
        // Nobody is named: a party's, or of somebody of another sort than the parties.
        check("", &norrby, &["kommun norrby"], true);
        check("", &norrby, &["kommun sunnanö"], false);
        check("", &norrby, &["region söder"], true);
        check("", &["kommun norrby", "region söder"], &["region väster"], false);
        check("", &["ab maskin"], &["kommun norrby"], true);
        // As a register names them, with the word for its sort in the name.
        check("", &norrby, &["- norrby kommun"], true);
        check("", &norrby, &["- sunnanö kommun"], false);
        check("", &norrby, &["- region söder"], true);
        check("kommun norrby", &norrby, &["- sunnanö kommun"], false);
        // A plan of which nobody tells whose it is.
        check("kommun norrby", &norrby, &[], true);
    }
}
