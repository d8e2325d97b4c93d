"""The bill of materials of the default library and of the command line, as CycloneDX 1.5 in JSON, on stdout.

It is read from `cargo metadata` and `Cargo.lock`, so that it needs no tool and no network.
"""

import json
import pathlib
import subprocess
import tomllib

root = pathlib.Path(__file__).resolve().parent.parent
told = json.loads(subprocess.run(
    ["cargo", "metadata", "--format-version", "1", "--locked"], cwd=root, check=True, capture_output=True).stdout)
locked = tomllib.loads((root / "Cargo.lock").read_text())["package"]
checksums = {(package["name"], package["version"]): package.get("checksum") for package in locked}
packages = {package["id"]: package for package in told["packages"]}
nodes = {node["id"]: node for node in told["resolve"]["nodes"]}


def shipped(start):
    """What is linked into what ships: dependencies that are neither for tests nor for building."""
    seen, todo = set(), [start]
    while todo:
        at = todo.pop()
        if at in seen:
            continue
        seen.add(at)
        todo.extend(dep["pkg"] for dep in nodes[at]["deps"] if any(kind["kind"] is None for kind in dep["dep_kinds"]))
    return seen


def reference(package):
    return f"pkg:cargo/{package['name']}@{package['version']}"


def component(package):
    made = {"type": "library", "bom-ref": reference(package), "name": package["name"], "version": package["version"],
            "purl": reference(package)}
    if package.get("license"):
        made["licenses"] = [{"expression": package["license"].replace("/", " OR ")}]
    checksum = checksums.get((package["name"], package["version"]))
    if checksum:
        made["hashes"] = [{"alg": "SHA-256", "content": checksum}]
    return made


own = next(package for package in told["packages"] if package["name"] == "parda-cli")
ids = shipped(own["id"]) - {own["id"]}
used = sorted((packages[at] for at in ids), key=lambda package: (package["name"], package["version"]))
json.dump({
    "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
    "metadata": {"component": {**component(own), "type": "application"}},
    "components": [component(package) for package in used],
    "dependencies": [{"ref": reference(packages[at]), "dependsOn": sorted(
        reference(packages[dep["pkg"]]) for dep in nodes[at]["deps"] if dep["pkg"] in ids)}
        for at in sorted(ids | {own["id"]}, key=lambda at: reference(packages[at]))],
}, __import__("sys").stdout, indent=1)
