//! What the world gives once: the store, the day, the language, the user. With its folder, the only
//! place that reads the environment and the clock.
#![expect(
    clippy::disallowed_methods,
    reason = "this is the one place that reads the environment and the clock"
)]

mod environment;

use std::path::{Path, PathBuf};

use chrono::{NaiveDate, NaiveDateTime};
use clap::ValueHint;
use pjt::{
    Error, ErrorKind, Lang, Result,
    error::Finding,
    history::{
        Calendar, Detail, Git, Point, Range, Repository, Revision, Tree, began, compare, incoming::stores,
        no_store_yet, sparse,
    },
    model::{Side, TypedDay},
    output::ledger::Basis,
    store::{EmptyStore, Store, load::StoreSource},
    text,
};
use strum::VariantArray as _;

pub(crate) use self::environment::{
    BashQuestion, ChosenEditor, arguments, columns_of_environment, editor, has_encoding_for_less,
    lang_of_environment, lang_of_locale, pager, question_of_bash, shell_that_asks,
};
use super::{Ui, args::AtArgs, day::Day, misdated::misdated, tokens::one_of, words::Misuse};

/// Options that mean the same in every command.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct GlobalArgs {
    /// The store (otherwise $PJT_STORE, then the nearest one upward from here)
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = "Common options")]
    pub(crate) store: Option<PathBuf>,
    /// Print JSON; keys and tokens are the same in every language
    #[arg(long, global = true, help_heading = "Common options")]
    pub(crate) json: bool,
    /// Language of tables and messages (otherwise $PJT_LANG, then the locale)
    #[arg(long, global = true, value_name = "LANG", value_parser = one_of(Lang::VARIANTS).read_by(lang_of_locale), help_heading = "Common options")]
    pub(crate) lang: Option<Lang>,
    /// Take this day for today, for output that can be repeated
    #[arg(long, global = true, value_name = "YYYY-MM-DD", allow_hyphen_values = true, value_parser = parse_today, help_heading = "Common options")]
    pub(crate) today: Option<NaiveDate>,
}

/// What a command knows of the world.
#[derive(Debug)]
pub(crate) struct Context {
    store: Option<PathBuf>,
    /// Whether JSON is wanted.
    pub(crate) json: bool,
    /// The day that counts as today.
    pub(crate) today: NaiveDate,
    /// Whether that day was named.
    has_named_today: bool,
    /// The language of what people read.
    pub(crate) lang: Lang,
}

impl Context {
    /// Reads the options, and the environment where they are silent.
    pub(crate) fn new(args: &GlobalArgs) -> Self {
        Self {
            store: args.store.clone().or_else(|| std::env::var_os("PJT_STORE").map(PathBuf::from)),
            json: args.json,
            has_named_today: args.today.is_some(),
            today: args.today.unwrap_or_else(today),
            lang: args.lang.unwrap_or_else(lang_of_environment),
        }
    }

