//! The two streams. Results go to stdout, everything else to stderr; [`ending`] makes of an error words and an exit
//! code. All text passes one guard on its way, whoever wrote it and wherever it goes: nothing in
//! it acts.
#![expect(clippy::disallowed_methods, reason = "this is the one place that owns the streams")]

mod ending;
mod questions;

use std::io::{self, BufWriter, IsTerminal as _, Write};

use pjt::{
    Error, Lang, Result, Text,
    error::Finding,
    model::{Change, Snapshot},
    output::{self, Look, findings::Audience},
    store::{Transaction, leftovers, transaction::Revised},
    text,
    text::escape::{Escaped, EscapedWriter, on_one_line},
    text::width::wrap_sentence,
};
use serde_json::Value;

use super::{Ending, Outcome, context, pager::Pager, terminal};

/// Width of text where there is no terminal.
const WIDTH_OF_A_PIPE: usize = 100;

/// How far in the further lines of a change stand.
const INDENT: usize = 2;

/// Where output goes, and in which language.
pub(crate) struct Ui {
    lang: Lang,
    out: Out,
    /// Whether an error is written as JSON, too.
    json: bool,
    /// What is reported when the pager has ended, where there is one.
    later: Option<String>,
    /// What was warned of so far; an error in JSON lists it.
    warned: Vec<Finding>,
    /// What a commit took along beside what the command wrote: among the warnings of the answer.
    carried: Vec<Finding>,
}

