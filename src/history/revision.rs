//! A point in the history: typed as a revision, a tag or a date, resolved to a commit's hash before
//! anything else is asked of git.

use std::ffi::OsString;

use chrono::NaiveDate;

use super::{dated, git::not_understood, names::former_place, repository::Repository};
use crate::{
    error::{Error, Result},
    model::{NotADay, Side, TypedDay},
    store::layout,
    text::is_blank,
};

/// A commit, by its full hash.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Revision(pub(super) String);

impl Revision {
    /// The full hash.
    pub fn hash(&self) -> &str {
        &self.0
    }

    /// When it was committed, in seconds since 1970.
    ///
    /// # Errors
    /// When git can't read it.
    pub fn committed(&self, repository: &Repository) -> Result<Option<i64>> {
        let found = repository.ask(["log", "-1", "--no-show-signature", "--format=%ct", &self.0])?;
        Ok(found.and_then(|seconds| seconds_of(seconds.trim())))
    }

    /// All its parents, the first first.
    ///
    /// # Errors
    /// When git can't be run.
    pub(crate) fn parents(&self, repository: &Repository) -> Result<Vec<Self>> {
        let parents = repository.ask(["rev-parse", &format!("{}^@", self.0)])?.unwrap_or_default();
        Ok(parents.lines().filter(|hash| is_hash(hash)).map(|hash| Self(hash.to_owned())).collect())
    }

    /// Its first parent; none for the first commit of all, and where a shallow clone ends.
    pub(super) fn parent(&self, repository: &Repository) -> Result<Option<Self>> {
        let parent = format!("{}^", self.0);
        let found = repository.ask(["rev-parse", "--verify", "--quiet", &parent])?;
        Ok(found.filter(|hash| is_hash(hash)).map(Self))
    }
}

/// A point in the history as somebody typed it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Point {
    /// A commit, branch or tag by a name that git knows.
    Name(String),
    /// The end of a day: this branch as it was then, which is the last of HEAD's first parents that was in it
    /// by then. What was merged later is not in it, whenever it was made.
    Day {
        /// The day.
        day: NaiveDate,
        /// Its last second in the local zone, in seconds since 1970.
        ends: i64,
    },
}

/// What a word for a day means here and now.
#[derive(Clone, Copy, Debug)]
pub struct Calendar {
    /// The day that counts as today.
    pub today: NaiveDate,
    /// The last second of a day in the local zone, in seconds since 1970.
    pub end_of_day: fn(NaiveDate) -> i64,
}

impl Point {
    /// What was typed. A day wins over a branch or tag of that name, which `refs/heads/…` and `refs/tags/…` still reach.
    ///
    /// # Errors
    /// When it is a day that this year does not have, or perhaps one of another year.
    pub fn of(word: &str, calendar: &Calendar) -> Result<Self> {
        match TypedDay::read(word) {
            Ok(typed) => {
                let day = typed.on(calendar.today, Side::Past)?;
                Ok(Self::Day { day, ends: (calendar.end_of_day)(day) })
            }
            Err(_) => Ok(Self::Name(word.to_owned())),
        }
    }

    /// Where the history stands now.
    pub fn head() -> Self {
        Self::Name("HEAD".into())
    }

    /// The day, where it is one.
    pub fn day(&self) -> Option<NaiveDate> {
        match self {
            Self::Name(_) => None,
            Self::Day { day, .. } => Some(*day),
        }
    }

    /// The commit that it means.
    ///
    /// # Errors
    /// When there is none.
    pub fn resolve(&self, repository: &Repository) -> Result<Revision> {
        match self {
            Self::Name(name) => named(name, repository),
            Self::Day { day, .. } => self.find(repository)?.ok_or_else(|| {
                Error::not_found(text!(
                    "{day} 当日及以前没有任何提交",
                    "there is no commit on or before {day}"
                ))
                .named("no-such-revision")
                .hint(text!("`pjt log` 列出全部提交", "`pjt log` lists the commits"))
            }),
        }
    }

