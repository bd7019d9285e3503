"""Fuzzing on stable Rust: each target for TORTURE_SECONDS (60), from the hostile samples and the seed's store."""

import os
import re
import shutil
import subprocess

from rig import ROOT, tell

SECONDS = os.environ.get("TORTURE_SECONDS", "60")
FLAGS = ("-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters "
         "-Cllvm-args=-sanitizer-coverage-pc-table -Ccodegen-units=16 --cfg fuzzing")
HOSTILE = ROOT / "tests/data/hostile"
# Where the first inputs of each target are from.
CORPUS = {
    "loader": [HOSTILE / "yaml", ROOT / "data/chanjiao-2021-2025/tasks", ROOT / "data"],
    "edit": [ROOT / "data/chanjiao-2021-2025/tasks", HOSTILE / "yaml"],
    "merge": [ROOT / "data/chanjiao-2021-2025/tasks"],
    "docx": [],
    "xlsx": [],
    "html": [HOSTILE / "html"],
    "csv": [HOSTILE / "csv"],
    "json": [],
    "markdown": [],
    "text": [HOSTILE / "text", ROOT / "seeds"],
}


def fuzz(names):
    """No panic, no run over 5 s, no more than 1 GiB."""
    triple = re.search(r"host: (\S+)", subprocess.run(["rustc", "-vV"], capture_output=True, text=True).stdout)[1]
    build = ["cargo", "build", "--release", "--locked", "--target", triple]
    subprocess.run(build, cwd=ROOT / "fuzz", env={**os.environ, "RUSTFLAGS": FLAGS}, check=True)
    fine = True
    for target, sources in CORPUS.items():
        if names and target not in names:
            continue
        corpus = ROOT / "fuzz/corpus" / target
        corpus.mkdir(parents=True, exist_ok=True)
        for source in sources:
            for path in source.glob("*.*"):
                if path.is_file() and path.stat().st_size < 100_000:
                    shutil.copy(path, corpus / path.name)
        artifacts = ROOT / "fuzz/artifacts" / target
        artifacts.mkdir(parents=True, exist_ok=True)
        program = ROOT / "fuzz/target" / triple / "release" / target
        limits = ["-max_len=8192", "-timeout=5", "-rss_limit_mb=1024", f"-max_total_time={SECONDS}", f"-artifact_prefix={artifacts}/", "-verbosity=0", "-print_final_stats=1"]
        done = subprocess.run([program, corpus, *limits], capture_output=True, text=True, errors="replace")
        runs = re.search(r"number_of_executed_units: (\d+)", done.stderr)
        bad = [] if done.returncode == 0 else [(done.stderr[-600:],)]
        fine &= tell("fuzz", target, {"runs": runs[1] if runs else "?", "seconds": SECONDS}, bad)
    return fine
