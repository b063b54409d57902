//! Usage errors and help in the user's language. Flags are named and described in English where they are declared; the
//! message catalogue (`report/messages/usage.rs`) says the same in Swedish.

use std::error::Error as _;
use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use clap::{Arg, Command, CommandFactory, FromArgMatches};
use pyspunka::report::messages::{phrase, usage, with_values};

use super::output::Lang;

/// The language that usage errors are told in: that of `--lang`, else that of the system. Read before the flags are, since
/// they may be what is wrong.
pub fn of_words(words: impl Iterator<Item = OsString>) -> Lang {
    let mut words = words.take_while(|word| word != "--");
    while let Some(word) = words.next() {
        let value = match word.to_str() {
            Some("--lang") => words.next().and_then(|value| value.into_string().ok()),
            Some(word) => word.strip_prefix("--lang=").map(str::to_owned),
            None => None,
        };
        match value.as_deref() {
            Some("sv") => return Lang::Sv,
            Some("en") => return Lang::En,
            _ => {}
        }
    }
    Lang::of_user()
}

/// Reads the command line. Where it asks for help, or is wrong, that is told and the program ends.
pub fn parse<C: CommandFactory + FromArgMatches>(lang: Lang) -> C {
    let mut command = C::command();
    if lang == Lang::Sv {
        command.build();
        command = in_swedish(command);
    }
    let parsed = command.try_get_matches_from_mut(std::env::args_os());
    let parsed = parsed.and_then(|mut matches| {
        C::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))
    });
    match parsed {
        Ok(parsed) => parsed,
        Err(error) if error.use_stderr() && lang == Lang::Sv => {
            match told(&error) {
                Some(said) => super::tell(&said),
                None => drop(error.print()),
            }
            std::process::exit(error.exit_code());
        }
        Err(error) => error.exit(),
    }
}

/// The same text in a language; as it is where the catalogue lacks it.
pub fn said(english: &str, lang: Lang) -> String {
    usage(english, lang.code()).unwrap_or_else(|| english.to_owned())
}

/// A command with its help in Swedish.
fn in_swedish(mut command: Command) -> Command {
    let sv = |text: String| said(&text, Lang::Sv);
    if let Some(about) = command.get_about().map(|text| sv(text.to_string())) {
        command = command.about(about);
    }
    if let Some(about) = command.get_long_about().map(|text| sv(text.to_string())) {
        command = command.long_about(about);
    }
    if let Some(after) = command.get_after_help().map(|text| text.to_string()) {
        let lines: Vec<String> = after.lines().map(|line| said(line, Lang::Sv)).collect();
        command = command.after_help(lines.join("\n"));
    }
    let heading = |code: &'static str| phrase(code, Lang::Sv.code());
    let template = format!(
        "{{before-help}}{{about-with-newline}}\n{} {{usage}}\n\n{{all-args}}{{after-help}}",
        heading("help-usage")
    );
    command
        .help_template(template)
        .subcommand_help_heading(heading("help-commands"))
        .mut_args(argument)
        .mut_subcommands(in_swedish)
}

/// An argument with its help in Swedish, and what values it takes.
fn argument(mut arg: Arg) -> Arg {
    let say = |code: &'static str| phrase(code, Lang::Sv.code());
    let heading = if arg.is_positional() { "help-arguments" } else { "help-options" };
    arg = arg.help_heading(say(heading));
    let Some(help) = arg.get_help().map(|help| said(&help.to_string(), Lang::Sv)) else { return arg };
    let takes = arg.get_action().takes_values();
    let values =
        if takes && !arg.is_hide_possible_values_set() { arg.get_possible_values() } else { Vec::new() };
    let names: Vec<&str> = values.iter().map(|value| value.get_name()).collect();
    let mut notes = String::new();
    if takes && !arg.get_default_values().is_empty() {
        let given: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
        notes = format!(" [{}: {}]", say("help-default"), given.join(" "));
    }
    let short = match names.is_empty() {
        true => format!("{help}{notes}"),
        false => format!("{help}{notes} [{}: {}]", say("help-values"), names.join(", ")),
    };
    let explained = |value: &clap::builder::PossibleValue| {
        let help = value.get_help().map(|help| said(&help.to_string(), Lang::Sv));
        help.map_or_else(
            || format!("- {}", value.get_name()),
            |help| format!("- {}: {help}", value.get_name()),
        )
    };
    if values.iter().any(|value| value.get_help().is_some()) {
        let list: Vec<String> = values.iter().map(explained).collect();
        arg = arg.long_help(format!("{help}{notes}\n\n{}:\n{}", say("help-possible"), list.join("\n")));
    } else if let Some(long) = arg.get_long_help().map(|help| said(&help.to_string(), Lang::Sv)) {
        arg = arg.long_help(long);
    }
    let hides = arg.is_hide_possible_values_set() || takes;
    arg.help(short).hide_possible_values(hides).hide_default_value(takes)
}

