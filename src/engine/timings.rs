//! How long each stage takes. Never part of findings: those are the same bytes however long they took.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Instant;

use super::run::lock;

/// Nanoseconds by stage, in the order of the stages.
pub type Took = Vec<(String, u64)>;

/// Measures the stages of one document; does nothing where nobody asked.
#[derive(Debug)]
pub struct Laps {
    last: Option<Instant>,
    took: Took,
}

impl Laps {
    /// Begins to measure, where that is wanted.
    pub fn begin(wanted: bool) -> Laps {
        Laps { last: wanted.then(Instant::now), took: Vec::new() }
    }

    /// The stage that has just ended; its times are added up.
    pub fn lap(&mut self, stage: &str) {
        if let Some(last) = &mut self.last {
            let now = Instant::now();
            let nanoseconds = u64::try_from((now - *last).as_nanos()).unwrap_or(u64::MAX);
            match self.took.iter_mut().find(|(known, _)| known == stage) {
                Some((_, sum)) => *sum += nanoseconds,
                None => self.took.push((stage.to_owned(), nanoseconds)),
            }
            *last = now;
        }
    }

    /// What was measured.
    pub fn end(self) -> Took {
        self.took
    }
}

/// Sums over all documents of a run.
#[derive(Debug, Default)]
pub struct Timings(Mutex<Sums>);

/// Stages of reading, of which no format has all.
const READING: [&str; 5] = ["hash", "inflate", "parse", "glyphs", "layout"];

#[derive(Debug)]
struct Sums {
    documents: u64,
    /// Stages of reading, then others in the order of their first mention.
    order: Vec<String>,
    nanoseconds: BTreeMap<String, u64>,
}

impl Default for Sums {
    fn default() -> Sums {
        let order = READING.map(str::to_owned).to_vec();
        Sums { documents: 0, order, nanoseconds: BTreeMap::new() }
    }
}

impl Sums {
    fn add(&mut self, stage: &str, nanoseconds: u64) {
        match self.nanoseconds.get_mut(stage) {
            Some(sum) => *sum += nanoseconds,
            None => {
                if !READING.contains(&stage) {
                    self.order.push(stage.to_owned());
                }
                self.nanoseconds.insert(stage.to_owned(), nanoseconds);
            }
        }
    }
}

impl Timings {
    /// Adds what one document took.
    pub fn add(&self, took: &Took) {
        let mut sums = lock(&self.0);
        sums.documents += u64::from(!took.is_empty());
        for (stage, nanoseconds) in took {
            sums.add(stage, *nanoseconds);
        }
    }

    /// Adds a stage of the run as a whole.
    pub fn add_stage(&self, stage: &str, nanoseconds: u64) {
        lock(&self.0).add(stage, nanoseconds);
    }

    /// A table to read.
    pub fn text(&self) -> String {
        let sums = lock(&self.0);
        let total: u64 = sums.nanoseconds.values().sum();
        let mut text = format!("Timings, summed over {} documents read:\n", sums.documents);
        for (stage, nanoseconds) in
            sums.order.iter().filter_map(|stage| sums.nanoseconds.get_key_value(stage))
        {
            let share = 100.0 * *nanoseconds as f64 / total.max(1) as f64;
            let seconds = *nanoseconds as f64 / 1e9;
            text += &format!("  {stage:<16} {seconds:>9.4} s {share:>5.1} %\n");
        }
        text
    }

    /// The same as one line of JSON: nanoseconds by stage.
    pub fn json(&self) -> String {
        let sums = lock(&self.0);
        let stages: serde_json::Map<String, serde_json::Value> = sums
            .nanoseconds
            .iter()
            .map(|(stage, nanoseconds)| (stage.clone(), (*nanoseconds).into()))
            .collect();
        serde_json::json!({ "documents": sums.documents, "nanoseconds": stages }).to_string()
    }
}