    /// Of a day, the commits that were in the branch then or were not, though their own dates say otherwise.
    ///
    /// # Errors
    /// When git can't list the branch.
    pub fn misdated(&self, repository: &Repository) -> Result<Vec<Misdated>> {
        let Self::Day { ends, .. } = self else { return Ok(Vec::new()) };
        let mut line = branch(repository)?;
        line.retain(|commit| (commit.dated <= *ends) != (commit.counts <= *ends));
        Ok(line)
    }

    /// The commit that it means; none for a day before the first one.
    ///
    /// # Errors
    /// When a name means no commit, or a shallow clone does not reach back to the day.
    pub fn find(&self, repository: &Repository) -> Result<Option<Revision>> {
        let (day, ends) = match self {
            Self::Name(name) => return named(name, repository).map(Some),
            Self::Day { day, ends } => (day, ends),
        };
        let line = branch(repository)?;
        let found = line.into_iter().rev().find(|dated| dated.counts <= *ends);
        let found = found.map(|dated| Revision(dated.hash));
        if found.is_none() && repository.is_shallow() {
            return Err(Error::not_found(text!(
                "这是浅克隆，{day} 的历史不在本机",
                "this clone is shallow, and the history of {day} is not on this machine"
            ))
            .hint(text!(
                "取回全部历史：`git fetch --unshallow`",
                "bring all of it with `git fetch --unshallow`"
            )));
        }
        Ok(found)
    }
}

/// A commit of the branch that counts for another time than the date that it says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Misdated {
    /// Its hash.
    pub hash: String,
    /// The date that it says, in seconds since 1970.
    pub dated: i64,
    /// What it counts for, in seconds since 1970.
    pub counts: i64,
    /// The commit whose date that is.
    pub by: String,
}

/// HEAD and its first parents, the oldest first, and what each counts for.
fn branch(repository: &Repository) -> Result<Vec<Misdated>> {
    let head = named("HEAD", repository)?;
    let words = ["rev-list", "--first-parent", "--reverse", "--timestamp", head.hash()];
    let printed = String::from_utf8_lossy(&repository.read(words)?).into_owned();
    let parsed = |line: &str| {
        let (seconds, hash) = line.split_once(' ')?;
        Some((seconds_of(seconds)?, hash.to_owned()))
    };
    let line: Option<Vec<(i64, String)>> = printed.lines().map(parsed).collect();
    let line = line.ok_or_else(|| not_understood("rev-list", &printed))?;
    let dates: Vec<i64> = line.iter().map(|(seconds, _)| *seconds).collect();
    let counted = dated::counted(&dates, repository.now());
    let dated = line.iter().zip(counted).map(|((date, hash), counted)| Misdated {
        hash: hash.clone(),
        dated: *date,
        counts: counted.seconds,
        by: line.get(counted.by).map(|(_, hash)| hash.clone()).unwrap_or_default(),
    });
    Ok(dated.collect())
}

/// When the store came into this branch, wherever it lay then, in seconds since 1970; none where no commit has it.
///
/// # Errors
/// When git can't list the branch.
pub fn began(repository: &Repository) -> Result<Option<i64>> {
    let line = branch(repository)?;
    let mut place = repository.clone();
    let mut newest = line.last().map(|dated| Revision(dated.hash.clone()));
    let mut first = None;
    while let Some(until) = newest.take() {
        let file = place.argument(&format!("{}{}", place.prefix(), layout::CONFIG));
        let words = [
            "log",
            "--first-parent",
            "-m",
            "--no-renames",
            "--diff-filter=A",
            "--format=%H",
            until.hash(),
            "--",
        ];
        let words = words.map(OsString::from).into_iter().chain([file]);
        let printed = String::from_utf8_lossy(&place.read(words)?).into_owned();
        let Some(came) = printed.lines().rfind(|line| is_hash(line)).map(|hash| Revision(hash.to_owned()))
        else {
            break;
        };
        if let Some(parent) = came.parent(repository)?
            && let Some(prefix) = former_place(&place, &came, &parent)?
        {
            place = place.at(&prefix);
            newest = Some(parent);
        }
        first = Some(came);
    }
    Ok(first.and_then(|first| Some(line.iter().find(|dated| dated.hash == first.0)?.counts)))
}

