//! HTML: one page that needs nothing beside it. What stands still (summary, charts, tables) is written here; the lists
//! of findings and documents are drawn by the page's own script from the data in it, so that 20,000 stay quick.
//!
//! Nothing from a document is markup: text is escaped here and set as text there, and the page's policy runs no script
//! but its own and fetches nothing.

use std::io::{self, Write};

use super::Settings;
use super::messages::phrase;
use crate::finding::{REPORT_MARK, Report};

mod data;
mod still;

use data::{data, script_safe};
use still::still;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The page.
pub(super) fn write(report: &Report, settings: &Settings, out: &mut dyn Write) -> io::Result<()> {
    let lang = settings.lang;
    let data = script_safe(&serde_json::to_string(&data(report, lang))?);
    // Nobody who writes a document can know the hash of the report that will quote it.
    let nonce = &blake3::hash(data.as_bytes()).to_hex()[..32];
    let title = phrase("report-title", lang);
    write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"generator\" content=\"{REPORT_MARK}\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'nonce-{nonce}'; \
         script-src 'nonce-{nonce}'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<title>{title}</title>\n\
         <style nonce=\"{nonce}\">\n{STYLE}</style>\n</head>\n<body>\n"
    )?;
    out.write_all(still(report, lang).as_bytes())?;
    write!(
        out,
        "<script type=\"application/json\" id=\"data\" nonce=\"{nonce}\">{data}</script>\n\
         <script nonce=\"{nonce}\">\n{SCRIPT}</script>\n</body>\n</html>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_strings_stay_text() {
        let mut page = Vec::new();
        write(&super::super::testing::report(), &Settings { lang: "sv" }, &mut page).unwrap();
        let page = String::from_utf8(page).unwrap();
        assert_eq!(page.matches("<script").count(), 2);
        assert_eq!(page.matches("</script>").count(), 2);
        assert!(!page.contains("<img") && !page.contains('\u{202e}'));
        assert!(page.contains("Norrby kommun") && page.contains("åäö"));
        // Nothing is fetched: no address but those of anchors in the page.
        assert!(!page.contains("http://") && !page.contains("https://") && !page.contains("src=\""));
    }

    #[test]
    fn every_word_of_the_script_is_in_the_catalogue() {
        for code in data::WORDS {
            assert_ne!(phrase(code, "sv"), *code, "{code}");
        }
    }
}
