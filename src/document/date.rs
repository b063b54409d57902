//! A calendar date of the precision that agreements give: a year, a month, or a day.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A date as written in a document. `month` and `day` are 0 where the text does not give them.
/// Ordered by year, month, day; an unknown part sorts first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(into = "String", try_from = "String")]
#[schemars(with = "String")]
pub struct Date {
    /// 1 to 9999.
    pub year: u16,
    /// 1 to 12, or 0 where unknown.
    pub month: u8,
    /// 1 to 31, or 0 where unknown.
    pub day: u8,
}

impl Date {
    /// A whole date; `None` where month or day is out of range for that month.
    pub fn ymd(year: u16, month: u8, day: u8) -> Option<Date> {
        let last = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
            2 => 28,
            _ => return None,
        };
        (year > 0 && year <= 9999 && (1..=last).contains(&day)).then_some(Date { year, month, day })
    }

    /// Only a year.
    pub const fn year(year: u16) -> Date {
        Date { year, month: 0, day: 0 }
    }

    /// The last day that the date can mean: 2027 is 2027-12-31.
    pub fn latest(self) -> Date {
        match (self.month, self.day) {
            (0, _) => Date { year: self.year, month: 12, day: 31 },
            (month, 0) => (28..=31).rev().find_map(|day| Date::ymd(self.year, month, day)).unwrap_or(Date {
                year: self.year,
                month,
                day: 28,
            }),
            _ => self,
        }
    }

    /// The first day that the date can mean: 2027 is 2027-01-01.
    pub fn earliest(self) -> Date {
        Date { year: self.year, month: self.month.max(1), day: self.day.max(1) }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.month, self.day) {
            (0, _) => write!(f, "{:04}", self.year),
            (month, 0) => write!(f, "{:04}-{month:02}", self.year),
            (month, day) => write!(f, "{:04}-{month:02}-{day:02}", self.year),
        }
    }
}

impl From<Date> for String {
    fn from(date: Date) -> String {
        date.to_string()
    }
}

impl TryFrom<String> for Date {
    type Error = String;

    fn try_from(text: String) -> Result<Date, String> {
        text.parse()
    }
}

impl std::str::FromStr for Date {
    type Err = String;

    /// Reads `YYYY`, `YYYY-MM` and `YYYY-MM-DD`.
    fn from_str(text: &str) -> Result<Date, String> {
        let bad = || format!("{text}: not a date; 2026, 2026-05 and 2026-05-14 are");
        let parts: Vec<&str> = text.trim().split('-').collect();
        let number = |part: &str| part.parse::<u16>().map_err(|_| bad());
        match parts.as_slice() {
            [year] if year.len() == 4 => Ok(Date::year(number(year)?)),
            [year, month] => {
                let (year, month) = (number(year)?, number(month)?);
                if !(1..=12).contains(&month) {
                    return Err(bad());
                }
                Ok(Date { year, month: month as u8, day: 0 })
            }
            [year, month, day] => {
                let (year, month, day) = (number(year)?, number(month)?, number(day)?);
                if month > 12 || day > 31 {
                    return Err(bad());
                }
                Date::ymd(year, month as u8, day as u8).ok_or_else(bad)
            }
            _ => Err(bad()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_and_written_alike() {
        for text in ["2026", "2026-05", "2026-05-14", "2024-02-29"] {
            assert_eq!(text.parse::<Date>().unwrap().to_string(), text);
        }
        for text in ["", "26", "2026-13", "2026-02-30", "2023-02-29", "x", "2026-5-5-5", "2026-300-01"] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
        assert_eq!("2026-02".parse::<Date>().unwrap().latest().to_string(), "2026-02-28");
        assert_eq!("2026".parse::<Date>().unwrap().latest().to_string(), "2026-12-31");
    }
}
