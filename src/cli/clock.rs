//! The day and the time, as the system tells them.

use std::time::SystemTime;

use pyspunka::document::Date;

/// Today, where there is a clock.
pub fn today() -> Option<Date> {
    days_to_date(seconds_since_1970() / 86_400)
}

/// Seconds since 1970-01-01.
pub fn seconds_since_1970() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// Civil date of a day number (days since 1970-01-01).
pub fn days_to_date(days: u64) -> Option<Date> {
    let (mut year, mut left) = (1970u16, days);
    loop {
        let leap = Date::ymd(year, 2, 29).is_some();
        let length = if leap { 366 } else { 365 };
        if left < length {
            break;
        }
        left -= length;
        year = year.checked_add(1)?;
    }
    for month in 1..=12 {
        let length = u64::from((Date { year, month, day: 0 }).latest().day);
        if left < length {
            return Date::ymd(year, month, u8::try_from(left + 1).ok()?);
        }
        left -= length;
    }
    None
}

/// A moment as ISO 8601, in UTC.
pub fn timestamp(seconds: u64) -> Option<String> {
    let (date, rest) = (days_to_date(seconds / 86_400)?, seconds % 86_400);
    Some(format!("{date}T{:02}:{:02}:{:02}Z", rest / 3600, rest / 60 % 60, rest % 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_become_dates() {
        for (days, date) in
            [(0, "1970-01-01"), (59, "1970-03-01"), (19_782, "2024-02-29"), (20_781, "2026-11-24")]
        {
            assert_eq!(days_to_date(days).unwrap().to_string(), date);
        }
    }
}
