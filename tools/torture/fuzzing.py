"""Fuzzing on stable Rust: each target for TORTURE_SECONDS (60), from the hostile samples and the seed's store."""

import contextlib
import os
import re
import subprocess
import zipfile

from rig import ROOT, tell

SECONDS = os.environ.get("TORTURE_SECONDS", "60")
FLAGS = ("-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters "
         "-Cllvm-args=-sanitizer-coverage-pc-table -Ccodegen-units=16 --cfg fuzzing")
DATA = ROOT / "tests/data"
TASKS = ROOT / "data/chanjiao-2021-2025/tasks"
# Where the first inputs of each target are from: files, or the one part of a package that is fuzzed.
CORPUS = {
    "loader": (None, [(DATA / "hostile/yaml", "*"), (ROOT / "data", "**/*.yaml")]),
    "edit": (None, [(DATA / "hostile/yaml", "*"), (TASKS, "*")]),
    "merge": (None, [(TASKS, "*")]),
    "docx": ("word/document.xml", [(DATA, "**/*.docx")]),
    "xlsx": ("xl/worksheets/sheet1.xml", [(DATA, "**/*.xlsx")]),
    "ofd": ("Doc_0/Pages/Page_0/Content.xml", [(DATA, "**/*.ofd")]),
    "odt": ("content.xml", [(DATA, "**/*.odt")]),
    "ods": ("content.xml", [(DATA, "**/*.ods")]),
    "doc": (None, [(DATA, "**/*.doc")]),
    "xls": (None, [(DATA, "**/*.xls")]),
    "pdf": (None, [(DATA, "**/*.pdf")]),
    "mht": (None, [(DATA, "**/*.mht")]),
    "flat": (None, [(DATA, "**/*.xml")]),
    "html": (None, [(DATA, "**/*.html")]),
    "csv": (None, [(DATA, "**/*.csv")]),
    "json": (None, [(DATA, "**/*.json")]),
    "markdown": (None, [(DATA, "**/*.md")]),
    "text": (None, [(DATA, "**/*.txt"), (ROOT / "seeds", "*")]),
}
LARGEST = 100_000


def first_inputs(part, sources):
    """The bytes to begin with, by name."""
    for folder, pattern in sources:
        for path in sorted(folder.glob(pattern)):
            if not path.is_file() or path.stat().st_size > LARGEST:
                continue
            if part is None:
                yield path.name, path.read_bytes()
                continue
            # Some of the hostile packages are broken on purpose.
            with contextlib.suppress(zipfile.BadZipFile, KeyError, OSError, NotImplementedError):
                package = zipfile.ZipFile(path)
                if package.getinfo(part).file_size < LARGEST:
                    yield f"{path.name}.xml", package.read(part)


def fuzz(names):
    """No panic, no run over 5 s, no more than 1 GiB."""
    triple = re.search(r"host: (\S+)", subprocess.run(["rustc", "-vV"], capture_output=True, text=True).stdout)[1]
    build = ["cargo", "build", "--release", "--target", triple]
    subprocess.run(build, cwd=ROOT / "fuzz", env={**os.environ, "RUSTFLAGS": FLAGS}, check=True)
    fine = True
    for target, (part, sources) in CORPUS.items():
        if names and target not in names:
            continue
        corpus = ROOT / "fuzz/corpus" / target
        corpus.mkdir(parents=True, exist_ok=True)
        for name, content in first_inputs(part, sources):
            (corpus / name).write_bytes(content)
        artifacts = ROOT / "fuzz/artifacts" / target
        artifacts.mkdir(parents=True, exist_ok=True)
        program = ROOT / "fuzz/target" / triple / "release" / target
        limits = ["-max_len=32768", "-timeout=5", "-rss_limit_mb=1024", f"-max_total_time={SECONDS}", f"-artifact_prefix={artifacts}/", "-verbosity=0", "-print_final_stats=1"]
        done = subprocess.run([program, corpus, *limits], capture_output=True, text=True, errors="replace")
        runs = re.search(r"number_of_executed_units: (\d+)", done.stderr)
        bad = [] if done.returncode == 0 else [(done.stderr[-600:],)]
        fine &= tell("fuzz", target, {"runs": runs[1] if runs else "?", "seconds": SECONDS}, bad)
    return fine