/// That there was no store yet on a day.
pub fn no_store_yet(day: NaiveDate) -> crate::Text {
    text!("{day} 那天还没有台账，按空台账处理", "there was no store yet on {day}; it counts as an empty one")
}

fn named(name: &str, repository: &Repository) -> Result<Revision> {
    ensure_unambiguous(name, repository)?;
    if !name.starts_with('-') && !name.contains('\0') {
        let commit = format!("{name}^{{commit}}");
        let found = repository.ask(["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])?;
        // A git before 2.30 echoes the option back.
        let found = found.and_then(|printed| printed.lines().last().map(str::to_owned));
        if let Some(hash) = found.filter(|hash| is_hash(hash)) {
            return Ok(Revision(hash));
        }
    }
    if name == "HEAD" {
        return Err(Error::not_found(text!("这个仓库还没有任何提交", "this repository has no commit yet"))
            .named("no-such-revision")
            .hint(text!("先提交一次：`pjt commit`", "commit once with `pjt commit`")));
    }
    if TypedDay::read(name) == Err(NotADay::NotInCalendar) {
        return Err(Error::usage(text!("没有 {name} 这一天", "there is no such day as {name}"))
            .named("no-such-day")
            .hint(text!(
                "核对日期，如 2025-06-30",
                "see what the last day of the month is, as in 2025-06-30"
            )));
    }
    let error =
        Error::not_found(text!("git 仓库中没有版本 `{name}`", "the repository has no revision `{name}`"))
            .named("no-such-revision");
    let error = error.hint(text!(
        "可以写提交号、分支、标签，或日期（如 2025-06-30、6月30日、上月底、昨天）",
        "a commit, a branch, a tag or a day (2025-06-30, 6月30日, yesterday, -7d) can be given"
    ));
    Err(if repository.is_shallow() {
        error.hint(text!(
            "这是浅克隆，更早的历史不在本机",
            "this clone is shallow: older history is not on this machine"
        ))
    } else {
        error
    })
}

/// Git takes a tag before a branch of the same name, and says so only where somebody looks; whoever can push one could
/// let a name mean what they like.
fn ensure_unambiguous(name: &str, repository: &Repository) -> Result<()> {
    let base = name.split(['^', '~', '@', ':']).next().unwrap_or_default();
    if base.is_empty()
        || base == "HEAD"
        || base.starts_with(['-', '/'])
        || base.contains('\0')
        || is_hash(base)
    {
        return Ok(());
    }
    let places = ["refs/tags/", "refs/heads/", "refs/remotes/"].map(|place| format!("{place}{base}"));
    let format = "--format=%(refname)%00%(objectname)%00%(*objectname)";
    let printed =
        repository.read(["for-each-ref", format].into_iter().chain(places.iter().map(String::as_str)))?;
    let printed = String::from_utf8_lossy(&printed);
    let mut found: Vec<(&str, &str)> = Vec::new();
    for line in printed.lines() {
        // A place is also the beginning of longer names.
        if let [place, hash, peeled] = line.split('\0').collect::<Vec<_>>()[..]
            && places.iter().any(|known| known == place)
        {
            found.push((place, if peeled.is_empty() { hash } else { peeled }));
        }
    }
    let Some(((_, first), others)) = found.split_first() else { return Ok(()) };
    if others.iter().all(|(_, hash)| hash == first) {
        return Ok(());
    }
    let meant: Vec<&str> = found.iter().map(|(place, _)| *place).collect();
    Err(Error::conflict(text!(
        "`{base}` 有歧义，可能是 {}",
        "`{base}` may mean {}",
        (meant.join(" 或 ")),
        (meant.join(" or "))
    ))
    .named("ambiguous-revision")
    .hint(text!("写全名，如上", "write one of these names in full")))
}

/// A date as git prints it, in seconds since 1970. What somebody typed there may lie outside of all that has a date;
/// git prints what lies before 1970 as an enormous number.
pub(super) fn seconds_of(word: &str) -> Option<i64> {
    let first = 0;
    // The last second of the year 9999.
    let last = 253_402_300_799;
    let seconds = word.parse::<u64>().map(|seconds| i64::try_from(seconds).unwrap_or(first));
    seconds.or_else(|_| word.parse()).ok().map(|seconds: i64| seconds.clamp(first, last))
}

/// Whether git named an object: hexadecimal digits of SHA-1 or SHA-256.
pub(super) fn is_hash(word: &str) -> bool {
    (word.len() == 40 || word.len() == 64) && word.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Two points, `A..B`; an end that is left out is now. One point alone compares with the working files.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Range {
    /// The older end.
    pub from: Point,
    /// The newer end; none is the working files.
    pub to: Option<Point>,
}

impl Range {
    /// What was typed; nothing typed compares the working files with the last commit.
    ///
    /// # Errors
    /// When it has three dots, which would mean something else, or as [`Point::of`].
    pub fn of(typed: Option<&str>, calendar: &Calendar) -> Result<Self> {
        let Some(typed) = typed else { return Ok(Self { from: Point::head(), to: None }) };
        if typed.contains("...") {
            return Err(Error::usage(text!("范围写两个点，不是三个", "a range has two dots, not three"))
                .named("bad-range")
                .hint(text!("例如 2025-06-30..2025-09-30", "as in 2025-06-30..2025-09-30")));
        }
        // A beginning that is left out would be now, and nothing would differ: a variable of a script may not be set.
        if typed.split_once("..").is_some_and(|(from, _)| is_blank(from)) {
            return Err(Error::usage(text!("范围没有开头", "the range has no beginning"))
                .named("bad-range")
                .hint(text!(
                    "两点之前写明从哪里开始，如 2025-06-30..、v1.0..HEAD",
                    "name before the two dots where it begins, as in 2025-06-30.. or v1.0..HEAD"
                )));
        }
        let point = |word: &str| if word.is_empty() { Ok(Point::head()) } else { Point::of(word, calendar) };
        Ok(match typed.split_once("..") {
            Some((from, to)) => Self { from: point(from)?, to: Some(point(to)?) },
            None => Self { from: point(typed)?, to: None },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::parse_date;

    #[test]
    fn what_is_typed_is_a_date_or_a_name() {
        let today = parse_date("2025-10-01").unwrap();
        let calendar = Calendar { today, end_of_day: |_| 7 };
        let of = |typed| Range::of(typed, &calendar).unwrap();
        let day = |word: &str| Point::Day { day: parse_date(word).unwrap(), ends: 7 };
        assert_eq!(of(None), Range { from: Point::head(), to: None });
        assert_eq!(of(Some("2025-06-30")), Range { from: day("2025-06-30"), to: None });
        assert_eq!(
            of(Some("2025-06-30..2025-09-30")),
            Range { from: day("2025-06-30"), to: Some(day("2025-09-30")) }
        );
        assert_eq!(of(Some("6月底..昨天")), Range { from: day("2025-06-30"), to: Some(day("2025-09-30")) });
        assert!(Range::of(Some("11月底"), &calendar).is_err());
        assert_eq!(of(Some("v1..")), Range { from: Point::Name("v1".into()), to: Some(Point::head()) });
        for wrong in ["a...b", "..", "..HEAD", " ..HEAD"] {
            assert!(Range::of(Some(wrong), &calendar).is_err(), "{wrong}");
        }
    }
}
