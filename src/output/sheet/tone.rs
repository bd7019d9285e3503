//! How a cell of a ledger on paper is marked beside its words: by what the task's status and its light are.

use chrono::NaiveDate;

use crate::{
    model::{Entry, Light, LightState, Status},
    output::docx::Colour as Ink,
};

/// How a cell is marked, beside its words.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum Tone {
    /// Not at all.
    #[default]
    Plain,
    /// What is finished, and a green light.
    Green,
    /// What is under way, and a blue light.
    Blue,
    /// What waits or is given up, and what can't be judged.
    Grey,
    /// A yellow light.
    Yellow,
    /// What is late, and a red light.
    Red,
}

impl Tone {
    /// Every tone.
    pub(crate) const ALL: [Self; 6] =
        [Self::Plain, Self::Green, Self::Blue, Self::Grey, Self::Yellow, Self::Red];

    /// Its name in a page.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Green => "green",
            Self::Blue => "blue",
            Self::Grey => "grey",
            Self::Yellow => "yellow",
            Self::Red => "red",
        }
    }

    /// Its colour, dark enough for print and for weak eyes.
    pub(crate) fn colour(self) -> u32 {
        match self {
            Self::Plain => 0x00_0000,
            Self::Green => 0x12_651f,
            Self::Blue => 0x0b_4f9e,
            Self::Grey => 0x59_5959,
            Self::Yellow => 0x7a_5200,
            Self::Red => 0xb0_0020,
        }
    }

    /// Its colour in a Word file; none is that of all text.
    pub(crate) fn ink(self) -> Option<Ink> {
        match self {
            Self::Plain => None,
            Self::Green => Some(Ink::Green),
            Self::Blue => Some(Ink::Blue),
            Self::Grey => Some(Ink::Grey),
            Self::Yellow => Some(Ink::Yellow),
            Self::Red => Some(Ink::Red),
        }
    }

    /// Whether it is the one that nobody may miss.
    pub(crate) fn is_bold(self) -> bool {
        self == Self::Red
    }

    /// That of a task.
    pub(crate) fn of(entry: Entry<'_>, today: NaiveDate) -> Self {
        match entry.task.status {
            _ if entry.is_overdue(today) => Self::Red,
            Status::Done | Status::Closed => Self::Green,
            Status::InProgress => Self::Blue,
            Status::NotStarted => Self::Plain,
            Status::Suspended | Status::Withdrawn => Self::Grey,
        }
    }
}

impl From<LightState> for Tone {
    fn from(state: LightState) -> Self {
        match state {
            LightState::Lit(Light::Red) => Self::Red,
            LightState::Lit(Light::Yellow) => Self::Yellow,
            LightState::Lit(Light::Blue) => Self::Blue,
            LightState::Lit(Light::Green) => Self::Green,
            LightState::Undetermined | LightState::Unlit | LightState::NotJudged => Self::Grey,
        }
    }
}
