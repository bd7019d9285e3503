"""Each guard matters: with one of them taken out of a copy of the source, a test or a rig fails."""

import os
import shutil
import subprocess

from rig import HERE, ROOT, environment, tell

# name, file, the guard, what stands there without it, what must notice: words for `cargo test`, or a rig
GUARDS = [
    ("file sync", "src/store/file.rs", "temporary.as_file().sync_all().map_err(|error| failed(&error))?;", "", "rig power:update"),
    ("error of sync", "src/store/file.rs", "temporary.as_file().sync_all().map_err(|error| failed(&error))?;",
     "let _ignored = temporary.as_file().sync_all();", "rig error:update"),
    ("compare before rename", "src/store/file.rs", "|| ensure_unchanged(path, before))", "|| Ok(()))", "--lib store::file"),
    ("links of files", "src/store/file.rs", "if metadata.is_file() && !platform::has_other_names(&metadata) {", "if true {", "--lib store::file"),
    ("links of directories", "src/store/platform/directory.rs", "let flags = OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;",
     "let flags = OFlags::DIRECTORY | OFlags::CLOEXEC;", "--lib store::platform"),
    ("links when reading", "src/store/platform/directory.rs", "OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK", "OFlags::RDONLY | OFlags::NONBLOCK", "--test integration hostile"),
    ("journal: finish", "src/store/transaction/mod.rs", "let recovery = operation::recover(store.directory())?;", "let recovery = Recovery::Nothing;", "--test integration doctor"),
    ("journal: other people's edits", "src/store/operation/placing.rs", "        } else {\n            Progress::Overtaken\n", "        } else {\n            Progress::Waits\n", "--test integration doctor"),
    ("journal: read back", "src/store/operation/placing.rs", "        ensure_holds(&path, laid, read)?;\n", "        let _unread = (path, read);\n", "--lib store::operation"),
    ("journal: begun here", "src/store/operation/list.rs", "    if !seal.holds(operation) {", "    if false {", "--lib store::operation"),
    ("journal: not begun here, thrown away", "src/store/operation/list.rs", "return if is_only_prepared(operation) {", "return if true {", "--lib store::operation"),
    ("plans that can't be read", "src/store/source.rs", "Ok(tasks) => tasks.is_symlink(),", "Ok(_) => false,", "--test integration plans"),
    ("git: content is no repository", "src/history/repository.rs", "self.git.actor(&self.top)", "self.git.actor(&self.directory)", "--test integration strangers"),
    ("git: the mark of one that was killed", "src/history/locks.rs", "        if is_unfinished {\n", "        if is_unfinished && false {\n", "--test integration strangers"),
    ("signs in JSON", "src/output/json.rs", ".find(|(_, c)| is_unsafe_char(*c))", ".find(|(_, c)| c.is_ascii_control())", "--test integration strangers"),
    ("journal: reading names it", "src/store/source.rs", "leftovers::half_done(self)", "None", "--test integration doctor"),
    ("age of temporary files", "src/store/leftovers.rs", "age.is_some_and(|age| age >= SETTLED)", "true", "--test integration doctor"),
    ("control characters", "src/store/refusal.rs", "if let Some((offset, c)) = text.char_indices().find(control) {", "if let Some((offset, c)) = None::<(usize, char)> {", "--test integration hostile"),
    ("budget of YAML", "src/store/refusal.rs", "pub(super) const MAX_DEPTH: usize = 16;", "pub(super) const MAX_DEPTH: usize = 1_000_000;", "--test integration hostile"),
    ("terminal", "src/text/escape.rs", "    (c.is_control() && c != '\\n')\n", "    false && c.is_control()\n", "--test integration output"),
    ("formulas", "src/model/cell.rs", "(line.starts_with('\\'') || begins_formula(line))", "false", "--lib model::cell"),
    ("markup", "templates/sheet.html", "{% when None %}<bdi>{{ line }}</bdi>", "{% when None %}<bdi>{{ line|safe }}</bdi>", "--test integration export"),
    ("gaps stop counting", "src/cli/selection.rs", "    if missing == 0 {", "    if true {", "--test integration hostile"),
    ("one lock", "src/store/file.rs", "Err(fs::TryLockError::WouldBlock) => {}\n        }\n        //", "Err(fs::TryLockError::WouldBlock) => return Ok(Self { _handle: handle }),\n        }\n        //",
     "--lib store::file"),
    ("commit made durable", "src/history/commit.rs", "    make_durable(repository, &head)?;\n", "    let _unused = make_durable;\n", "rig power:update-commit"),
    ("git: what a repository names", "src/history/git.rs",
     '.args(["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.pager=cat"])\n', "\n", "--test integration history"),
    ("git: environment", "src/history/git.rs", "if ESSENTIAL.iter().any(|known| name == known) {", "if true {", "--test integration history"),
    ("undo: kept before it goes", "src/cli/undo.rs", "    Kept::keep(job.repository, job.store, files, &**past)?;\n", "    let _unused = Kept::keep;\n", "--test integration undo"),
    ("undo: what was changed since", "src/store/transaction/past.rs", "if !is_done && !is_expected(present.as_deref()) {", "if false {", "--test integration undo"),
    ("import: size unpacked", "src/import/container/limits.rs", "PART: u64 = 64 * 1024 * 1024", "PART: u64 = 1 << 40", "--test integration hostile"),
    ("import: columns", "src/import/container/limits.rs", "COLUMNS: usize = 1_000;", "COLUMNS: usize = 1 << 30;", "--test integration hostile"),
    ("import: cells", "src/import/container/limits.rs", "CELLS: usize = 200_000;", "CELLS: usize = 1 << 30;", "--test integration hostile"),
    ("import: pieces of XML", "src/import/container/limits.rs", "XML_PIECE: usize = 1024 * 1024;", "XML_PIECE: usize = 1 << 30;", "--test integration hostile"),
    ("import: depth", "src/import/container/limits.rs", "HTML_DEPTH: usize = 512;", "HTML_DEPTH: usize = 1 << 30;", "--test integration hostile"),
    ("passing over: sound files only", "src/store/yaml/fast/lines.rs", "if !text.ends_with('\\n') || holds_special(text.as_bytes()) {", "if !text.ends_with('\\n') {", "--lib store::yaml::fast"),
    ("edit: verify", "src/store/edit/mod.rs", "    verify(path, text, &revised, after)?;\n", "", "--lib store::edit"),
]