/// A usage error in Swedish: what was wrong, where, and what would work. `None` for those that clap tells alone.
fn told(error: &Error) -> Option<String> {
    let say = |code: &'static str| phrase(code, Lang::Sv.code());
    let of = |kind: ContextKind| {
        let value = match error.get(kind)? {
            ContextValue::String(one) => one.clone(),
            ContextValue::Strings(all) => all.join(", "),
            ContextValue::Number(number) => number.to_string(),
            _ => return None,
        };
        Some(value).filter(|value| !value.is_empty())
    };
    let (arg, value) = (of(ContextKind::InvalidArg), of(ContextKind::InvalidValue));
    let filled = |code: &'static str, parts: &[&str]| with_values(say(code), parts);
    let mut said_so = match (error.kind(), &arg, &value) {
        (ErrorKind::UnknownArgument, Some(arg), _) => filled("usage-unknown", &[arg]),
        (ErrorKind::InvalidSubcommand, ..) => {
            filled("usage-command", &[&of(ContextKind::InvalidSubcommand)?])
        }
        (ErrorKind::MissingSubcommand, ..) => {
            filled("usage-no-command", &[&of(ContextKind::InvalidSubcommand)?])
        }
        (ErrorKind::MissingRequiredArgument, Some(arg), _) => filled("usage-required", &[arg]),
        (ErrorKind::InvalidValue, Some(arg), None) => filled("usage-no-value", &[arg]),
        (ErrorKind::InvalidValue, Some(arg), Some(value)) => filled("usage-value", &[value, arg]),
        (ErrorKind::ValueValidation, Some(arg), Some(value)) => {
            let why = error.source().map(|why| said(&why.to_string(), Lang::Sv));
            let why = why.map(|why| format!(": {why}")).unwrap_or_default();
            filled("usage-value", &[value, arg]) + &why
        }
        (ErrorKind::TooManyValues, Some(arg), Some(value)) => filled("usage-too-many", &[value, arg]),
        (ErrorKind::NoEquals, Some(arg), _) => filled("usage-equals", &[arg]),
        (ErrorKind::ArgumentConflict, Some(arg), _) => match of(ContextKind::PriorArg) {
            Some(prior) if prior != *arg => filled("usage-conflict", &[arg, &prior]),
            _ => filled("usage-twice", &[arg]),
        },
        (ErrorKind::InvalidUtf8, ..) => say("usage-utf8").to_owned(),
        _ => return None,
    };
    for kind in [ContextKind::ValidValue, ContextKind::ValidSubcommand] {
        if let Some(values) = of(kind) {
            said_so += &format!("\n  {}: {values}", say("help-possible"));
        }
    }
    let near = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue];
    if let Some(near) = near.into_iter().find_map(of) {
        said_so += &format!("\n  {}", filled("usage-near", &[&near]));
    }
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        let usage = usage.to_string();
        let usage = usage.trim_start_matches("Usage:").trim();
        said_so += &format!("\n\n{} {usage}", say("help-usage"));
    }
    Some(format!("{}: {said_so}\n\n{}", say("usage-error"), say("usage-more")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_read_from_words_that_may_be_wrong() {
        let of = |words: &str| of_words(words.split(' ').map(OsString::from));
        assert_eq!(of("scan --nope x --lang sv"), Lang::Sv);
        assert_eq!(of("scan --lang=en x --lang sv"), Lang::En);
        assert_eq!(of("scan --lang de --lang=sv"), Lang::Sv);
        assert_eq!(of("check -- --lang sv --lang=sv"), Lang::of_user());
    }

    /// All texts of help: of commands, arguments and values.
    fn texts(command: &Command, out: &mut Vec<String>) {
        out.extend(command.get_about().into_iter().chain(command.get_long_about()).map(ToString::to_string));
        let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        let lines = after.lines().filter(|line| !line.is_empty() && !line.starts_with("  "));
        out.extend(lines.map(str::to_owned));
        for arg in command.get_arguments() {
            out.extend(arg.get_help().into_iter().chain(arg.get_long_help()).map(ToString::to_string));
            let values = arg.get_possible_values();
            out.extend(values.iter().filter_map(|value| value.get_help()).map(ToString::to_string));
        }
        for command in command.get_subcommands().filter(|command| !command.is_hide_set()) {
            texts(command, out);
        }
    }

    #[test]
    fn all_help_is_there_in_swedish() {
        let mut command = super::super::Cli::command();
        command.build();
        let mut all = Vec::new();
        texts(&command, &mut all);
        let mut missing: Vec<String> = all.into_iter().filter(|text| usage(text, "sv").is_none()).collect();
        missing.sort();
        missing.dedup();
        assert!(missing.is_empty(), "src/report/messages/usage.rs lacks:\n{}", missing.join("\n"));
    }
}
