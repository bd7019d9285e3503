//! Runs the same commands for a Chinese and an English reader, and compares what both see with a file. Where
//! the day matters it is 2025-06-30, by a `--today` that the transcript does not show.

use std::{fmt::Write as _, fs, path::PathBuf};

use crate::sandbox::{Said, Sandbox, repository};

/// The commands whose answer may depend on the day.
const LOOKS_AT_DAY: [&str; 18] = [
    "list", "show", "stats", "check", "export", "update", "import", "dept", "plan", "period", "forms",
    "collect", "lights", "why", "returns", "sendback", "bulletin", "slips",
];

/// Where the transcripts are.
pub(super) fn directory() -> PathBuf {
    repository().join("tests/snapshots")
}

/// Plays `scenario` once in each language and compares the transcript with `tests/snapshots/NAME.txt`.
pub(super) fn snapshot(name: &str, scenario: impl Fn(&mut Transcript)) {
    let [chinese, english] = ["zh", "en"].map(|lang| {
        let mut transcript = Transcript {
            sandbox: Sandbox::empty(),
            lang,
            columns: "80",
            today: Some("2025-06-30"),
            day: "2025-01-01",
            minute: 0,
            commits: Vec::new(),
            entries: Vec::new(),
        };
        scenario(&mut transcript);
        transcript.entries
    });
    assert_eq!(chinese.len(), english.len(), "both languages have the same steps");
    let mut text = String::new();
    for (chinese, english) in chinese.into_iter().zip(english) {
        assert_eq!(chinese.heading, english.heading);
        write!(text, "{}\n{}", chinese.heading, chinese.body).unwrap();
        if english.body != chinese.body {
            write!(text, "--- English\n{}", english.body).unwrap();
        }
        text.push('\n');
    }
    let expected = snapbox::Data::read_from(&directory().join(name).with_extension("txt"), None).raw();
    snapbox::Assert::new().action_env("SNAPSHOTS").eq(text, expected);
}

/// One step: what was typed and what came of it.
struct Entry {
    heading: String,
    body: String,
}

/// What one reader typed and saw.
pub(super) struct Transcript {
    /// Where the commands run.
    pub(super) sandbox: Sandbox,
    lang: &'static str,
    columns: &'static str,
    today: Option<&'static str>,
    day: &'static str,
    minute: u32,
    /// Commits that were seen, in order: a hash is shown as the number of its commit.
    commits: Vec<String>,
    entries: Vec<Entry>,
}

impl Transcript {
    /// A new heading, and what follows runs in this sandbox.
    pub(super) fn section(&mut self, heading: &str, sandbox: Sandbox) {
        self.sandbox = sandbox;
        self.commits.clear();
        self.minute = 0;
        self.heading(heading);
    }

    /// A new heading in the same sandbox.
    pub(super) fn heading(&mut self, heading: &str) {
        self.entries.push(Entry { heading: format!("# {heading}"), body: String::new() });
    }

    /// From now on lines have this many columns.
    pub(super) fn columns(&mut self, columns: &'static str) {
        self.columns = columns;
    }

    /// From now on commands that look at the day get this one as `--today`, or none.
    pub(super) fn today(&mut self, today: Option<&'static str>) {
        self.today = today;
    }

    /// From now on git believes it to be this day.
    pub(super) fn day(&mut self, day: &'static str) {
        self.day = day;
    }

    /// Runs `pjt` and takes down what it says. Words are split at blanks, except inside 'quotes'.
    pub(super) fn pjt(&mut self, line: &str) {
        let said = self.run(line);
        let body = self.readable(&said);
        self.entries.push(Entry { heading: self.prompt(line), body });
    }

    /// The same for several commands.
    pub(super) fn each(&mut self, lines: &[&str]) {
        for line in lines {
            self.pjt(line);
        }
    }

    /// Runs `pjt` with variables of the environment, such as an empty PATH.
    pub(super) fn pjt_with(&mut self, line: &str, variables: &[(&str, &str)]) {
        let said = self.run_with(line, variables);
        let body = self.readable(&said);
        let shown: Vec<String> = variables.iter().map(|(name, value)| format!("{name}={value} ")).collect();
        self.entries.push(Entry {
            heading: self.prompt(line).replacen("pjt", &format!("{}pjt", shown.concat()), 1),
            body,
        });
    }

    /// The same, but only the first lines of stdout: the rest follows from other snapshots.
    pub(super) fn head(&mut self, line: &str, lines: usize) {
        let mut said = self.run(line);
        let shown: String = said.stdout.split_inclusive('\n').take(lines).collect();
        let more = if shown.len() < said.stdout.len() { "(and more)\n" } else { "" };
        said.stdout = format!("{shown}{more}");
        let body = self.readable(&said);
        self.entries.push(Entry { heading: self.prompt(line), body });
    }

    /// Runs `pjt` only for what it does.
    pub(super) fn quietly(&mut self, line: &str) {
        let said = self.run(line);
        assert_eq!(said.code, 0, "{line}: {}", said.whole());
    }

    /// Shows a file.
    pub(super) fn cat(&mut self, path: &str) {
        let body = self.redacted(&self.sandbox.read(path));
        self.entries.push(Entry { heading: format!("$ cat {path}"), body });
    }

    /// Runs git and shows what it says: `pjt` may speak through it.
    pub(super) fn git_shown(&mut self, line: &str) {
        let stdout = self.git(line);
        let body = self.redacted(&stdout);
        self.entries.push(Entry { heading: format!("$ git {line}"), body });
    }

