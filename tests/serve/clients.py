"""SPARQLWrapper and rdflib's SPARQLStore against a server, compared with the command line."""

import csv
import io
import subprocess
import sys

from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, GET, JSON, N3, POST, POSTDIRECTLY, RDFXML, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

PROGRAM, KB, ADDRESS = sys.argv[1:]
ENDPOINT = ADDRESS + "/sparql"
LABELS = 'SELECT ?c ?l { ?c a gp:Polity ; rdfs:label ?l FILTER(LANG(?l) = "ar") } ORDER BY ?c'
LABELS = (
    "PREFIX gp: <https://w3id.org/chancery/geopolitics#> "
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> " + LABELS
)
ALLIES = "CONSTRUCT { ?a <http://e/with> ?b } { GRAPH ?g { ?a <https://w3id.org/chancery/geopolitics#alliedWith> ?b } }"
checks = 0


def same(what, got, expected):
    global checks
    checks += 1
    if got != expected:
        sys.exit(f"{what}: {got!r} and not {expected!r}")


def command_line(query, form):
    done = subprocess.run([PROGRAM, "--kb", KB, "query", query, "--format", form], check=True, capture_output=True)
    return done.stdout.decode()


expected = [tuple(row) for row in csv.reader(io.StringIO(command_line(LABELS, "csv")))][1:]
triples = {tuple(line.split(" ")[:3]) for line in command_line(ALLIES, "nt").splitlines()}
if not expected or not triples:
    sys.exit("the example has nothing to compare")

# SPARQLWrapper: each way of asking, each format it knows.
for method, request in [(GET, None), (POST, None), (POST, POSTDIRECTLY)]:
    for form in (JSON, XML, CSV):
        client = SPARQLWrapper(ENDPOINT)
        client.setMethod(method)
        if request:
            client.setRequestMethod(request)
        client.setReturnFormat(form)
        client.setQuery(LABELS)
        answer = client.queryAndConvert()
        if form == JSON:
            got = [(row["c"]["value"], row["l"]["value"]) for row in answer["results"]["bindings"]]
        elif form == XML:
            got = [
                tuple(binding.firstChild.firstChild.data for binding in result.getElementsByTagName("binding"))
                for result in answer.getElementsByTagName("result")
            ]
        else:
            got = [tuple(row) for row in csv.reader(io.StringIO(answer.decode()))][1:]
        same(f"SPARQLWrapper {method} {request} {form}", got, expected)
for form in (TURTLE, N3, RDFXML):
    client = SPARQLWrapper(ENDPOINT)
    client.setReturnFormat(form)
    client.setQuery(ALLIES)
    answer = client.query().convert()
    graph = answer if isinstance(answer, Graph) else Graph().parse(data=answer, format="turtle")
    same(f"SPARQLWrapper {form}", {tuple(term.n3() for term in triple) for triple in graph}, triples)
client = SPARQLWrapper(ENDPOINT)
client.setReturnFormat(JSON)
client.setQuery("ASK {}")
same("SPARQLWrapper ASK", client.queryAndConvert()["boolean"], True)
client.setQuery("SELECT ?x { خطأ")
try:
    client.query()
    sys.exit("a wrong query was answered")
except QueryBadFormed as error:
    same("SPARQLWrapper, a wrong query", "خطأ" in str(error) or "\\xd8\\xae" in str(error), True)
client = SPARQLWrapper(ENDPOINT)
client.addDefaultGraph("https://kb.example/graph/asserted")
client.setReturnFormat(JSON)
client.setQuery("ASK { ?a <https://w3id.org/chancery/geopolitics#alliedWith> ?b }")
same("SPARQLWrapper default graph", client.queryAndConvert()["boolean"], True)

# rdflib: a graph whose triples are on the server.
for method in ("GET", "POST", "POST_FORM"):
    store = SPARQLStore(ENDPOINT, method=method, returnFormat="xml")
    graph = Graph(store=store)
    got = [(str(row.c), str(row.l)) for row in graph.query(LABELS)]
    same(f"SPARQLStore {method}", got, expected)
    polity = URIRef(expected[0][0])
    labels = {str(label) for label in graph.objects(polity, URIRef("http://www.w3.org/2000/01/rdf-schema#label"))}
    same(f"SPARQLStore {method} objects", expected[0][1] in labels, True)
asserted = Graph(SPARQLStore(ENDPOINT, context_aware=True), identifier=URIRef("https://kb.example/graph/asserted"))
allied = {
    (a.n3(), "<http://e/with>", b.n3())
    for a, b in asserted.subject_objects(URIRef("https://w3id.org/chancery/geopolitics#alliedWith"))
}
same("SPARQLStore named graph", allied, triples)

# rdflib reads what is known of a thing, in each format, through the redirection.
sizes = set()
for form, media in [("turtle", "text/turtle"), ("nt", "application/n-triples"), ("xml", "application/rdf+xml")]:
    from urllib.request import Request, urlopen

    with urlopen(Request(ADDRESS + "/article/02-halaib", headers={"Accept": media})) as answer:
        sizes.add(len(Graph().parse(data=answer.read().decode(), format=form)))
same("rdflib, an article in three formats", len(sizes), 1)
with urlopen(Request(ADDRESS + "/article/02-halaib", headers={"Accept": "application/ld+json"})) as answer:
    framed = Graph().parse(data=answer.read().decode(), format="json-ld")
same("rdflib, an article framed", len(framed) > 100, True)
print(f"SPARQLWrapper and rdflib: {checks} checks, no difference")
