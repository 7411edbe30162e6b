"""What the lock files install: a bill of materials (``sbom``) and a page of licences (``licences``).

``python tools/dependencies.py sbom FILE`` writes CycloneDX 1.6 of requirements/run.lock as JSON, packages of extras as
optional ones; the same bytes from the same locks. ``python tools/dependencies.py licences`` writes the page of
licences from what the installed packages say of themselves; those that are not here are left out and named on stderr.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, PackagePath, distribution
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

ROOT = Path(__file__).parents[1]
RUN, EVERYTHING = ROOT / "requirements" / "run.lock", ROOT / "requirements" / "test.lock"
PAGE = ROOT / "docs" / "trust" / "licences.md"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)(?: ; (.*?))? \\$")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
KNOWN = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "HPND", "ISC", "MIT", "MIT-CMU", "NCSA",
    "PSF-2.0", "Python-2.0", "Python-2.0.1", "Unlicense", "Zlib", "BlueOak-1.0.0", "MPL-2.0",
}  # fmt: skip
"""Licences under which a package may be used and passed on without a duty on one's own code. The MPL is copyleft by
file: its files stay under it, and nothing else does."""
WORDS = {
    "apache software license": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "apache-2": "Apache-2.0",
    "bsd license": "BSD-3-Clause",
    "bsd": "BSD-3-Clause",
    "bsd-3": "BSD-3-Clause",
    "bsd 3-clause": "BSD-3-Clause",
    "bsd 3-clause license": "BSD-3-Clause",
    "bsd (3-clause)": "BSD-3-Clause",
    "3-clause bsd": "BSD-3-Clause",
    "modified bsd": "BSD-3-Clause",
    "new bsd": "BSD-3-Clause",
    "mit license": "MIT",
    "the mit license": "MIT",
    "mit": "MIT",
    "isc license (iscl)": "ISC",
    "python software foundation license": "PSF-2.0",
    "psf": "PSF-2.0",
    "bsd-2-clause": "BSD-2-Clause",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "university of illinois/ncsa open source license": "NCSA",
    "ncsa": "NCSA",
    "historical permission notice and disclaimer (hpnd)": "HPND",
    "the unlicense (unlicense)": "Unlicense",
    "bsd 2-clause license": "BSD-2-Clause",
    "zlib/libpng license": "Zlib",
    "matplotlib license": "PSF-2.0",
}


@dataclass(frozen=True, slots=True)
class Pinned:
    """A package of a lock file."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]

    @property
    def purl(self) -> str:
        """Its name among all packages of all kinds."""
        return f"pkg:pypi/{self.name}@{self.version}"


def pinned(lock: Path) -> Iterator[Pinned]:
    """The packages of a lock file, in its order."""
    for block in re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8")):
        found = PINNED.match(block.partition("\n")[0])
        if found:
            yield Pinned(found[1], found[2], found[3] or "", tuple(HASH.findall(block)))


def sbom(version: str) -> dict[str, Any]:
    """CycloneDX 1.6 of what Farrell needs, without any address."""
    needed = list(pinned(RUN))
    components = [_component(package, "required") for package in needed]
    components += [_component(package, "optional") for package in extras()]
    us = {
        "type": "application", "bom-ref": f"pkg:pypi/farrell@{version}", "name": "farrell", "version": version,
        "purl": f"pkg:pypi/farrell@{version}", "licenses": [{"license": {"id": "BSD-3-Clause"}}],
    }  # fmt: skip
    serial = uuid5(NAMESPACE_URL, json.dumps(components))
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": f"urn:uuid:{serial}", "version": 1,
        "metadata": {"component": us}, "components": components,
        "dependencies": [{"ref": us["bom-ref"], "dependsOn": [package.purl for package in needed]}],
    }  # fmt: skip


def _component(package: Pinned, scope: str) -> dict[str, Any]:
    out: dict[str, Any] = {
        "type": "library", "bom-ref": package.purl, "name": package.name, "version": package.version, "scope": scope,
        "purl": package.purl, "hashes": [{"alg": "SHA-256", "content": digest} for digest in package.hashes],
    }  # fmt: skip
    if package.marker:
        out["properties"] = [{"name": "marker", "value": package.marker}]
    return out