    /// Runs a git that a server refuses, and shows what the server says.
    pub(super) fn git_refused(&mut self, line: &str) {
        let words = words(line);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let moment = self.moment();
        let output = self.sandbox.git_output(&words, &variables(&moment, self.lang, self.columns));
        assert!(!output.status.success(), "{line}");
        let stderr = String::from_utf8(output.stderr).unwrap();
        let said = stderr
            .lines()
            .filter(|line| line.starts_with("remote: "))
            .map(|line| format!("{}\n", line.trim_end()));
        let body = self.redacted(&said.collect::<String>());
        self.entries.push(Entry { heading: format!("$ git {line}"), body });
    }

    /// Runs git on the day of the transcript.
    pub(super) fn git(&mut self, line: &str) -> String {
        let words = words(line);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let moment = self.moment();
        self.sandbox.git_with(&words, &variables(&moment, self.lang, self.columns))
    }

    /// Commits all that stands in the sandbox, by git.
    pub(super) fn commit_all(&mut self, message: &str) {
        self.git("add -A");
        self.git(&format!("commit -qm {message} --allow-empty"));
    }

    /// Writes a file; several may follow.
    pub(super) fn write(&mut self, path: &str, content: impl AsRef<[u8]>) -> &mut Self {
        self.sandbox.write(path, content);
        self
    }

    /// Writes `new` for `old` in a file.
    pub(super) fn edit(&mut self, path: &str, old: &str, new: &str) -> &mut Self {
        let text = self.sandbox.read(path);
        assert!(text.contains(old), "{path} has no {old}");
        self.write(path, text.replacen(old, new, 1))
    }

    /// Removes a file.
    pub(super) fn remove(&mut self, path: &str) {
        fs::remove_file(self.sandbox.path(path)).unwrap();
    }

    fn run(&mut self, line: &str) -> Said {
        self.run_with(line, &[])
    }

    fn run_with(&mut self, line: &str, more: &[(&str, &str)]) -> Said {
        let words = words(line);
        let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
        let looks_at_day = words.first().is_some_and(|command| LOOKS_AT_DAY.contains(command));
        if let Some(today) = self.today.filter(|_| looks_at_day && !line.contains("--help")) {
            words.extend(["--today", today]);
        }
        let moment = self.moment();
        let variables = [&variables(&moment, self.lang, self.columns)[..], more].concat();
        self.sandbox.pjt_with(&words, &variables)
    }

    fn prompt(&self, line: &str) -> String {
        let columns = if self.columns == "80" { String::new() } else { format!("COLUMNS={} ", self.columns) };
        format!("$ {columns}pjt {line}").trim_end().to_owned()
    }

    /// The next minute of the day.
    fn moment(&mut self) -> String {
        self.minute += 1;
        format!("{}T{:02}:{:02}:00+0000", self.day, 8 + self.minute / 60 % 12, self.minute % 60)
    }

    fn readable(&mut self, said: &Said) -> String {
        let whole = said.whole();
        self.redacted(&whole)
    }

    /// Without what differs from run to run: the sandbox's path, the version, hashes of commits.
    fn redacted(&mut self, text: &str) -> String {
        let mut text = text.replace(env!("CARGO_PKG_VERSION"), "[VERSION]");
        let path = self.sandbox.path("");
        for path in [path.canonicalize().unwrap(), path] {
            text = text.replace(path.to_str().unwrap().trim_end_matches('/'), "[SANDBOX]");
        }
        // The names of temporary files are random, and six characters long.
        let mut parts = text.split(".pjt-tmp-");
        let first = parts.next().unwrap_or_default().to_owned();
        text = parts.fold(first, |text, part| match part.get(..6) {
            Some(name) if name.chars().all(|c| c.is_ascii_alphanumeric()) => {
                format!("{text}.pjt-tmp-[RANDOM]{}", &part[6..])
            }
            _ => format!("{text}.pjt-tmp-{part}"),
        });
        let mut text = self.without_commits(text);
        if has_hash(&text) && self.sandbox.path(".git").exists() {
            let listed = self.sandbox.git(&["rev-list", "--all", "--reflog", "--reverse", "--date-order"]);
            for hash in listed.lines().filter(|hash| !hash.is_empty()) {
                if !self.commits.iter().any(|known| known == hash) {
                    self.commits.push(hash.to_owned());
                }
            }
            text = self.without_commits(text);
        }
        if text.is_empty() || text.ends_with('\n') { text } else { text + "\n(no line feed at the end)\n" }
    }

    /// With the number of a commit that was seen for its hash.
    fn without_commits(&self, mut text: String) -> String {
        for (number, hash) in self.commits.iter().enumerate() {
            for length in [hash.len(), 12, 10, 8, 7] {
                text = text.replace(&hash[..length], &format!("[COMMIT {}]", number + 1));
            }
        }
        text
    }
}

/// Whether seven hexadecimal digits stand in a row.
fn has_hash(text: &str) -> bool {
    text.as_bytes().windows(7).any(|run| run.iter().all(u8::is_ascii_hexdigit))
}

fn variables<'a>(moment: &'a str, lang: &'a str, columns: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("GIT_AUTHOR_DATE", moment),
        ("GIT_COMMITTER_DATE", moment),
        ("TZ", "UTC"),
        ("PJT_LANG", lang),
        ("COLUMNS", columns),
    ]
}

/// A command line as a shell takes it apart, with single quotes only.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut is_quoted) = (vec![String::new()], false);
    for c in line.chars() {
        match c {
            '\'' => is_quoted = !is_quoted,
            ' ' if !is_quoted => words.push(String::new()),
            c => words.last_mut().unwrap().push(c),
        }
    }
    if line.is_empty() { Vec::new() } else { words }
}
