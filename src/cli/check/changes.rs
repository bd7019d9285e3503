//! `pjt check --staged`, `--range` and `--pushed`

use std::{collections::HashSet, io::Read as _};

use pjt::{
    Error,
    check::changes::{self, Judged, Refused, Span},
    error::Finding,
    history::{
        Range, Repository, Revision,
        incoming::{Incoming, Known, Moved, incoming, stores},
    },
    output, text,
};
use serde_json::{Value, json};

use super::{super::misdated::handed_in, Context, Outcome, Ui, count, ending, print, report};

/// How much a push may say: a million references.
const MOST_INPUT: u64 = 256 << 20;

/// What is about to be committed.
pub(super) fn staged(context: &Context, ui: &mut Ui) -> Outcome {
    // The hook runs on branches without a store, too.
    let repository = context.repository_of_store()?;
    let findings = changes::staged(&repository, context.today)?;
    report(&findings, &[], context, ui)
}

/// Each commit of a range, from the oldest to the newest.
pub(super) fn range(typed: &str, context: &Context, ui: &mut Ui) -> Outcome {
    let Range { from, to: Some(to) } = context.range(Some(typed))? else {
        return Err(Error::usage(text!("范围要有两端", "a range has two ends"))
            .named("bad-range")
            .hint(text!("例如 `--range main..HEAD`", "as in `--range main..HEAD`"))
            .into());
    };
    let on_disk = match context.store() {
        Ok(store) => Some(context.repository(&store)?),
        Err(_) => None,
    };
    let repository = match &on_disk {
        Some(repository) => repository.clone(),
        None => context.repository_here()?,
    };
    let (from, to) = (from.resolve(&repository)?, to.resolve(&repository)?);
    let known = Known::Commits(vec![from.clone()]);
    let handed = incoming(&repository, &to, &known)?;
    let judged = match on_disk {
        // A repository may hold several stores: the one that is meant is checked, wherever it lay before.
        Some(repository) if stores(&repository, &to)?.iter().any(|prefix| prefix == repository.prefix()) => {
            let was = place_before(&repository, &from, &to)?;
            let base = Some((&from, was.as_str()));
            let (repository, to, known, commits) = (&repository, &to, &known, handed.as_slice());
            Span { repository, base, to, known, commits, today: context.today }.judge()?
        }
        _ => changes::of_stores(&repository, Some(&from), &to, (&known, &handed), context.today)?,
    };
    let misdated = handed_in(&repository, &handed)?;
    if context.json {
        let findings = judged.iter().flat_map(|judged| of_commit(judged, None));
        ui.json("check", [("findings", Value::from_iter(findings))], misdated.as_slice())?;
        return Ok(ending(judged.is_empty()));
    }
    commits(&judged, ui)?;
    misdated.iter().for_each(|finding| ui.report(&finding.message));
    count(judged.iter().map(|judged| judged.findings.len()).sum(), ui);
    how_to_mend(&judged, ui);
    Ok(ending(judged.is_empty()))
}

/// Where the store of the newer commit lay in the older one.
fn place_before(repository: &Repository, from: &Revision, to: &Revision) -> pjt::Result<String> {
    let own = repository.prefix().to_owned();
    let (before, after) = (stores(repository, from)?, stores(repository, to)?);
    let mut gone = before.iter().filter(|prefix| !after.contains(prefix));
    Ok(match (before.contains(&own), gone.next(), gone.next()) {
        (false, Some(moved), None) => moved.clone(),
        _ => own,
    })
}

/// What a push brings to a server, as git writes it to the standard input of a hook.
pub(super) fn pushed(context: &Context, ui: &mut Ui) -> Outcome {
    let mut input = Vec::new();
    std::io::stdin().lock().take(MOST_INPUT).read_to_end(&mut input)?;
    // Names of references are bytes, in whatever writing.
    let lines = input.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let moved = lines.map(Moved::of).collect::<pjt::Result<Vec<_>>>()?;
    // A hook runs in the repository itself.
    let here = std::path::Path::new(".");
    let repository = match Repository::bare(&context.git()?, here)? {
        Some(server) => server,
        None => context.repository_here()?,
    };
    let refused = changes::push(&repository, &moved, context.today)?;
    let misdated = handed_in(&repository, &brought(&repository, &moved)?)?;
    if context.json {
        let findings = refused.iter().flat_map(|refused| {
            let of_move = refused.findings.iter().map(|finding| object(finding, None, Some(&refused.name)));
            of_move.chain(refused.commits.iter().flat_map(|judged| of_commit(judged, Some(&refused.name))))
        });
        ui.json("check", [("findings", Value::from_iter(findings))], misdated.as_slice())?;
        return Ok(ending(refused.is_empty()));
    }
    for Refused { name, findings, commits: judged } in &refused {
        ui.line(name)?;
        print(findings, &[], ui)?;
        commits(judged, ui)?;
    }
    misdated.iter().for_each(|finding| ui.report(&finding.message));
    let of_commits = refused.iter().flat_map(|refused| &refused.commits);
    let total = of_commits.map(|judged| judged.findings.len()).sum::<usize>()
        + refused.iter().map(|refused| refused.findings.len()).sum::<usize>();
    count(total, ui);
    refused
        .iter()
        .filter(|refused| !refused.commits.is_empty())
        .take(1)
        .for_each(|refused| how_to_mend(&refused.commits, ui));
    Ok(ending(refused.is_empty()))
}

/// The commits that no reference had, each once, whatever references bring it now.
fn brought(repository: &Repository, moved: &[Moved]) -> pjt::Result<Vec<Incoming>> {
    let mut commits: Vec<Incoming> = Vec::new();
    let mut known: HashSet<String> = HashSet::new();
    for new in moved.iter().filter_map(|moved| moved.new.as_ref()) {
        if known.contains(new.hash()) {
            continue;
        }
        let new = incoming(repository, new, &Known::References)?;
        commits.extend(new.into_iter().filter(|incoming| known.insert(incoming.commit.hash.clone())));
    }
    Ok(commits)
}

fn commits(judged: &[Judged], ui: &mut Ui) -> anyhow::Result<()> {
    for Judged { commit, findings } in judged {
        let short: String = commit.hash.chars().take(10).collect();
        let day: String = match commit.date.get(..10) {
            Some(day) => day.to_owned(),
            None => ui.lang().pick("（日期不明）", "(no date)").to_owned(),
        };
        ui.line(&format!("{short} {} {day} {}", commit.author, commit.subject))?;
        print(findings, &[], ui)?;
    }
    Ok(())
}

fn how_to_mend(judged: &[Judged], ui: &mut Ui) {
    if !judged.is_empty() {
        ui.report(&text!(
            "不必改写历史：在后面的提交里补上所缺的、恢复所删的，这一段就能通过",
            "history need not be rewritten: a later commit that adds what is missing, or brings back what is gone, mends it"
        ));
    }
}

fn of_commit<'a>(judged: &'a Judged, reference: Option<&'a str>) -> impl Iterator<Item = Value> + 'a {
    judged.findings.iter().map(move |finding| object(finding, Some(&judged.commit.hash), reference))
}

fn object(finding: &Finding, commit: Option<&str>, reference: Option<&str>) -> Value {
    let mut object = output::json::finding(finding);
    if let Some(members) = object.as_object_mut() {
        members.insert("commit".to_owned(), json!(commit));
        if let Some(reference) = reference {
            members.insert("ref".to_owned(), json!(reference));
        }
    }
    object
}