def licence(package: Distribution) -> str:
    """The licence that an installed package names, as SPDX has it where it is known, else its own words."""
    told = package.metadata
    if told.get("License-Expression"):
        return str(told["License-Expression"])
    classed = [c.rpartition(" :: ")[2] for c in told.get_all("Classifier") or [] if c.startswith("License :: ")]
    own = (told.get("License") or "").strip()
    words = [own] if own and "\n" not in own and len(own) < 80 else []
    for said in (*words, *classed):
        if said.lower() in WORDS:
            return WORDS[said.lower()]
        if said in KNOWN:
            return said
    if own.lower().startswith(("license agreement for matplotlib", "bsd 3-clause")):
        return "PSF-2.0" if "matplotlib" in own.lower() else "BSD-3-Clause"
    if words or classed:
        return " / ".join([*words, *classed])
    texts = [file for file in package.files or [] if re.search(r"licen[cs]e", file.name, re.IGNORECASE)]
    return next((WORDS[t] for t in map(_title, texts) if t in WORDS), "unknown")


def _title(file: PackagePath) -> str:
    """The first line of a licence's text."""
    return file.read_text(encoding="utf-8").strip().partition("\n")[0].strip().lower()


def is_permissive(name: str) -> bool:
    """Whether every part of an expression that must hold is a known licence; of alternatives, one."""
    parts = re.split(r"\s+AND\s+", name.replace("(", " ").replace(")", " ").strip())
    return all(any(_plain(way) in KNOWN for way in re.split(r"\s+OR\s+", part)) for part in parts)


def _plain(name: str) -> str:
    return re.split(r"\s+WITH\s+", name.strip())[0]


def installed() -> Iterator[tuple[Pinned, str | None]]:
    """Each package that runs or extends Farrell with its licence; None where it is not installed here."""
    for package in (*pinned(RUN), *_others()):
        try:
            yield package, licence(distribution(package.name))
        except PackageNotFoundError:
            yield package, None


def _others() -> list[Pinned]:
    """What is not needed to run: packages of extras and of tests."""
    names = {package.name for package in pinned(RUN)}
    return [package for package in pinned(EVERYTHING) if package.name not in names]


def extras() -> list[Pinned]:
    """What extras install, with all that it needs in turn, as the installed packages say."""
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    waiting, found = [_name(line) for lines in asked.values() for line in lines], set[str]()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            needs = distribution(name).requires or []
            waiting += [_name(line) for line in needs if "extra ==" not in line and _is_installed(_name(line))]
    return [package for package in _others() if package.name in found]


def _name(line: str) -> str:
    """The name of a package in a requirement, as lock files have it."""
    found = re.match(r"[A-Za-z0-9._-]+", line)
    assert found is not None
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def _is_installed(name: str) -> bool:
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


def page() -> str:
    """The page of licences."""
    rows = [(package.name, package.version, told) for package, told in installed() if told is not None]
    counts = {told: sum(told == other for *_, other in rows) for told in sorted({told for *_, told in rows})}
    lines = [
        "# Licences of what Farrell uses", "",
        "Made by `python tools/dependencies.py licences` from what the packages of `requirements/test.lock` say of",
        "themselves: all that Farrell runs on, its extras, and what its tests use. Farrell itself is BSD-3-Clause.",
        "No package puts a duty on one's own code; those under the MPL keep it for their own files.", "",
        "| licence | packages |", "|---|---|", *(f"| {told} | {count} |" for told, count in counts.items()), "",
        "| package | version | licence |", "|---|---|---|",
        *(f"| {name} | {version} | {told} |" for name, version, told in sorted(rows)), "",
    ]  # fmt: skip
    return "\n".join(lines)


def main(what: str, *out: str) -> None:
    """Write one of the two."""
    if what == "sbom":
        about = (ROOT / "src" / "farrell" / "__about__.py").read_text(encoding="utf-8")
        found = re.search(r'__version__ = "(.+)"', about)
        assert found is not None
        path = Path(out[0])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(sbom(found[1]), indent=2) + "\n", encoding="utf-8")
        print(path)
    else:
        for package, told in installed():
            if told is None:
                print(f"not installed here: {package.name}", file=sys.stderr)
        PAGE.write_text(page(), encoding="utf-8")
        print(PAGE)


if __name__ == "__main__":
    main(*sys.argv[1:])
