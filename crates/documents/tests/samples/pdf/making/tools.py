"""Runs of the programs that write PDFs: in a folder of their own, with fixed dates and identifiers."""

import hashlib
import os
import re
import subprocess
import tempfile
from pathlib import Path

EPOCH = 1_767_268_800  # 2026-01-01T12:00:00Z
DATE = b"D:20260101120000"
ENVIRONMENT = os.environ | {
    "SOURCE_DATE_EPOCH": str(EPOCH),
    "FORCE_SOURCE_DATE": "1",
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "QT_QPA_PLATFORM": "offscreen",
    "QT_HASH_SEED": "0",
}


def run(command, folder, seconds=180):
    """Runs a program to its end, and shows what it said if it failed."""
    done = subprocess.run(
        ["nice", "-n", "10", *map(str, command)],
        cwd=folder,
        env=ENVIRONMENT,
        timeout=seconds,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode != 0:
        raise SystemExit(
            f"{' '.join(map(str, command))}: exit code {done.returncode}\n{(done.stdout + done.stderr)[-3000:]}"
        )
    return done.stdout


def built(commands, files, output):
    """The bytes of `output` after the commands ran in a folder with the files."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, text in files.items():
            (folder / path).write_bytes(text if isinstance(text, bytes) else text.encode())
        for command in commands:
            run(command, folder)
        return (folder / output).read_bytes()


def repeatable(pdf, name):
    """The same PDF with a fixed date and file identifiers that follow from its name; no byte moves."""
    pdf = re.sub(rb"D:\d{14}", DATE, pdf)
    pdf = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", b"2026-01-01T12:00:00", pdf)
    digest = hashlib.sha256(name.encode()).hexdigest().encode()

    def identifiers(found):
        return re.sub(rb"<([0-9A-Fa-f]+)>", lambda each: b"<" + (digest * 2)[: len(each[1])] + b">", found[0])

    pdf = re.sub(rb"(?<=/DocChecksum /)[0-9A-F]{32}", digest[:32].upper(), pdf)
    return re.sub(rb"/ID\s*\[[^\]]*\]", identifiers, pdf)


def through_qpdf(pdf, *options):
    identifier = [] if "--static-id" in options else ["--deterministic-id"]
    command = ["qpdf", *identifier, *options, "in.pdf", "out.pdf"]
    return built([command], {"in.pdf": pdf}, "out.pdf")