    /// The store: the one that was named, else the nearest one upward from here.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn store(&self) -> Result<Store> {
        let found = match &self.store {
            Some(directory) => Store::open(directory),
            None => Store::discover(&working_directory()?).map(relative),
        };
        let store = found.map_err(|error| self.left_out().unwrap_or(error))?;
        if !sparse::may_be_sparse(store.directory()) {
            return Ok(store);
        }
        let repository = self.repository(&store)?;
        sparse::with_left_out(&repository, store)
    }

    /// Whether the store is to be found, and none was named.
    pub(crate) fn names_no_store(&self) -> bool {
        self.store.is_none()
    }

    /// That git holds the store, which is not on disk, and leaves it out of the working tree.
    fn left_out(&self) -> Option<Error> {
        let repository = self.repository_here().ok()?;
        if !sparse::may_be_sparse(repository.directory()) {
            return None;
        }
        sparse::store_left_out(&repository, self.store.is_some()).ok()?
    }

    /// The repository that the store lies in.
    ///
    /// # Errors
    /// When there is no git, or the store is in no repository.
    pub(crate) fn repository(&self, store: &Store) -> Result<Repository> {
        Repository::around(&self.git()?, store.directory())
    }

    /// The repository around the named or the working directory, where no store is on disk.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn repository_here(&self) -> Result<Repository> {
        let here = match &self.store {
            Some(directory) => directory.clone(),
            None => working_directory()?,
        };
        // A branch without the store may not even have its directory.
        let is_there = |above: &&Path| above.is_dir() || above.as_os_str().is_empty();
        let nearest = here.ancestors().find(is_there).unwrap_or(&here);
        let below = here.strip_prefix(nearest).unwrap_or(Path::new("")).to_string_lossy().replace('\\', "/");
        let repository = Repository::around_or_bare(&self.git()?, nearest)?;
        if below.is_empty() {
            return Ok(repository);
        }
        let prefix = format!("{}{below}/", repository.prefix());
        Ok(repository.at(&prefix))
    }

    /// The repository of the store, which need not be on disk.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn repository_of_store(&self) -> Result<Repository> {
        match self.store() {
            Ok(store) => self.repository(&store),
            Err(_) => self.repository_here(),
        }
    }

    /// This machine's git.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn git(&self) -> Result<Git> {
        Git::find(std::env::vars_os(), chrono::Utc::now().timestamp())
    }

    /// The store as it is, or as it was. A day on which there was no store yet has an empty one, and `ui` says so.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn source(&self, at: &AtArgs, ui: &mut Ui) -> Result<Box<dyn StoreSource>> {
        let Some(point) = self.point(at)? else { return Ok(Box::new(self.store()?)) };
        let repository = self.repository_of_store()?;
        let found = point.find(&repository)?;
        if let Some(note) = misdated(&point, &repository)? {
            ui.report(&note.message);
        }
        let tree = found.map(|revision| Tree::at(&repository, &revision)).transpose();
        match (point.day(), tree) {
            (_, Ok(Some(tree))) => Ok(Box::new(tree)),
            (_, Err(error)) if error.kind() != ErrorKind::NotFound => Err(error),
            (None, Err(error)) => Err(error),
            (Some(day), _) => {
                ui.report(&no_store_yet(day));
                Ok(Box::new(EmptyStore { day, began: began(&repository)?.map(day_of) }))
            }
            (None, Ok(None)) => Ok(Box::new(Tree::empty(&repository))),
        }
    }

    /// What was told of the dates of commits when the store was read as it was.
    ///
    /// # Errors
    /// When git can't list the branch.
    pub(crate) fn misdated(&self, at: &AtArgs) -> Result<Option<Finding>> {
        match self.point(at)?.filter(|point| point.day().is_some()) {
            Some(point) => misdated(&point, &self.repository_of_store()?),
            None => Ok(None),
        }
    }

    /// The commit that the store stands at, or is read from; none where there is no history.
    pub(crate) fn basis(&self, at: &AtArgs) -> Option<Basis> {
        let repository = self.repository_of_store().ok()?;
        let point = self.point(at).ok()?;
        let found = point.clone().unwrap_or_else(Point::head).find(&repository);
        let revision = match found {
            Ok(found) => found?,
            // A branch without a commit.
            Err(error) if point.is_none() && error.kind() == ErrorKind::NotFound => {
                return Some(Basis { commit: None, has_changes: true });
            }
            Err(_) => return None,
        };
        let has_changes = point.is_none() && {
            let tree = Tree::at_or_empty(&repository, &revision).ok()?;
            let on_disk =
                compare::with_working_files(&tree, &self.store().ok()?, None, Detail::Facts).ok()?;
            !on_disk.files.is_empty()
        };
        Some(Basis { commit: Some(revision.hash().to_owned()), has_changes })
    }

    /// The day that counts as today for the store as it was: that of its date, unless another one was named.
    ///
    /// # Errors
    /// As [`Self::point`].
    pub(crate) fn today_at(&self, at: &AtArgs) -> Result<NaiveDate> {
        Ok(self.point(at)?.and_then(|point| self.today_of(&point)).unwrap_or(self.today))
    }

    /// The point at which the store is to be read; none is as it is.
    ///
    /// # Errors
    /// When it is a day that this year does not have, or perhaps one of another year.
    pub(crate) fn point(&self, at: &AtArgs) -> Result<Option<Point>> {
        at.at.as_deref().map(|word| Point::of(word, &self.calendar())).transpose()
    }

    /// Two points in the history as they were typed.
    ///
    /// # Errors
    /// When they can't be a range, or as [`Self::point`].
    pub(crate) fn range(&self, typed: Option<&str>) -> Result<Range> {
        Range::of(typed, &self.calendar())
    }

    /// What a word for a day means.
    pub(crate) fn calendar(&self) -> Calendar {
        Calendar { today: self.today, end_of_day }
    }

    /// The day that was typed, or today.
    ///
    /// # Errors
    /// As [`Day::on`].
    pub(crate) fn day_or_today(&self, typed: Option<&Day>) -> Result<NaiveDate> {
        typed.map_or(Ok(self.today), |day| day.on(self.today))
    }

    /// The day of a point that is one, unless another day was named for today.
    pub(crate) fn today_of(&self, point: &Point) -> Option<NaiveDate> {
        point.day().filter(|_| !self.has_named_today)
    }

    /// The store as it is, or where it is not on disk as the last commit has it, and its repository.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn repository_and_source(&self) -> Result<(Repository, Box<dyn StoreSource>)> {
        match self.store() {
            Ok(store) => Ok((self.repository(&store)?, Box::new(store))),
            Err(_) => {
                let repository = self.repository_here()?;
                let head = Point::head().resolve(&repository)?;
                let tree = Tree::open(&repository, &head, repository.prefix());
                let tree = tree.or_else(|error| match error.kind() {
                    ErrorKind::NotFound => Err(lies_elsewhere(&repository, &head)?),
                    _ => Err(error),
                })?;
                Ok((repository.at(tree.prefix()), Box::new(tree)))
            }
        }
    }

    /// The present moment, for the age of files.
    pub(crate) fn now(&self) -> std::time::SystemTime {
        std::time::SystemTime::now()
    }

    /// Where `init` and `export` put things without a name.
    pub(crate) fn store_directory(&self) -> Option<&PathBuf> {
        self.store.as_ref()
    }
}

