//! A store in a temporary git repository, and `pjt` run in it with nothing of the caller's environment.

use std::{
    ffi::OsStr,
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::OnceLock,
};

/// What hangs takes longer; what works takes a tenth of it even on a busy machine and without optimisation.
pub(crate) const PATIENCE: std::time::Duration = std::time::Duration::from_secs(60);

/// A place of its own for one test, and beside it a folder for what commands keep in the system's temporary one: both
/// go with the test.
pub(crate) struct Sandbox {
    _folder: tempfile::TempDir,
    place: PathBuf,
    temporary: PathBuf,
}

/// The files with which many tests begin, made once and kept in memory: writing them costs a tenth of what makes them.
pub(crate) struct Template(OnceLock<Vec<(String, Vec<u8>)>>);

impl Template {
    pub(crate) const fn new() -> Self {
        Self(OnceLock::new())
    }
}

impl Sandbox {
    /// An empty directory.
    pub(crate) fn empty() -> Self {
        Self::in_directory("place".as_ref())
    }

    /// An empty directory of this name.
    pub(crate) fn in_directory(name: &OsStr) -> Self {
        let folder = temporary_folder();
        let [place, temporary] = [name, ".temporary".as_ref()].map(|name| folder.path().join(name));
        for folder in [&place, &temporary] {
            fs::create_dir_all(folder).unwrap();
        }
        Self { _folder: folder, place, temporary }
    }

    /// The seed's store, committed to git.
    pub(crate) fn with_seed() -> Self {
        Self::empty().seeded()
    }

    /// The same, in this place.
    pub(crate) fn seeded(self) -> Self {
        static SEED: Template = Template::new();
        self.like(&SEED, || {
            let sandbox = Self::empty();
            sandbox.copy_seed_to(".");
            sandbox.git(&["init", "-q", "-b", "main"]);
            // What git does behind a commit takes as long as the commit.
            sandbox.git(&["config", "maintenance.auto", "false"]);
            sandbox.git(&["add", "-A"]);
            sandbox.git(&["commit", "-qm", "seed"]);
            sandbox
        })
    }

    /// An empty directory with the files of a template, which is made by the first who asks.
    pub(crate) fn of(template: &Template, make: impl FnOnce() -> Self) -> Self {
        Self::empty().like(template, make)
    }

    fn like(self, template: &Template, make: impl FnOnce() -> Self) -> Self {
        for (path, content) in template.0.get_or_init(|| make().files()) {
            let path = self.path(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            #[expect(clippy::disallowed_methods, reason = "a test's own files")]
            fs::write(path, content).unwrap();
        }
        // Git knows files by more than their content.
        self.git(&["update-index", "-q", "--refresh"]);
        self
    }

    /// Every file in it.
    fn files(&self) -> Vec<(String, Vec<u8>)> {
        let entries = walkdir::WalkDir::new(&self.place).into_iter().map(Result::unwrap);
        let file = |entry: walkdir::DirEntry| {
            let path = entry.path().strip_prefix(&self.place).unwrap();
            (path.to_str().unwrap().to_owned(), fs::read(entry.path()).unwrap())
        };
        entries.filter(|entry| entry.file_type().is_file()).map(file).collect()
    }

    /// Puts the seed's store and document into a folder of it.
    pub(crate) fn copy_seed_to(&self, folder: &str) {
        for name in ["data", "seeds"] {
            copy(&repository().join(name), &self.path(folder).join(name));
        }
    }

    /// A clone of another sandbox's repository.
    pub(crate) fn clone_of(other: &Self) -> Self {
        let sandbox = Self::empty();
        let from = other.place.to_str().unwrap();
        sandbox.git(&["clone", "-q", from, "."]);
        sandbox
    }

    /// A path in it.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.place.join(relative)
    }

    /// Writes a file into it.
    pub(crate) fn write(&self, relative: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        #[expect(clippy::disallowed_methods, reason = "a test's own files")]
        fs::write(path, content).unwrap();
        self
    }

    /// The text of a file in it.
    pub(crate) fn read(&self, relative: &str) -> String {
        fs::read_to_string(self.path(relative)).unwrap()
    }

    /// Runs `pjt` in it; words are split at blanks.
    #[must_use = "look at what it says"]
    pub(crate) fn pjt(&self, words: &str) -> Said {
        self.pjt_with(&words.split_whitespace().collect::<Vec<_>>(), &[])
    }

    /// Runs `pjt` in it with these arguments and variables.
    #[must_use = "look at what it says"]
    pub(crate) fn pjt_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Said {
        let mut command = self.command("pjt");
        command.args(arguments).envs(variables.iter().copied());
        Said::from(command.output().unwrap())
    }

    /// Runs `pjt` in it with `input` on its standard input.
    #[must_use = "look at what it says"]
    pub(crate) fn pjt_fed(&self, words: &str, input: &str) -> Said {
        let mut command = self.command("pjt");
        command.args(words.split_whitespace()).stdin(Stdio::piped());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A command that reads nothing has closed it.
        let _closed = child.stdin.take().unwrap().write_all(input.as_bytes());
        Said::from(child.wait_with_output().unwrap())
    }

    /// Runs `pjt` in it with its standard output going to `out`.
    #[must_use = "look at what it says"]
    pub(crate) fn pjt_into(&self, words: &str, out: fs::File) -> Said {
        let mut command = self.command("pjt");
        Said::from(command.args(words.split_whitespace()).stdout(out).output().unwrap())
    }

