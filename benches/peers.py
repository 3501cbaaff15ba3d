#!/usr/bin/env python3
"""peers.py morph-kgc|maplib CSV FOLDER: the table for other engines into FOLDER/out.nt.

The graph is that of `convert` as far as a mapping can say it, with as many triples a row: no digests (the
id stands in their places), and two links for the event nodes and for the asserted triple's second graph.
"""
import os
import re
import sys

engine, table, folder = sys.argv[1:4]
os.makedirs(folder, exist_ok=True)
output = os.path.join(folder, "out.nt")
BASE = "https://kb.example/"
OA = "http://www.w3.org/ns/oa#"
PROV = "http://www.w3.org/ns/prov#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
ST = "https://w3id.org/chancery/statement#"
GP = "https://w3id.org/chancery/geopolitics#"
Q = "https://w3id.org/chancery/qualifier#"

STATEMENT, TIME, EVIDENCE = "statement/{id}", "statement/{id}/time", "statement/{id}/evidence/1"
QUANTITY = "statement/{id}/quantity/{quantity}"
DIRECT = ("e/{subject}", "p/{predicate}", "e/{object}")
# Each node: the template of its IRI, its classes, its properties; a property is an IRI, a kind and a
# value: the template of an IRI, or the column of a literal of that kind. An empty cell gives no triple.
NODES = [
    (STATEMENT, [ST + "Statement"], [
        (ST + "id", "string", "id"),
        (ST + "inArticle", "iri", "article/{article}"),
        (ST + "gloss", "text", "says"),
        (ST + "subject", "iri", "e/{subject}"),
        (ST + "predicate", "iri", "p/{predicate}"),
        (ST + "object", "iri", "e/{object}"),
        (Q + "theme", "iri", "e/{theme}"),
        (Q + "time", "iri", TIME),
        (Q + "place", "iri", "e/{place}"),
        (Q + "quantity", "iri", QUANTITY),
        (ST + "holder", "iri", "e/{attribution}"),
        (ST + "stance", "iri", "stance/{stance}"),
        (ST + "polarity", "iri", "polarity/{polarity}"),
        (ST + "digest", "string", "id"),
        (ST + "contentKey", "string", "id"),
        (ST + "extractionConfidence", "decimal", "confidence"),
        (ST + "evidence", "iri", EVIDENCE),
        (PROV + "wasDerivedFrom", "iri", "article/{article}"),
        (PROV + "wasAttributedTo", "iri", "e/{attribution}"),
    ]),
    (TIME, [ST + "Time"], [
        (ST + "edtf", "string", "date"),
        (ST + "earliest", "date", "date"),
        (ST + "latest", "date", "date"),
    ]),
    (QUANTITY, [GP + "Quantity"], [(GP + "value", "decimal", "quantity"), (GP + "unit", "string", "unit")]),
    (EVIDENCE, [ST + "Evidence", OA + "TextQuoteSelector", OA + "TextPositionSelector"], [
        (OA + "exact", "text", "quote"),
        (OA + "start", "integer", "start"),
        (OA + "end", "integer", "end"),
    ]),
]


def morph_kgc():
    def source():
        return f'rml:logicalSource [ rml:source "{os.path.abspath(table)}" ; rml:referenceFormulation ql:CSV ]'

    def object_map(kind, value):
        if kind == "iri":
            return f'rr:template "{BASE}{value}"'
        if kind == "text":
            return f'rml:reference "{value}" ; rr:language "en"'
        if kind == "string":
            return f'rml:reference "{value}"'
        return f'rml:reference "{value}" ; rr:datatype xsd:{kind}'

    mapping = os.path.join(folder, "mapping.ttl")
    with open(mapping, "w") as out:
        out.write("@prefix rr: <http://www.w3.org/ns/r2rml#> .\n@prefix rml: <http://semweb.mmlab.be/ns/rml#> .\n")
        out.write("@prefix ql: <http://semweb.mmlab.be/ns/ql#> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n")
        out.write(f"@base <{BASE}map/> .\n")
        subject, predicate, object = DIRECT
        out.write(
            f'<direct> a rr:TriplesMap ; {source()} ;\n  rr:subjectMap [ rr:template "{BASE}{subject}" ] ;\n'
            f'  rr:predicateObjectMap [ rr:predicateMap [ rr:template "{BASE}{predicate}" ] ;'
            f' rr:objectMap [ rr:template "{BASE}{object}" ] ] .\n'
        )
        for number, (node, classes, properties) in enumerate(NODES):
            maps = "".join(
                f" ;\n  rr:predicateObjectMap [ rr:predicate <{p}> ; rr:objectMap [ {object_map(k, v)} ] ]"
                for p, k, v in properties
            )
            kinds = "".join(f" ; rr:class <{name}>" for name in classes)
            out.write(
                f'<node{number}> a rr:TriplesMap ; {source()} ;\n'
                f'  rr:subjectMap [ rr:template "{BASE}{node}"{kinds} ]{maps} .\n'
            )
    settings = os.path.join(folder, "settings.ini")
    with open(settings, "w") as out:
        out.write(f"[CONFIGURATION]\noutput_file={output}\noutput_format=N-TRIPLES\nnumber_of_processes=1\nlogging_level=WARNING\n")
        out.write(f"[D]\nmappings={mapping}\n")
    os.execv(sys.executable, [sys.executable, "-m", "morph_kgc", settings])


def maplib_engine():
    import maplib
    import polars as pl

    kinds = {
        "iri": "ottr:IRI", "text": "xsd:string", "string": "xsd:string",
        "date": "xsd:date", "decimal": "xsd:double", "integer": "xsd:integer",
    }
    frame = pl.read_csv(table, try_parse_dates=True)
    parameters, triples, picked = [], [], []

    def add(name, kind, value):
        """Adds a parameter of the template, with the column it is filled from."""
        optional = "? " if any(column in value for column in ("quantity", "unit", "attribution", "theme")) else ""
        parameters.append(f"{optional}{kinds[kind]} ?{name}")
        if kind == "iri":
            parts = [part for part in re.split(r"(\{\w+\})", BASE + value) if part]
            cell = pl.concat_str(
                [pl.col(part[1:-1]).cast(pl.String) if part[0] == "{" else pl.lit(part) for part in parts]
            )
        elif kind == "string":
            cell = pl.col(value).cast(pl.String)
        else:
            cell = pl.col(value)
        picked.append(cell.alias(name))

    for name, value in zip("spo", DIRECT):
        add(name, "iri", value)
    triples.append("ottr:Triple(?s, ?p, ?o)")
    for number, (node, classes, properties) in enumerate(NODES):
        add(f"n{number}", "iri", node)
        triples += [f"ottr:Triple(?n{number}, <{RDF_TYPE}>, <{name}>)" for name in classes]
        for place, (property_iri, kind, value) in enumerate(properties):
            add(f"n{number}v{place}", kind, value)
            triples.append(f"ottr:Triple(?n{number}, <{property_iri}>, ?n{number}v{place})")
    template = (
        f"@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix ottr: <http://ns.ottr.xyz/0.4/> . @prefix t: <{BASE}t#> .\n"
        f"t:S [ {', '.join(parameters)} ] :: {{ {', '.join(triples)} }} .\n"
    )
    model = maplib.Model()
    model.add_template(template)
    model.map(BASE + "t#S", frame.select(picked))
    model.write(output, format="ntriples")


{"morph-kgc": morph_kgc, "maplib": maplib_engine}[engine]()
