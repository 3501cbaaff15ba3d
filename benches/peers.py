#!/usr/bin/env python3
"""peers.py morph-kgc|maplib CSV FOLDER: the table for other engines into FOLDER/out.nt, 15 triples a row."""
import os
import sys

engine, table, folder = sys.argv[1:4]
os.makedirs(folder, exist_ok=True)
output = os.path.join(folder, "out.nt")
BASE = "https://kb.example/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
OA = "http://www.w3.org/ns/oa#"
PROV = "http://www.w3.org/ns/prov#"
V = BASE + "v#"

# Each statement: (property, kind, value); kinds are a template of an IRI, or a literal with its datatype.
STATEMENT = [
    (RDF + "subject", "iri", "e/{subject}"),
    (RDF + "predicate", "iri", "p/{predicate}"),
    (RDF + "object", "iri", "e/{object}"),
    (V + "date", "date", "date"),
    (V + "place", "iri", "e/{place}"),
    (V + "quantity", "decimal", "quantity"),
    (PROV + "wasAttributedTo", "iri", "e/{attribution}"),
    (V + "stance", "iri", "v#{stance}"),
    (V + "confidence", "decimal", "confidence"),
    (PROV + "wasDerivedFrom", "iri", "article/{article}"),
    (OA + "hasSelector", "iri", "sel/{id}"),
]
SELECTOR = [(OA + "exact", "text", "quote"), (OA + "start", "integer", "start")]


def morph_kgc():
    def source():
        return f'rml:logicalSource [ rml:source "{os.path.abspath(table)}" ; rml:referenceFormulation ql:CSV ]'

    def object_map(kind, value):
        if kind == "iri":
            return f'rr:template "{BASE}{value}"'
        if kind == "text":
            return f'rml:reference "{value}" ; rr:language "en"'
        return f'rml:reference "{value}" ; rr:datatype xsd:{kind}'

    def triples_map(name, subject, kind, properties):
        maps = "".join(
            f" ;\n  rr:predicateObjectMap [ rr:predicate <{p}> ; rr:objectMap [ {object_map(k, v)} ] ]" for p, k, v in properties
        )
        return f'<{name}> a rr:TriplesMap ; {source()} ;\n  rr:subjectMap [ rr:template "{BASE}{subject}" ; rr:class <{kind}> ]{maps} .\n'

    mapping = os.path.join(folder, "mapping.ttl")
    with open(mapping, "w") as out:
        out.write("@prefix rr: <http://www.w3.org/ns/r2rml#> .\n@prefix rml: <http://semweb.mmlab.be/ns/rml#> .\n")
        out.write("@prefix ql: <http://semweb.mmlab.be/ns/ql#> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n")
        out.write(f"@base <{BASE}map/> .\n")
        out.write(
            f'<direct> a rr:TriplesMap ; {source()} ;\n  rr:subjectMap [ rr:template "{BASE}e/{{subject}}" ] ;\n'
            f'  rr:predicateObjectMap [ rr:predicateMap [ rr:template "{BASE}p/{{predicate}}" ] ;'
            f' rr:objectMap [ rr:template "{BASE}e/{{object}}" ] ] .\n'
        )
        out.write(triples_map("statement", "stmt/{id}", RDF + "Statement", STATEMENT))
        out.write(triples_map("selector", "sel/{id}", OA + "TextQuoteSelector", SELECTOR))
    settings = os.path.join(folder, "settings.ini")
    with open(settings, "w") as out:
        out.write(f"[CONFIGURATION]\noutput_file={output}\noutput_format=N-TRIPLES\nnumber_of_processes=1\nlogging_level=WARNING\n")
        out.write(f"[D]\nmappings={mapping}\n")
    os.execv(sys.executable, [sys.executable, "-m", "morph_kgc", settings])


def maplib_engine():
    import maplib
    import polars as pl

    kinds = {"iri": "ottr:IRI", "text": "xsd:string", "date": "xsd:date", "decimal": "xsd:double", "integer": "xsd:integer"}
    optional = {"quantity", "attribution"}
    columns = {"st": ("stmt/", "id"), "sel": ("sel/", "id"), "s": ("e/", "subject"), "p": ("p/", "predicate"), "o": ("e/", "object")}
    parameters = [f"ottr:IRI ?{name}" for name in columns]
    triples = [
        "ottr:Triple(?s, ?p, ?o)",
        f"ottr:Triple(?st, <{RDF}type>, <{RDF}Statement>)",
        f"ottr:Triple(?sel, <{RDF}type>, <{OA}TextQuoteSelector>)",
    ]
    frame = pl.read_csv(table, try_parse_dates=True)
    picked = [(pl.lit(BASE + prefix) + pl.col(column)).alias(name) for name, (prefix, column) in columns.items()]
    for node, properties in (("st", STATEMENT), ("sel", SELECTOR)):
        for number, (property_iri, kind, value) in enumerate(properties):
            name = f"{node}{number}"
            column = value.split("{")[1].rstrip("}") if kind == "iri" else value
            parameters.append(f"{'? ' if column in optional else ''}{kinds[kind]} ?{name}")
            triples.append(f"ottr:Triple(?{node}, <{property_iri}>, ?{name})")
            cell = pl.lit(BASE + value.split("{")[0]) + pl.col(column) if kind == "iri" else pl.col(column)
            picked.append(cell.alias(name))
    template = (
        f"@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix ottr: <http://ns.ottr.xyz/0.4/> . @prefix t: <{BASE}t#> .\n"
        f"t:S [ {', '.join(parameters)} ] :: {{ {', '.join(triples)} }} .\n"
    )
    model = maplib.Model()
    model.add_template(template)
    model.map(BASE + "t#S", frame.select(picked))
    model.write(output, format="ntriples")


{"morph-kgc": morph_kgc, "maplib": maplib_engine}[engine]()
