//! Reporting periods as people type them, which are named in full, or beside today: `四季度`, `Q4`, `本季度`, `上月`.

use chrono::{Datelike as _, Months, NaiveDate};

use super::PeriodId;
use crate::text::fold::fold;

/// A period as it was typed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TypedPeriod {
    word: String,
    form: Form,
}

#[derive(Clone, Debug, Eq, PartialEq)]
enum Form {
    /// With its year.
    Named(PeriodId),
    /// Without: one of this year.
    OfNoYear(String),
    /// This month or one near it.
    Month(i32),
    /// This quarter or one near it.
    Quarter(i32),
    /// This year or one near it.
    Year(i32),
}

impl TypedPeriod {
    /// A period as [`PeriodId::read`] reads it, or one that hangs on today: `四季度`, `第四季度`, `Q4`, `9月`; `本季度`, `上季度`,
    /// `下季度`, `本月`, `上个月`, `今年`.
    pub fn read(typed: &str) -> Option<Self> {
        let form = match PeriodId::read(typed) {
            Some(id) => Form::Named(id),
            None => near(&fold(typed))?,
        };
        Some(Self { word: typed.trim().to_owned(), form })
    }

    /// The period that it means.
    pub fn on(&self, today: NaiveDate) -> PeriodId {
        let of_month = |months: i32| {
            let day = today.with_day(1).unwrap_or(today);
            let away = Months::new(months.unsigned_abs());
            let moved = if months < 0 { day.checked_sub_months(away) } else { day.checked_add_months(away) };
            moved.unwrap_or(day)
        };
        let name = match &self.form {
            Form::Named(id) => return *id,
            Form::OfNoYear(part) => format!("{:04}年{part}", today.year()),
            Form::Month(months) => of_month(*months).format("%Y-%m").to_string(),
            Form::Quarter(quarters) => {
                let day = of_month(quarters * 3);
                format!("{:04}-q{}", day.year(), day.month().div_ceil(3))
            }
            Form::Year(years) => format!("{:04}", today.year() + years),
        };
        PeriodId::read(&name).unwrap_or_else(|| PeriodId::of_year(today.year()))
    }

    /// Whether it is a part of a year, and nothing says of which.
    pub(super) fn is_of_no_year(&self) -> bool {
        matches!(self.form, Form::OfNoYear(_))
    }

    /// The word, where it does not name its year: which one is taken has to be said.
    pub fn without_year(&self) -> Option<&str> {
        (!matches!(self.form, Form::Named(_))).then_some(self.word.as_str())
    }
}

/// What a folded word means beside today.
fn near(word: &str) -> Option<Form> {
    let form = match word {
        "本月" | "这个月" | "当月" => Form::Month(0),
        "上月" | "上个月" => Form::Month(-1),
        "下月" | "下个月" => Form::Month(1),
        "本季度" | "本季" | "这个季度" | "当季" => Form::Quarter(0),
        "上季度" | "上季" | "上个季度" => Form::Quarter(-1),
        "下季度" | "下季" | "下个季度" => Form::Quarter(1),
        "今年" | "本年" | "本年度" | "今年度" => Form::Year(0),
        "去年" | "上年" | "上年度" | "去年度" => Form::Year(-1),
        "明年" | "下年度" => Form::Year(1),
        _ => {
            let part = word.strip_prefix("今年").or_else(|| word.strip_prefix("本年")).unwrap_or(word);
            let names_part = part.contains(['季', '月', 'q']);
            PeriodId::read(&format!("2024年{part}")).filter(|_| names_part)?;
            Form::OfNoYear(part.to_owned())
        }
    };
    Some(form)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::parse_date;

    #[test]
    fn a_period_beside_today_is_read_and_its_year_is_told() {
        let today = parse_date("2026-01-31").unwrap();
        for (word, name, is_told) in [
            ("2025-q4", "2025-q4", false),
            ("四季度", "2026-q4", true),
            ("第四季度", "2026-q4", true),
            ("第4季度", "2026-q4", true),
            ("Q4", "2026-q4", true),
            ("Ｑ４", "2026-q4", true),
            ("今年三季度", "2026-q3", true),
            ("9月", "2026-09", true),
            ("本季度", "2026-q1", true),
            ("上季度", "2025-q4", true),
            ("下季度", "2026-q2", true),
            ("上月", "2025-12", true),
            ("下个月", "2026-02", true),
            ("今年", "2026", true),
            ("去年", "2025", true),
        ] {
            let typed = TypedPeriod::read(word).expect(word);
            assert_eq!(typed.on(today).to_string(), name, "{word}");
            assert_eq!(typed.without_year().is_some(), is_told, "{word}");
        }
        for word in ["", "12", "季度", "五季度", "q5", "13月", "月", "前年", "soon"] {
            assert_eq!(TypedPeriod::read(word), None, "{word}");
        }
    }
}
