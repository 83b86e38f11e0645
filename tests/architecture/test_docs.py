"""Documents rot where nobody looks: what they link to exists, and every picture is shown somewhere."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

pytestmark = pytest.mark.architecture

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)")
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)
LARGEST_PICTURE = 260_000


def files(*patterns: str) -> list[Path]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return sorted(ROOT / name for name in set(listed.split("\0")) if name and (ROOT / name).is_file())


def links(text: str) -> Iterator[str]:
    yield from LINK.findall(CODE.sub("", text))


def here(document: Path) -> Iterator[tuple[str, Path, str]]:
    """(as written, file, heading) of each link into this repository."""
    for target in links(document.read_text("utf-8")):
        if not re.match(r"[a-z][a-z0-9+.-]*:", target):
            path, _, heading = target.partition("#")
            yield target, (document.parent / unquote(path)).resolve() if path else document, unquote(heading)


def anchors(document: Path) -> set[str]:
    """Headings as pages of a forge name them."""
    found = re.findall(r"^#+ (.+)$", CODE.sub("", document.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


def test_links_of_documents_lead_somewhere() -> None:
    wrong = []
    for document in files("*.md"):
        for target, path, heading in here(document):
            inside = path == ROOT or ROOT in path.parents
            if not inside or not path.exists() or (heading and heading not in anchors(path)):
                wrong.append(f"{document.relative_to(ROOT)}: {target}")
    assert not wrong, "\n".join(wrong)


def test_every_picture_is_shown_and_small() -> None:
    shown = {path for document in files("*.md") for _, path, _ in here(document)}
    pictures = files("docs/pictures/*")
    assert not [str(path.relative_to(ROOT)) for path in pictures if path not in shown], "shown nowhere"
    large = [str(path.relative_to(ROOT)) for path in pictures if path.stat().st_size > LARGEST_PICTURE]
    assert not large, f"larger than {LARGEST_PICTURE} bytes: {large}"


def test_both_languages_have_the_same_guides_and_pictures() -> None:
    for folder in (PICTURES, ROOT / "docs" / "guide"):
        one, other = ({path.name for path in (folder / language).iterdir()} for language in ("zh-CN", "en"))
        assert one == other, one ^ other


def test_decisions_are_short_and_titled() -> None:
    """A decision that takes a page is read by nobody."""
    for path in files("docs/decisions/*.md"):
        title, _, body = path.read_text("utf-8").partition("\n")
        assert re.match(r"\d{4}-[a-z0-9-]+\.md$", path.name), path.name
        assert title.startswith("# "), path.name
        sentences = re.findall(r"[.?!](?=\s|$)", body)
        assert 1 <= len(sentences) <= 8, f"{path.name}: {len(sentences)} sentences"


def test_the_link_check_finds_what_it_is_for() -> None:
    assert list(links("[a](b.md) ![c](d.png 'title') `[x](y)` [web](https://example.org)")) == [
        "b.md",
        "d.png",
        "https://example.org",
    ]
