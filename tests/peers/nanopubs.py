"""Has the library of the nanopublication network check every nanopublication of an export: its parts and its trusty URI.

Usage: nanopubs.py CHANCERY KB (needs nanopub). Exit status 1 if one is refused, or if a changed one is not.
"""

import subprocess
import sys
import warnings
from collections import defaultdict

import rdflib
from nanopub import Nanopub
from nanopub.sign_utils import verify_trusty

warnings.simplefilter("ignore", DeprecationWarning)
rdflib.NORMALIZE_LITERALS = False
program, kb = sys.argv[1:]
command = [program, "--quiet", "--kb", kb, "export", "--profile", "nanopub", "--to", "nq"]
publications = defaultdict(list)
for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines():
    graph = line.rpartition("<")[2]
    if "/nanopub/RA" in graph:
        publications[graph.partition("#")[0]].append(line)


def refused(iri, lines):
    """Why the library refuses a nanopublication; None if it takes it."""
    graph = rdflib.ConjunctiveGraph()
    graph.parse(data="\n".join(lines), format="nquads")
    try:
        publication = Nanopub(rdf=graph)
        verify_trusty(publication.rdf, iri, publication.metadata.namespace)
        return None if publication.is_valid else "it is not valid"
    except Exception as error:
        return f"{type(error).__name__}: {error}"


wrong = {iri: why for iri, lines in publications.items() if (why := refused(iri, lines))}
for iri, why in wrong.items():
    print(f"{iri}: {why}")
# Another stance, and the address no longer fits.
changed = {
    iri: [line.replace("statement#Reported>", "statement#Committed>") for line in lines]
    for iri, lines in publications.items()
    if any("statement#Reported>" in line for line in lines)
}
taken = [iri for iri, lines in changed.items() if not refused(iri, lines)]
print(f"{len(publications)} nanopublications, {len(wrong)} refused; {len(changed)} changed, {len(taken)} of them not seen")
sys.exit(1 if wrong or taken or not changed else 0)