    /// Runs git in it and gives its output.
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        self.git_with(arguments, &[])
    }

    /// Runs git in it, however it ends.
    pub(crate) fn git_ends(&self, arguments: &[&str]) -> i32 {
        self.command("git").args(arguments).output().unwrap().status.code().unwrap_or(-1)
    }

    /// Runs `pjt` or git in a folder of it.
    pub(crate) fn program_in(&self, folder: &str, program: &str, arguments: &[&str]) -> Output {
        self.command(program).current_dir(self.path(folder)).args(arguments).output().unwrap()
    }

    /// Runs git in it with these variables and gives all of how it ended.
    pub(crate) fn git_output(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
        self.command("git").args(arguments).envs(variables.iter().copied()).output().unwrap()
    }

    /// Runs git in it with these variables and gives its output.
    pub(crate) fn git_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> String {
        let output = self.command("git").args(arguments).envs(variables.iter().copied()).output().unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Writes the list of an interrupted operation, bound to this machine as pjt binds it.
    pub(crate) fn begin_operation(&self, steps: &[serde_json::Value]) {
        let time = 500_000_000;
        self.write("data/.pjt-operation/begun", "");
        let seal = fs::File::options().write(true).open(self.path("data/.pjt-operation/begun")).unwrap();
        seal.set_modified(std::time::UNIX_EPOCH + std::time::Duration::from_secs(time)).unwrap();
        #[cfg(unix)]
        let number = Some(std::os::unix::fs::MetadataExt::ino(&seal.metadata().unwrap()));
        #[cfg(not(unix))]
        let number = None::<u64>;
        let list = serde_json::json!({"seal": {"number": number, "time": time}, "steps": steps});
        self.write("data/.pjt-operation/operation.json", serde_json::to_vec(&list).unwrap());
    }

    /// Added and removed lines of each changed file.
    pub(crate) fn numstat(&self) -> String {
        self.git(&["diff", "--numstat"])
    }

    /// `pjt` or git, about to be run in it: every command that a test runs is made here.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(if program == "pjt" { env!("CARGO_BIN_EXE_pjt") } else { program });
        command
            .current_dir(&self.place)
            .env_clear()
            .env("PATH", path_with_pjt())
            .env("HOME", &self.place)
            .envs(["TMPDIR", "TEMP", "TMP"].map(|variable| (variable, &self.temporary)))
            .env("COLUMNS", "80")
            .env("PJT_LANG", "zh")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_AUTHOR_NAME", "李四")
            .env("GIT_AUTHOR_EMAIL", "lisi@example.org")
            .env("GIT_COMMITTER_NAME", "李四")
            .env("GIT_COMMITTER_EMAIL", "lisi@example.org")
            .stdin(Stdio::null());
        command
    }
}

/// A folder that goes with the test: in memory where there is room and programs may be started from there, as git spends more
/// time on a disk than on computing. Where `TMPDIR` names another place, that is taken.
fn temporary_folder() -> tempfile::TempDir {
    let in_memory = in_memory().and_then(|place| tempfile::tempdir_in(place).ok());
    in_memory.unwrap_or_else(|| tempfile::tempdir().unwrap())
}

#[cfg(target_os = "linux")]
#[expect(clippy::disallowed_methods, reason = "who runs the tests says where their files lie")]
fn in_memory() -> Option<&'static Path> {
    use rustix::fs::{StatVfsMountFlags, statvfs};

    const PLACE: &str = "/dev/shm";
    const ENOUGH: u64 = 1 << 30;
    let disk = statvfs(PLACE).ok().filter(|_| std::env::var_os("TMPDIR").is_none())?;
    let has_room = disk.f_bavail.saturating_mul(disk.f_frsize) >= ENOUGH;
    (has_room && !disk.f_flag.contains(StatVfsMountFlags::NOEXEC)).then(|| Path::new(PLACE))
}

#[cfg(not(target_os = "linux"))]
fn in_memory() -> Option<&'static Path> {
    None
}

/// Git finds `pjt` by its name.
#[expect(clippy::disallowed_methods, reason = "git must be found")]
pub(crate) fn path_with_pjt() -> std::ffi::OsString {
    let own = Path::new(env!("CARGO_BIN_EXE_pjt")).parent().unwrap().to_owned();
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(std::iter::once(own).chain(std::env::split_paths(&path))).unwrap()
}

/// What `pjt` said and how it ended.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: i32,
}

impl Said {
    /// Everything in one text: stdout, stderr, exit code.
    pub(crate) fn whole(&self) -> String {
        let mut whole = self.stdout.clone();
        if !self.stderr.is_empty() {
            write!(whole, "--- stderr\n{}", self.stderr).unwrap();
        }
        if self.code != 0 {
            writeln!(whole, "--- exit {}", self.code).unwrap();
        }
        whole
    }

    /// It ended well; its stdout.
    #[track_caller]
    pub(crate) fn fine(&self) -> &str {
        assert_eq!(self.code, 0, "{}", self.whole());
        &self.stdout
    }

    /// Its stdout as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {}", self.whole()))
    }
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Self {
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
            code: output.status.code().unwrap_or(-1),
        }
    }
}

/// Where the project's own files are.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A zip package with these parts, as docx and xlsx are.
pub(crate) fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut archive, content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// The text of a part of such a package.
pub(crate) fn part(package: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(package)).unwrap();
    std::io::read_to_string(archive.by_name(name).unwrap()).unwrap()
}

/// The SHA-256 of a text in hex, as the files of a store have it.
pub(crate) fn sha256(text: &str) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}
