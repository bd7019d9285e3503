//! How many of some tasks have which status and light, how many are overdue, and the rate of what is completed.

use chrono::NaiveDate;

use crate::model::{Entry, LightState, Status};

/// Counts of some tasks.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Tally {
    /// Tasks by status, in the order of [`Status::ALL`].
    pub by_status: [usize; Status::ALL.len()],
    /// Tasks that are overdue.
    pub overdue: usize,
    /// Tasks by light, where lights are counted.
    pub lights: Option<LightTally>,
}

/// How many tasks have which light.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct LightTally([usize; LightState::ALL.len()]);

impl LightTally {
    /// Counts one more.
    pub fn add(&mut self, state: LightState) {
        for (known, count) in LightState::ALL.into_iter().zip(&mut self.0) {
            *count += usize::from(known == state);
        }
    }

    /// How many there are of this kind.
    pub fn of(&self, state: LightState) -> usize {
        LightState::ALL
            .into_iter()
            .zip(self.0)
            .find(|(known, _)| *known == state)
            .map_or(0, |(_, count)| count)
    }

    /// Those that rules judge, of which shares are taken: all but the suspended and withdrawn ones.
    pub fn judged(&self) -> usize {
        LightState::JUDGED.into_iter().map(|state| self.of(state)).sum()
    }
}

impl FromIterator<LightState> for LightTally {
    fn from_iter<T: IntoIterator<Item = LightState>>(states: T) -> Self {
        let mut tally = Self::default();
        states.into_iter().for_each(|state| tally.add(state));
        tally
    }
}

impl Tally {
    /// Counts one more task.
    pub fn add(&mut self, entry: Entry<'_>, today: NaiveDate) {
        for (status, count) in Status::ALL.into_iter().zip(&mut self.by_status) {
            *count += usize::from(status == entry.task.status);
        }
        self.overdue += usize::from(entry.is_overdue(today));
    }

    /// Counts one more task with its light, where lights are counted.
    pub(crate) fn add_lit(&mut self, entry: Entry<'_>, today: NaiveDate, light: Option<LightState>) {
        self.add(entry, today);
        if let Some(light) = light {
            self.lights.get_or_insert_default().add(light);
        }
    }

    /// How many tasks have this status.
    pub fn of(&self, status: Status) -> usize {
        Status::ALL
            .into_iter()
            .zip(self.by_status)
            .find(|(known, _)| *known == status)
            .map_or(0, |(_, count)| count)
    }

    /// All tasks.
    pub fn total(&self) -> usize {
        self.by_status.iter().sum()
    }

    /// Tasks that count as completed.
    pub fn completed(&self) -> usize {
        Status::ALL.into_iter().filter(|status| status.is_completed()).map(|status| self.of(status)).sum()
    }

    /// Tasks that a rate is taken of: all but the withdrawn ones.
    pub fn counted(&self) -> usize {
        self.total() - self.of(Status::Withdrawn)
    }

    /// Completed of counted, from 0 to 1; none when nothing counts.
    pub fn rate(&self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "counts of tasks are far below 2^52")]
        (self.counted() > 0).then(|| self.completed() as f64 / self.counted() as f64)
    }
}
