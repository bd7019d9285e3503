//! What the world gives once: the store, the day, the language, the user. The only file that reads the
//! environment and the clock.
#![expect(
    clippy::disallowed_methods,
    reason = "this is the one place that reads the environment and the clock"
)]

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::ValueHint;
use pjt::{
    Error, Lang, Result,
    history::{Git, Point, Range, Repository, Tree, sparse},
    model::{Snapshot, parse_date},
    store::{self, PlanChoice, Store, load, load::StoreSource},
    text,
};
use strum::VariantArray as _;

use super::{tokens::one_of, words};

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
    #[arg(long, global = true, value_name = "YYYY-MM-DD", value_parser = parse_day, help_heading = "Common options")]
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
    /// The language of what people read.
    pub(crate) lang: Lang,
}

impl Context {
    /// Reads the options, and the environment where they are silent.
    pub(crate) fn new(args: &GlobalArgs) -> Self {
        Self {
            store: args.store.clone().or_else(|| std::env::var_os("PJT_STORE").map(PathBuf::from)),
            json: args.json,
            today: args.today.unwrap_or_else(|| chrono::Local::now().date_naive()),
            lang: args.lang.unwrap_or_else(lang_of_environment),
        }
    }

    /// The store: the one that was named, else the nearest one upward from here.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn store(&self) -> Result<Store> {
        let store = match &self.store {
            Some(directory) => Store::open(directory)?,
            None => relative(Store::discover(&working_directory()?)?),
        };
        if !sparse::may_be_sparse(store.directory()) {
            return Ok(store);
        }
        let repository = self.repository(&store)?;
        sparse::with_left_out(&repository, store)
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
        Git::find(std::env::vars_os())
    }

    /// The store as it is, or as it was.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn source(&self, at: &AtArgs) -> Result<Box<dyn StoreSource>> {
        if at.at.is_none() {
            return Ok(Box::new(self.store()?));
        }
        Ok(Box::new(self.repository_and_tree(at)?.1))
    }

    /// The store as it is, or where it is not on disk as the last commit has it, and its repository.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn repository_and_source(&self) -> Result<(Repository, Box<dyn StoreSource>)> {
        match self.store() {
            Ok(store) => Ok((self.repository(&store)?, Box::new(store))),
            Err(_) => {
                let (repository, tree) = self.repository_and_tree(&AtArgs::default())?;
                Ok((repository, Box::new(tree)))
            }
        }
    }

    /// The chosen plans of the store, as they are or as they were.
    ///
    /// # Errors
    /// When there is no store, or the plans can't be chosen or listed.
    pub(crate) fn load(&self, at: &AtArgs, choice: &PlanChoice) -> Result<Snapshot> {
        let source = self.source(at)?;
        Ok(load::load(&*source, &store::choose(&*source, choice)?))
    }

    /// The store as it was, now if no time is named, and its repository.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn repository_and_tree(&self, at: &AtArgs) -> Result<(Repository, Tree)> {
        // A store that is not there now, or a bare repository, may have one in its history.
        let repository = self.repository_of_store()?;
        let point = at.at.as_deref().map_or_else(Point::head, |word| Point::of(word, end_of_day));
        let revision = point.resolve(&repository)?;
        let tree = Tree::open(&repository, &revision, repository.prefix())?;
        Ok((repository.at(tree.prefix()), tree))
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

/// A store below the working directory is shown by its short path.
fn relative(store: Store) -> Store {
    let here = std::env::current_dir().unwrap_or_default();
    store.relative_to(&here)
}

fn working_directory() -> Result<PathBuf> {
    std::env::current_dir().map_err(|error| {
        Error::failed(text!("当前目录不可用", "the current directory can't be used"))
            .caused_by(error.to_string())
    })
}

/// The language of the environment alone: for messages about arguments that could not be read.
pub(crate) fn lang_of_environment() -> Lang {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    if let Some(lang) = set("PJT_LANG").and_then(|locale| lang_of_locale(&locale)) {
        return lang;
    }
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set).unwrap_or_default();
    if locale.starts_with("zh") { Lang::Zh } else { Lang::En }
}

/// The width that the environment asks for.
pub(crate) fn columns_of_environment() -> Option<usize> {
    std::env::var("COLUMNS").ok()?.parse().ok().filter(|columns| (20..=1000).contains(columns))
}

/// The store at another time.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct AtArgs {
    /// The store as it was: a commit, branch, tag, or a date (its last commit by the end of that day)
    #[arg(long, value_name = "REV|DATE", value_parser = words::name)]
    pub(crate) at: Option<String>,
}

/// Two points in the history as they were typed.
///
/// # Errors
/// When they can't be a range.
pub(crate) fn range(typed: Option<&str>) -> Result<Range> {
    Range::of(typed, end_of_day)
}

/// The last second of a day in the local zone, in seconds since 1970.
fn end_of_day(day: NaiveDate) -> i64 {
    let midnight = day.succ_opt().unwrap_or(day).and_time(chrono::NaiveTime::MIN);
    let begins = midnight.and_local_timezone(chrono::Local).earliest().map(|time| time.timestamp());
    begins.unwrap_or_else(|| midnight.and_utc().timestamp()) - 1
}

/// The language of a locale: `zh`, `zh_CN.UTF-8`.
fn lang_of_locale(locale: &str) -> Option<Lang> {
    locale.split(['_', '-', '.']).next()?.parse().ok()
}

/// A day on the command line.
pub(crate) fn parse_day(word: &str) -> Result<NaiveDate, String> {
    parse_date(word).ok_or_else(|| "YYYY-MM-DD".to_owned())
}

/// The plans that a command is about.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct PlanArgs {
    /// Only this plan, or `all` (otherwise the store's default plan)
    #[arg(long, value_name = "SLUG|all", value_parser = words::name)]
    pub(crate) plan: Vec<String>,
}

impl PlanArgs {
    /// The word for every plan.
    pub(crate) const ALL: &'static str = "all";

    /// What was chosen.
    pub(crate) fn choice(&self) -> PlanChoice {
        if self.plan.iter().any(|word| word == Self::ALL) {
            PlanChoice::All
        } else if self.plan.is_empty() {
            PlanChoice::Default
        } else {
            PlanChoice::Named(self.plan.clone())
        }
    }
}
