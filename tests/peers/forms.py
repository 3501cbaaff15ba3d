"""Makes the forms of our exports with PyLD and jsonld.js, and compares them with ours.

Usage: forms.py CHANCERY KB [NODE_MODULES] (needs PyLD). Exit status 1 if one differs.
"""

import json
import subprocess
import sys
from pathlib import Path

from peers import CONTEXT, JsonLdJs, PyLD, text_of

ST = "https://w3id.org/chancery/statement#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
RDFS_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
program, kb, *modules = sys.argv[1:]
peers = [PyLD(), *map(JsonLdJs, modules)]
frames = Path(__file__).parents[2] / "ontology/frames"


def export(*arguments):
    command = [program, "--quiet", "--kb", kb, "export", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def export_json(*arguments):
    return json.loads(export("--to", "jsonld", *arguments))


def frame(name):
    return json.loads((frames / f"{name}.jsonld").read_text(encoding="utf-8"))


def result(peer, *cases):
    answers = peer.answers(list(cases))
    for answer in answers:
        if "error" in answer:
            sys.exit(f"{peer.name}: {answer['error']}")
    return [answer["result"] for answer in answers]


def nodes(document):
    """The nodes of a framed document, whether it has one or more."""
    if "@graph" in document:
        return document["@graph"]
    node = {key: value for key, value in document.items() if key != "@context"}
    return [node] if node else []


differences = 0


def compare(name, peer, ours, theirs):
    global differences
    same = text_of(ours) == text_of(theirs)
    differences += not same
    print(f"{name}: {len(ours)} nodes, {'the same' if same else 'DIFFERENT'} in {peer.name}")


nquads = export("--to", "nq")
expanded = export_json("--form", "expanded")
default_graph = [{key: value for key, value in node.items() if key != "@graph"} for node in expanded]
articles = [node["@id"] for node in expanded if ST + "Article" in node.get("@type", [])]


def owner(iri):
    """The article that a node belongs to; none where it is shared."""
    for article in articles:
        base, _, name = article.rpartition("article/")
        if any((iri + "/").startswith(f"{base}{kind}/{name}/") for kind in ("article", "statement", "entity")):
            return article
    return None


parts = {}
for node in default_graph:
    parts.setdefault(owner(node["@id"]), []).append(node)
given = {"omitDefault": True, "omitGraph": False}
for peer in peers:
    theirs = result(peer, {"form": "from-rdf", "nquads": nquads})[0]
    compare("expanded", peer, expanded, theirs)
    compacted, flattened = result(
        peer,
        {"form": "compact", "document": theirs, "context": CONTEXT},
        {"form": "flatten", "document": theirs, "context": CONTEXT},
    )
    compare("compacted", peer, export_json("--form", "compacted")["@graph"], compacted["@graph"])
    compare("flattened", peer, export_json("--form", "flattened")["@graph"], flattened["@graph"])
    for name in ("article", "statement"):
        cases = [
            {"form": "frame", "document": parts[article] + parts.get(None, []), "frame": frame(name), "options": given}
            for article in articles
        ]
        theirs = [node for document in result(peer, *cases) for node in nodes(document)]
        compare(f"frame {name}", peer, export_json("--frame", name)["@graph"], theirs)
    for name in ("entity", "holder"):
        ours = export_json("--frame", name)["@graph"]
        ids = [node.get("id", node.get("@id")) for node in ours]
        absolute = {node["@id"] for node in expanded}
        wanted = frame(name)
        full, = result(peer, {"form": "expand", "document": {"@context": CONTEXT["@context"], "@graph": ours}})
        wanted["@id"] = [node["@id"] for node in full]
        assert len(ids) == len(set(wanted["@id"])) and absolute.issuperset(wanted["@id"]), name
        case = {"form": "frame", "document": default_graph, "frame": wanted, "options": given}
        answer, = peer.answers([case])
        if answer.get("error") == "KeyError: '@id'" and peer.name == "PyLD":
            # It looks for an identifier in every value of a property under @reverse, in literals too.
            print(f"frame {name}: PyLD cannot, for a property under @reverse has literals as well")
            continue
        compare(f"frame {name}", peer, ours, nodes(answer["result"]))
    # What the frame is made of is no RDF of ours: it is framed again and must stay as it is.
    ours = export_json("--frame", "schema")
    theirs, = result(peer, {"form": "frame", "document": ours, "frame": frame("schema"), "options": given})
    compare("frame schema", peer, nodes(ours), nodes(theirs))
sys.exit(1 if differences else 0)
