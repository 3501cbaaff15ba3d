"""Frames our exports with PyLD, article by article, and compares the result with ours.

Usage: pyld_frames.py CHANCERY KB CHECKOUT (needs PyLD; says so where it is absent).
"""

import json
import subprocess
import sys
from pathlib import Path

try:
    from pyld import jsonld
except ImportError:
    sys.exit("PyLD is not installed: the frames were not compared")

program, kb, checkout = sys.argv[1:4]
context = json.loads((Path(checkout) / "ontology/context.jsonld").read_text(encoding="utf-8"))
jsonld.set_document_loader(
    lambda url, options=None: {
        "contextUrl": None,
        "documentUrl": url,
        "document": context,
        "contentType": "application/ld+json",
    }
)


def export(*arguments):
    command = [program, "--kb", kb, "export", "--to", "jsonld", *arguments]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def ordered(value):
    """Arrays are sets here."""
    if isinstance(value, dict):
        return {key: ordered(item) for key, item in value.items()}
    if isinstance(value, list):
        return sorted((ordered(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    return value


nodes = export("--form", "expanded")
for node in nodes:
    node.pop("@graph", None)
articles = [n["@id"] for n in nodes if "https://w3id.org/chancery/statement#Article" in n.get("@type", [])]


def owner(iri):
    """The article that a node belongs to; none where it is shared."""
    for article in articles:
        base, _, name = article.rpartition("article/")
        for kind in ("article", "statement", "entity"):
            if (iri + "/").startswith(f"{base}{kind}/{name}/"):
                return article
    return None


parts = {}
for node in nodes:
    parts.setdefault(owner(node["@id"]), []).append(node)
differences = 0
for name in ("article", "statement"):
    frame = json.loads((Path(checkout) / f"ontology/frames/{name}.jsonld").read_text(encoding="utf-8"))
    theirs = []
    for article in articles:
        options = {"omitDefault": True, "omitGraph": False}
        theirs += jsonld.frame(parts[article] + parts.get(None, []), frame, options).get("@graph", [])
    ours = export("--frame", name, "--context", "url")["@graph"]
    same = ordered(ours) == ordered(theirs)
    print(f"{name}: {len(ours)} nodes, {'the same' if same else 'DIFFERENT'} in PyLD")
    differences += not same
sys.exit(1 if differences else 0)
