//! The child process that reads a PDF: the file on its standard input, the document as JSON on its standard
//! output. What a hostile file does to memory and time it does to the child.

use std::{
    io::{self, Read, Write as _},
    path::Path,
    process::{Command, Stdio},
    sync::mpsc,
    time::Duration,
};

use serde::{Deserialize, Serialize};

use super::read_here;
use crate::{
    error::{Error, Finding, Result},
    import::{
        container::{limits, page::known_code},
        source::{Asides, Block, Document, Seam},
    },
    text::{Lang, Text},
};

/// The hidden command by which the program reads a PDF.
pub const COMMAND: &str = "read-pdf";
/// How long the child may take: longer than it may compute, since other programs want the machine, too, and short enough that
/// all of it is over within half a minute.
const LONGEST: Duration = Duration::from_secs(25);
/// The bytes of memory that the child should allow itself.
pub const MEMORY: u64 = 1024 * 1024 * 1024;
/// The seconds of computing that the child should allow itself.
pub const SECONDS: u64 = 20;
/// More bytes than the answer for the largest document has.
const LONGEST_ANSWER: usize = 64 * 1024 * 1024;

/// What the child answers.
#[derive(Deserialize, Serialize)]
enum Answer {
    Document {
        blocks: Vec<Block>,
        if_unread: Option<Sentence>,
        has_paragraphs: bool,
        seams: Vec<Seam>,
        findings: Vec<PageFinding>,
    },
    Refusal {
        code: String,
        message: Sentence,
        cause: Option<Sentence>,
        hints: Vec<Sentence>,
    },
}

/// A finding about pages, which have no places in files.
#[derive(Deserialize, Serialize)]
struct PageFinding {
    code: String,
    message: Sentence,
    fix: Option<Sentence>,
}

impl From<&Finding> for PageFinding {
    fn from(finding: &Finding) -> Self {
        let fix = finding.fix.as_ref().map(Sentence::from);
        Self { code: finding.code.to_owned(), message: Sentence::from(&finding.message), fix }
    }
}

impl PageFinding {
    fn into_finding(self) -> Option<Finding> {
        let finding = Finding::new(known_code(&self.code)?, self.message.into());
        Some(self.fix.into_iter().map(Text::from).fold(finding, Finding::fix))
    }
}

#[derive(Deserialize, Serialize)]
struct Sentence {
    zh: String,
    en: String,
}

impl From<&Text> for Sentence {
    fn from(text: &Text) -> Self {
        Self { zh: text.in_lang(Lang::Zh).to_owned(), en: text.in_lang(Lang::En).to_owned() }
    }
}

impl From<Sentence> for Text {
    fn from(sentence: Sentence) -> Self {
        Self::new(sentence.zh, sentence.en)
    }
}

/// The child's work: reads a PDF from `input`, writes the answer to `output`.
///
/// # Errors
/// When the streams fail; that the PDF can't be read is an answer.
pub fn serve(mut input: impl Read, output: impl io::Write) -> io::Result<()> {
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    let answer = match read_here(bytes) {
        Ok(document) => Answer::Document {
            blocks: document.blocks,
            if_unread: document.if_unread.as_ref().map(Sentence::from),
            has_paragraphs: document.has_paragraphs,
            seams: document.seams,
            findings: document.findings.iter().map(PageFinding::from).collect(),
        },
        Err(error) => Answer::Refusal {
            code: error.code().to_owned(),
            message: error.message().into(),
            cause: error.cause().map(Sentence::from),
            hints: error.hints().iter().map(Sentence::from).collect(),
        },
    };
    let mut output = io::BufWriter::new(output);
    serde_json::to_writer(&mut output, &answer)?;
    output.flush()
}

/// Has `program` read a PDF.
///
/// # Errors
/// What the child refused, or that it went beyond its limits.
pub(super) fn read(program: &Path, bytes: &[u8]) -> Result<Document> {
    let started = Command::new(program)
        .arg(COMMAND)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut child = started.map_err(|error| {
        Error::failed(text!("无法启动读 PDF 的子进程", "can't start the process that reads the PDF"))
            .caused_by(&error)
    })?;
    let (input, output) = (child.stdin.take(), child.stdout.take());
    // Either side may end first: a child that refuses early leaves the rest unread. Nobody copies the file.
    let answer = std::thread::scope(|scope| {
        scope.spawn(move || input.map(|mut input| input.write_all(bytes)));
        let (sender, receiver) = mpsc::channel();
        scope.spawn(move || {
            let answer = output.map(|output| limits::read_capped(output, LONGEST_ANSWER));
            let _received = sender.send(answer);
        });
        let answer = receiver.recv_timeout(LONGEST);
        // It has answered, or it is to stop; how it ended is of no interest.
        let _ended = child.kill().and_then(|()| child.wait());
        answer
    });
    let answer = match answer {
        Ok(Some(Ok(Some(answer)))) => serde_json::from_slice(&answer).map_err(|_| beyond())?,
        _ => return Err(beyond()),
    };
    match answer {
        Answer::Document { blocks, if_unread, has_paragraphs, seams, findings } => {
            let if_unread = if_unread.map(Text::from);
            let findings = findings.into_iter().filter_map(PageFinding::into_finding).collect();
            Ok(Document { blocks, if_unread, has_paragraphs, seams, findings, asides: Asides::default() })
        }
        Answer::Refusal { code, message, cause, hints } => {
            let error = Error::failed(message.into());
            let error = limits::known_code(&code).into_iter().fold(error, Error::named);
            let error = cause.into_iter().map(Text::from).fold(error, Error::caused_by);
            Err(hints.into_iter().map(Text::from).fold(error, Error::hint))
        }
    }
}

/// It was stopped: by its own limits, by ours, or by a fault that a damaged file led it to.
fn beyond() -> Error {
    let (megabytes, seconds) = (MEMORY / 1024 / 1024, LONGEST.as_secs());
    Error::failed(text!(
        "这个 PDF 超出限度（内存 {megabytes} MiB，时间 {seconds} 秒）或已损坏；没有读入任何内容",
        "this PDF goes beyond the limits ({megabytes} MiB of memory, {seconds} seconds) or is damaged; nothing was read"
    ))
    .named("file-too-large")
    .hint(text!(
        "请打开它，只把任务分工表那几页另存（打印）为新的 PDF，再导入；或向发文单位要 Word 原件",
        "open it and save or print the pages of the task table as a new PDF, and import that; or ask the office that issued it for the Word file"
    ))
}
