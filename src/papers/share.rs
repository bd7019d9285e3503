//! Shares: exact, and as papers print them.

use serde::{Serialize, Serializer, ser::SerializeStruct as _};

use crate::lights::{Points, rounded};

/// So many of so many.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Share {
    /// How many.
    pub count: usize,
    /// Of how many.
    pub of: usize,
}

impl Share {
    /// A share; none of nothing.
    pub fn new(count: usize, of: usize) -> Option<Self> {
        (of > 0).then_some(Self { count, of })
    }

    /// In points of a hundred, exactly.
    pub fn points(self) -> Points {
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX / 100);
        Points::new(number(self.count) * 100, number(self.of).max(1))
    }

    /// `27.9%`, rounded half up and never adjusted to make sums agree.
    pub fn percent(self) -> String {
        format!("{}%", rounded(self.points()))
    }
}

impl Serialize for Share {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Share", 4)?;
        object.serialize_field("count", &self.count)?;
        object.serialize_field("of", &self.of)?;
        object.serialize_field("exact", &self.points().to_string())?;
        object.serialize_field("percent", &rounded(self.points()))?;
        object.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_half_up_and_nothing_has_no_share() {
        let percent = |count, of| Share::new(count, of).map(Share::percent);
        assert_eq!(percent(12, 43).as_deref(), Some("27.9%"));
        assert_eq!(percent(162, 222).as_deref(), Some("73%"));
        assert_eq!(percent(1, 8).as_deref(), Some("12.5%"));
        assert_eq!(percent(1, 16).as_deref(), Some("6.3%"));
        assert_eq!(percent(0, 0), None);
        let json = serde_json::to_value(Share::new(12, 43)).unwrap();
        assert_eq!(json, serde_json::json!({"count": 12, "of": 43, "exact": "1200/43", "percent": "27.9"}));
    }
}
