"""Reads exported tables, GraphML and GEXF with networkx and compares them; run by .ci/full.

Usage: read_back.py FOLDER, which holds nodes.csv, edges.csv, network.graphml and network.gexf of one knowledge base.
"""

import csv
import pathlib
import re
import sys

import networkx

RISKY = re.compile("'+[=+\\-@\t\r\n＝＋－＠]")
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
NUMBERS = {"amount_value", "amount_at_least", "amount_at_most", "confidence"}


def clean(name, cell):
    if name in NUMBERS:
        return float(cell)
    return FORBIDDEN.sub("\ufffd", cell)


def table(path):
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            cells = {name: cell[1:] if RISKY.match(cell) else cell for name, cell in row.items()}
            yield {name: clean(name, cell) for name, cell in cells.items() if cell}


def same(what, found, wanted):
    if found != wanted:
        for key in sorted(set(found) | set(wanted)):
            if found.get(key) != wanted.get(key):
                sys.exit(f"{what}: {key}\n  found  {found.get(key)}\n  wanted {wanted.get(key)}")


def check(what, network, nodes, edges):
    assert isinstance(network, networkx.MultiDiGraph), what
    own = {"id", "start", "end", "spells"}
    found = {node: {name: cell for name, cell in data.items() if name not in own and cell != ""} for node, data in network.nodes(data=True)}
    same(f"{what} nodes", found, {node: {name: cell for name, cell in row.items() if name != "id"} for node, row in nodes.items()})
    found = {}
    for source, target, data in network.edges(data=True):
        cells = {name: cell for name, cell in data.items() if name not in own | {"iri"} and cell != ""}
        found[data.get("iri", data.get("id"))] = {**cells, "source": source, "target": target}
    same(f"{what} edges", found, {edge: {name: cell for name, cell in row.items() if name != "id"} for edge, row in edges.items()})

    # Someone who ignores every attribute but the kind of a node: where can one get from a thing?
    things = {node for node, data in network.nodes(data=True) if data["kind"] != "statement"}
    asserted = networkx.DiGraph((row["source"], row["target"]) for row in edges.values() if row["kind"] in ("asserted", "reviewed"))
    asserted.add_nodes_from(things)
    for thing in things:
        assert networkx.descendants(network, thing) == networkx.descendants(asserted, thing), (what, thing)


def main():
    folder = pathlib.Path(sys.argv[1])
    nodes = {row["id"]: row for row in table(folder / "nodes.csv")}
    edges = {row["id"]: row for row in table(folder / "edges.csv")}
    graphml = networkx.read_graphml(folder / "network.graphml", force_multigraph=True)
    names = networkx.get_node_attributes(graphml, "iri")
    for _, data in graphml.nodes(data=True):
        del data["iri"]
    check("GraphML", networkx.relabel_nodes(graphml, names), nodes, edges)
    gexf = networkx.read_gexf(folder / "network.gexf")
    if not gexf.is_multigraph():
        gexf = networkx.MultiDiGraph(gexf)
    check("GEXF", gexf, nodes, edges)
    days = [data[end] for *_, data in gexf.edges(data=True) for end in ("start", "end") if end in data]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for day in days), days
    print(f"networkx {networkx.__version__}: {len(nodes)} nodes, {len(edges)} edges, {len(days)} ends of spells, the same in three formats")


main()
