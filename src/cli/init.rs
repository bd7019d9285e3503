//! `pjt init`

use std::path::PathBuf;

use pjt::{
    Result, Text,
    history::{
        Repository,
        setup::{self, Outcome as Done},
    },
    store::Store,
    text,
};
use serde_json::{Value, json};

use super::{Context, Ending, Outcome, Ui};

/// Make an empty store; with --git, also make git merge and show its files by what they say
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  pjt init                in data/ here
  pjt init ledger         in ledger/
  pjt init --git          and set up git; also for a store that is there, once in each clone
  pjt init --git --hook   and check before every commit; in a bare repository: before every push is taken")]
pub(crate) struct InitArgs {
    /// The directory; it may exist
    #[arg(value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    directory: Option<PathBuf>,
    /// Set up git: the repository if there is none, .gitattributes, merge driver, readable diffs
    #[arg(long)]
    git: bool,
    /// Also install a hook that checks: pre-commit in a clone, pre-receive in a bare repository; a hook that is
    /// there stays
    #[arg(long, requires = "git")]
    hook: bool,
}

pub(crate) fn run(args: &InitArgs, context: &Context, ui: &mut Ui) -> Outcome {
    if let Some(server) = args.server(context)? {
        return on_server(&server, args.hook, context, ui);
    }
    let (store, is_new) = args.store(context)?;
    let mut outcomes = Vec::new();
    if args.git {
        let (repository, outcome) = setup::repository(&context.git()?, &store)?;
        outcomes.push(outcome);
        outcomes.extend(setup::set_up(&repository, &store, args.hook)?);
    }
    let shown = store.directory().display();
    if context.json {
        let store = json!(shown.to_string());
        ui.json("init", [("store", store), ("created", json!(is_new)), ("git", objects(&outcomes))], &[])?;
        return Ok(Ending::Fine);
    }
    if is_new {
        ui.report(&text!("已在 {shown} 建立空台账", "made an empty store in {shown}"));
    }
    outcomes.iter().for_each(|outcome| report(outcome, ui));
    // Without git there is nothing to say of it.
    let around = context.git().ok().and_then(|git| Repository::find(&git, store.directory()).ok().flatten());
    if let Some(note) = around.as_ref().and_then(setup::enclosing) {
        ui.report(&note);
    }
    if args.git {
        ui.report(&text!(
            "每个克隆各运行一次 `pjt init --git`；说明见 `pjt init --help`",
            "run `pjt init --git` once in each clone; `pjt init --help` tells more"
        ));
    }
    if is_new {
        ui.report(&text!("下一步：`pjt import 文件`", "next: `pjt import FILE`"));
    }
    Ok(Ending::Fine)
}

impl InitArgs {
    /// The bare repository that is to be set up, if it is one.
    fn server(&self, context: &Context) -> Result<Option<Repository>> {
        let named = self.directory.as_ref().or(context.store_directory());
        if !self.git || named.is_some_and(|directory| !directory.is_dir()) {
            return Ok(None);
        }
        let git = context.git()?;
        let here = named.map_or(std::path::Path::new("."), PathBuf::as_path);
        Repository::bare(&git, here)
    }

    /// The store, and whether it was made now. With --git, one that is there will do.
    fn store(&self, context: &Context) -> Result<(Store, bool)> {
        let named = self.directory.as_ref().or(context.store_directory()).cloned();
        if self.git {
            let present = match &named {
                Some(directory) => Store::open(directory),
                None => context.store(),
            };
            if let Ok(store) = present {
                return Ok((store, false));
            }
        }
        Ok((Store::init(&named.unwrap_or_else(|| PathBuf::from("data")))?, true))
    }
}

/// A repository that people push to: no store is made in it.
fn on_server(repository: &Repository, with_hook: bool, context: &Context, ui: &mut Ui) -> Outcome {
    let outcomes = if with_hook {
        vec![setup::guard(repository)?]
    } else {
        setup::refuse_bare(repository).map(|()| vec![])?
    };
    if context.json {
        let members = [("store", Value::Null), ("created", json!(false)), ("git", objects(&outcomes))];
        ui.json("init", members, &[])?;
        return Ok(Ending::Fine);
    }
    outcomes.iter().for_each(|outcome| report(outcome, ui));
    Ok(Ending::Fine)
}

fn objects(outcomes: &[Done]) -> Value {
    let object = |outcome| {
        let (state, _, words) = parts(outcome);
        json!({"state": state, "what": words.in_lang(pjt::Lang::En)})
    };
    outcomes.iter().map(object).collect()
}

fn report(outcome: &Done, ui: &mut Ui) {
    let (_, mark, words) = parts(outcome);
    ui.report_in(|lang| format!("{mark} {}", words.in_lang(lang)));
}

/// An outcome as scripts and as people see it.
fn parts(outcome: &Done) -> (&'static str, char, &Text) {
    match outcome {
        Done::Made(words) => ("made", '+', words),
        Done::Present(words) => ("present", '=', words),
        Done::Left(words) => ("left", '!', words),
    }
}