/// Standard output.
struct Out {
    stream: EscapedWriter<Box<dyn Write>>,
    /// Whether what is written is no text that somebody reads here: a workbook, or values that come back exactly.
    keeps_values: bool,
    /// Whether anything was written, and whether its last line has no end yet.
    is_begun: bool,
    is_line_open: bool,
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = match self.keeps_values {
            true => self.stream.exact()?.write(bytes)?,
            false => self.stream.write(bytes)?,
        };
        if let Some(last) = bytes.iter().take(written).next_back() {
            self.is_begun = true;
            self.is_line_open = *last != b'\n';
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

impl Ui {
    pub(crate) fn new(lang: Lang, json: bool) -> Self {
        let stream = EscapedWriter::new(Box::new(BufWriter::new(io::stdout())) as Box<dyn Write>);
        let out = Out { stream, keeps_values: false, is_begun: false, is_line_open: false };
        Self { lang, out, json, later: None, warned: Vec::new(), carried: Vec::new() }
    }

    /// Puts a pager before a terminal.
    pub(crate) fn page(&mut self) {
        if io::stdout().is_terminal() {
            self.out.stream = EscapedWriter::new(Box::new(BufWriter::new(Pager::Waiting)));
            self.later = Some(String::new());
        }
    }

    /// Writes to stderr, after what the pager shows.
    fn write_beside(&mut self, words: &str) {
        match &mut self.later {
            Some(later) => later.push_str(words),
            None => to_stderr(words),
        }
    }

    /// Waits for the pager, and says what had to wait for it.
    fn end_paging(&mut self) {
        if let Some(later) = self.later.take() {
            self.flush_quietly();
            self.out.stream = EscapedWriter::new(Box::new(io::sink()));
            to_stderr(&later);
        }
    }

    /// The language of what people read.
    pub(crate) fn lang(&self) -> Lang {
        self.lang
    }

    /// From here on results are no text: they come back exactly from a file or a pipe. On a terminal nothing may act,
    /// whatever it is.
    pub(crate) fn keep_values(&mut self) {
        self.out.keeps_values = !io::stdout().is_terminal();
    }

    /// The same for a file that is no text, which a terminal can't show at all.
    ///
    /// # Errors
    /// When standard output is a terminal.
    pub(crate) fn keep_file(&mut self, format: impl Into<&'static str>) -> Result<()> {
        if io::stdout().is_terminal() {
            let format = format.into();
            return Err(Error::usage(text!(
                "{format} 格式不是文字，屏幕上显示不了；没有输出任何内容",
                "the format {format} is no text and can't be shown on a terminal; nothing was written"
            ))
            .hint(text!(
                "加 `-o 文件名.{format}` 写到文件",
                "add `-o FILE.{format}` to write it to a file"
            )));
        }
        self.keep_values();
        Ok(())
    }

    /// Where results go.
    pub(crate) fn out(&mut self) -> &mut dyn Write {
        &mut self.out
    }

    /// Whether a person reads the results, and no file or program.
    pub(crate) fn is_seen(&self) -> bool {
        io::stdout().is_terminal()
    }

    /// How many columns a line may have.
    pub(crate) fn width(&self) -> usize {
        let terminal = io::stdout().is_terminal().then(terminal::width);
        context::columns_of_environment().or(terminal).unwrap_or(WIDTH_OF_A_PIPE)
    }

    /// How wide a line beside the results may be; as wide as it likes where no terminal shows it.
    fn width_of_sentences(&self) -> Option<usize> {
        let terminal = io::stderr().is_terminal().then(terminal::width)?;
        Some(context::columns_of_environment().unwrap_or(terminal))
    }

    /// Who reads what is written among the results.
    pub(crate) fn audience(&self) -> Audience {
        let is_seen = io::stdout().is_terminal();
        Audience { lang: self.lang, terminal: is_seen.then(|| self.width()) }
    }

    /// For whom answers are written.
    pub(crate) fn look(&self) -> Look {
        Look { lang: self.lang, width: self.width(), has_titles: true }
    }

    /// A sentence about what was done, beside the results.
    pub(crate) fn report(&mut self, sentence: &Text) {
        self.report_in(|lang| sentence.in_lang(lang).to_owned());
    }

    /// The same, of words that are made for a language.
    pub(crate) fn report_in(&mut self, words: impl FnOnce(Lang) -> String) {
        self.flush_quietly();
        let words = Escaped(&words(self.lang)).to_string();
        match self.width_of_sentences() {
            Some(width) => wrap_sentence(&words, width)
                .for_each(|line| self.write_beside(&format!("{}\n", line.trim_end()))),
            None => self.write_beside(&format!("{words}\n")),
        }
    }

    /// A line of the result, which a terminal shows broken where it is too long.
    pub(crate) fn line(&mut self, words: &str) -> anyhow::Result<()> {
        let lines = output::findings::fitted(&on_one_line(words), self.audience());
        Ok(self.out.write_all(lines.as_bytes())?)
    }

    /// Changes as sentences, one a line; the tasks as they become say which are meant.
    pub(crate) fn changes(
        &mut self,
        changes: &[Change],
        tasks: &Revised,
        default_plan: &str,
    ) -> anyhow::Result<()> {
        let width = self.width();
        let is_all = changes.iter().all(|change| change.field.is_of_document());
        for change in changes.iter().filter(|change| is_all || !change.field.is_of_document()) {
            let number = change.subject.task().or(change.subject.answered());
            let subject = change.subject.plan().zip(number);
            let task = subject.and_then(|(plan, id)| tasks.get(&(plan.to_owned(), id)));
            // What follows a first line stands further in, so that each change is seen to begin.
            let room = width.saturating_sub(INDENT).max(20);
            let sentence = output::changes::sentence(change, task, default_plan, self.lang, room);
            let sentence = Escaped(&sentence).to_string();
            for (number, line) in wrap_sentence(&sentence, room).enumerate() {
                let indent = if number > 0 { INDENT } else { 0 };
                writeln!(self.out, "{:indent$}{}", "", line.trim())?;
            }
        }
        Ok(())
    }

    /// Findings beside the results: warnings, records that could not be read.
    pub(crate) fn warn(&mut self, findings: &[Finding]) {
        self.flush_quietly();
        for finding in findings {
            let audience = Audience { lang: self.lang, terminal: self.width_of_sentences() };
            let words = output::findings::finding(finding, output::findings::Severity::Warning, audience);
            self.write_beside(&words);
        }
        if self.json {
            self.warned.extend_from_slice(findings);
        }
    }

    /// Says what a commit took along or left out, on standard error and in the answer.
    pub(crate) fn carried(&mut self, finding: Finding) {
        self.report(&finding.message);
        self.carried.push(finding);
    }

    /// Reports that an interrupted command was finished or undone first.
    pub(crate) fn report_recovery(&mut self, transaction: &Transaction<'_>) {
        let Some(sentence) = output::changes::recovery(transaction.recovery()) else { return };
        self.report(&sentence);
    }

    /// The end of a command that read records: warns of those that could not be read.
    pub(crate) fn complete(&mut self, snapshot: &Snapshot) -> Outcome {
        if snapshot.unreadable.is_empty() {
            return Ok(Ending::Fine);
        }
        self.warn(&snapshot.unreadable);
        let interrupted =
            snapshot.unreadable.iter().filter(|finding| finding.code == leftovers::INTERRUPTED).count();
        let before = snapshot.unreadable_before;
        if before > 0 {
            self.report(&text!(
                "{before} 个文件原来的内容读不了，看不出有没有改动，没有列出",
                "of {before} files it can't be read what they were, so whether they changed can't be told; they are not listed"
            ));
        }
        let missing = snapshot.missing().saturating_sub(interrupted);
        if missing > 0 || before == 0 {
            let (read, all) = (snapshot.read(), snapshot.read() + missing);
            self.report(&text!("读出 {all} 个文件中的 {read} 个", "{read} of {all} read"));
        }
        Ok(Ending::Incomplete)
    }

    /// One JSON document.
    pub(crate) fn json<const N: usize>(
        &mut self,
        kind: &str,
        members: [(&str, Value); N],
        warnings: &[Finding],
    ) -> anyhow::Result<()> {
        let warnings: Vec<Finding> = warnings.iter().chain(&self.carried).cloned().collect();
        let document = output::json::document(kind, members, &warnings);
        output::json::write(&document, &mut self.out)?;
        writeln!(self.out)?;
        Ok(())
    }

    /// Writes results before what is reported about them; if that fails, the end of the program reports it.
    fn flush_quietly(&mut self) {
        let _reported_at_the_end = self.out.flush();
    }
}

/// Writes to stderr; when even that is closed nobody can learn of it.
pub(super) fn to_stderr(words: &str) {
    let mut escaped = EscapedWriter::new(io::stderr());
    let _nobody_listens = escaped.write_all(words.as_bytes()).and_then(|()| escaped.flush());
}