def guards(names):
    """Every guard that is taken out is missed."""
    copy, target = ROOT / "target/torture/guards", ROOT / "target/torture/guards-target"
    bad = []
    for name, file, guard, without, watch in GUARDS:
        if names and name not in names:
            continue
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns("target", ".git", "fuzz"))
        text = (copy / file).read_text()
        if text.count(guard) < 1:
            bad.append((name, "the guard is not where it was"))
            continue
        (copy / file).write_text(text.replace(guard, without))
        ours = {**os.environ, "CARGO_TARGET_DIR": str(target)}
        build = ["cargo", "build", "--locked"] if watch.startswith("rig ") else ["cargo", "test", "--locked", "--no-run"]
        if subprocess.run(build, cwd=copy, env=ours, capture_output=True).returncode:
            bad.append((name, "does not build without the guard"))
            continue
        if watch.startswith("rig "):
            command, ours["PJT"] = [HERE / "run", watch.removeprefix("rig ")], str(target / "debug/pjt")
        else:
            command = ["cargo", "test", "--locked", *watch.split()]
        caught = subprocess.run(command, cwd=copy, env=ours, capture_output=True).returncode != 0
        print(f"guards    {name:32} {'caught by' if caught else 'MISSED BY'} {watch}", flush=True)
        if not caught:
            bad.append((name, f"not missed by {watch}"))
    shutil.rmtree(copy, ignore_errors=True)
    return tell("guards", "all", {"guards": len(GUARDS)}, bad, show=20)