/// That the newest commit has no store at this place, and where it has one.
fn lies_elsewhere(repository: &Repository, head: &Revision) -> Result<Error> {
    let places = stores(repository, head)?;
    let error = Error::not_found(text!(
        "这里没有台账，最近的提交中这个位置也没有",
        "there is no store here, and the newest commit has none at this place"
    ))
    .named("no-such-store");
    if places.is_empty() {
        return Ok(error.hint(text!(
            "台账在别的分支上的，先切换过去（`git switch`）；新建一个：`pjt init`",
            "where another branch has it, switch to that (`git switch`); `pjt init` makes a new one"
        )));
    }
    // From the directory that the repository was found from.
    let up = "../".repeat(repository.prefix().matches('/').count());
    let options = places.iter().map(|place| match place.trim_end_matches('/') {
        "" if up.is_empty() => "`--store .`".to_owned(),
        place => format!("`--store {up}{place}`"),
    });
    let options = options.collect::<Vec<_>>();
    let (zh, en) = (options.join("、"), options.join(", "));
    Ok(error.hint(text!("台账在别处，用 {zh} 指明", "it lies elsewhere: point to it with {en}")))
}

/// A store below the working directory is shown by its short path.
fn relative(store: Store) -> Store {
    let here = std::env::current_dir().unwrap_or_default();
    store.relative_to(&here)
}

fn working_directory() -> Result<PathBuf> {
    std::env::current_dir().map_err(|error| {
        Error::failed(text!("当前文件夹不可用", "the current directory can't be used")).caused_by(&error)
    })
}

/// The store in this directory, or the one that a command would find.
///
/// # Errors
/// When there is none.
pub(crate) fn store_at(directory: Option<&PathBuf>) -> Result<Store> {
    Context::new(&GlobalArgs { store: directory.cloned(), ..GlobalArgs::default() }).store()
}

/// The last second of a day in the local zone, in seconds since 1970.
pub(crate) fn end_of_day(day: NaiveDate) -> i64 {
    let midnight = day.succ_opt().unwrap_or(day).and_time(chrono::NaiveTime::MIN);
    let begins = midnight.and_local_timezone(chrono::Local).earliest().map(|time| time.timestamp());
    begins.unwrap_or_else(|| midnight.and_utc().timestamp()) - 1
}

/// The day in the local zone on which a second since 1970 falls.
pub(crate) fn day_of(seconds: i64) -> NaiveDate {
    local(seconds).date()
}

/// What the clock shows in the local zone at a second since 1970.
pub(crate) fn local(seconds: i64) -> NaiveDateTime {
    let moment = chrono::DateTime::from_timestamp(seconds, 0).unwrap_or_default();
    moment.with_timezone(&chrono::Local).naive_local()
}

/// What the clock shows.
fn today() -> NaiveDate {
    chrono::Local::now().date_naive()
}

/// The day that is to count as today: words like 昨天 are those of the clock.
fn parse_today(word: &str) -> Result<NaiveDate, Misuse> {
    let typed = TypedDay::read(word).map_err(|why| why.words(word))?;
    typed.on(today(), Side::Either).map_err(|error| error.message().clone().into())
}
