"""Reads every RDF 1.1 export of a knowledge base with rdflib: each format must hold what its N-Quads or N-Triples hold.

Usage: read_back.py CHANCERY KB (needs rdflib). Exit status 1 if one differs.
"""

import subprocess
import sys

import rdflib

rdflib.NORMALIZE_LITERALS = False
program, kb = sys.argv[1:]
PROFILES = ["stored", "basic", "reification", "graphs", "nanopub", "wikibase", "plain"]
WITH_GRAPHS = {"nq": "nquads", "trig": "trig", "jsonld": "json-ld"}
WITHOUT = {"nt": "nt", "ttl": "turtle", "rdf": "xml"}


def export(profile, to):
    command = [program, "--quiet", "--kb", kb, "export", "--profile", profile, "--to", to]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def read(text, form):
    """The quads that rdflib finds, as text; none has a blank node."""
    dataset = rdflib.Dataset()
    dataset.parse(data=text, format=form)
    default = rdflib.graph.DATASET_DEFAULT_GRAPH_ID
    found = set()
    for subject, predicate, value, graph in dataset.quads():
        graph = getattr(graph, "identifier", graph)
        name = "" if graph in (None, default) or isinstance(graph, rdflib.BNode) else graph.n3()
        found.add((subject.n3(), predicate.n3(), value.n3(), name))
    return found


failed = 0
for profile in PROFILES:
    for formats, base in ((WITH_GRAPHS, "nq"), (WITHOUT, "nt")):
        written = export(profile, base)
        expected = read(written, formats[base])
        told = [f"{base} {len(expected)} quads" if len(expected) == len(set(written.splitlines())) else f"{base} DIFFERENT"]
        for to, form in formats.items():
            if to != base:
                same = read(export(profile, to), form) == expected
                told.append(f"{to} {'the same' if same else 'DIFFERENT'}")
        failed += sum("DIFFERENT" in word for word in told)
        print(f"{profile}: {', '.join(told)} in rdflib")
sys.exit(1 if failed else 0)
