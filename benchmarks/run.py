"""All benchmarks in one run, on a registry of invented properties that is kept between runs.

`make bench` runs it. Each part is a process of its own, so that none warms another's memory; at the
end one table gives every figure beside its goal. Ctrl-C ends the part that runs, which removes what
it made, and the parts before it are told.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.figures import FILE, noted
from benchmarks.registry import KEY, address_of, filled
from benchmarks.report import Part, as_markdown, as_text, machine
from gis_service.demo.recipe import Size

ROOT = Path(__file__).parents[1]
# In the order of what a reader asks first: does the map keep up, then what goes in and out.
PARTS = ("tiles", "zooms", "nearby", "imports", "exports", "page")
SIZES = {"small": Size.SMALL, "large": Size.FIFTY_THOUSAND, "million": Size.MILLION}
# A part that takes longer hangs; together they take a quarter of an hour on two cores.
MOST_S = 900
# What a part may take to remove its databases once it is told to end.
FAREWELL_S = 60


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="million")
    parser.add_argument("--data", type=Path, help="a data folder to fill once and keep")
    parser.add_argument("--tipg", type=Path, help="a virtual environment with tipg and granian")
    parser.add_argument("--rows", type=int, default=100_000, help="rows of each imported file")
    parser.add_argument("--part", choices=PARTS, nargs="*", default=PARTS)
    parser.add_argument("--report", type=Path, help="a file for the table, in Markdown")
    asked = parser.parse_args()
    if asked.tipg is None and "tiles" in asked.part:
        parser.error("tiles are measured beside tipg: name its virtual environment with --tipg")
    # Whoever ends the run by a signal has it ended as by Ctrl-C: tidily.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    began = time.monotonic()
    parts: list[Part] = []
    try:
        for part in all_parts(asked):
            parts.append(part)  # noqa: PERF402 -- those before an interruption are told as well
    finally:
        size = SIZES[asked.size]
        title = f"{size} properties, {machine()}, {time.monotonic() - began:.0f} s in all"
        print(f"\n== figures and goals ==\n{as_text(title, parts)}")
        if asked.report is not None:
            asked.report.write_text(as_markdown(title, parts), encoding="utf-8")
    if any(part.trouble for part in parts):
        raise SystemExit(1)


def all_parts(asked: argparse.Namespace) -> Iterator[Part]:
    """The parts asked for, one after the other, on one registry."""
    with tempfile.TemporaryDirectory(prefix="atlas-bench-") as folder:
        Path(folder).chmod(0o755)  # the cluster's account must pass through
        data = (asked.data or Path(folder) / "data").resolve()
        with filled(data, SIZES[asked.size]) as installation:
            registry = installation.database()
            if registry.context_key is not None:
                os.environ[KEY] = registry.context_key.get_secret_value()
            address = address_of(registry)
            arguments = {
                "tiles": [*address, "--tipg", str(asked.tipg)],
                "imports": [
                    *("--data", str(data), "--rows", str(asked.rows), "--beside", registry.name)
                ],
            }
            for name in (one for one in PARTS if one in asked.part):
                yield ran(name, arguments.get(name, address), Path(folder) / name)


def ran(name: str, arguments: Sequence[str], figures: Path) -> Part:
    """Run one part to its end; a part that fails leaves the others their turn."""
    print(f"\n== {name} ==", flush=True)
    began = time.monotonic()
    command = [sys.executable, "-m", f"benchmarks.{name}", *arguments]
    with running(command, {**os.environ, FILE: str(figures)}) as process:
        try:
            code = process.wait(timeout=MOST_S)
            trouble = f"ended with {code}" if code else ""
        except subprocess.TimeoutExpired:
            trouble = f"not done after {MOST_S} s"
    seconds = time.monotonic() - began
    print(f"({seconds:.0f} s)", flush=True)
    return Part(name=name, seconds=seconds, trouble=trouble, figures=noted(figures))


@contextmanager
def running(
    command: Sequence[str], environment: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is told to end with the block, and has the time to tidy up after itself."""
    # In a session of its own: Ctrl-C reaches it and its children once, and from here.
    process = subprocess.Popen(command, env=environment, cwd=ROOT, start_new_session=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
            try:
                process.wait(timeout=FAREWELL_S)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


if __name__ == "__main__":
    main()
