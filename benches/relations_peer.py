"""relations_peer.py oxigraph|virtuoso N-QUADS FOLDER QUERIES ROUNDS ANSWERS: loads N-Quads into another store, asks the
queries of a JSON object, and writes how long each took and what came out.

Oxigraph runs in this process, Virtuoso beside it on loopback in a folder of its own, asked over HTTP,
which adds some milliseconds to every query. What is there from
an earlier run is used again; then the seconds of loading are those of that run.
"""

import json
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

store, lines, folder, queries, rounds, answers = sys.argv[1:]
folder = Path(folder).resolve() / f"{store}-store"
rounds = int(rounds)
# Longer than this, a query is asked once.
LONG = 20.0
LIMIT = 240.0


def loaded(load):
    """Loads once; the seconds are kept beside the store."""
    kept = folder / "seconds"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        started = time.perf_counter()
        load()
        kept.write_text(str(time.perf_counter() - started))
    return float(kept.read_text())


def measured(ask):
    told = {}
    for name, text in json.loads(Path(queries).read_text()).items():
        took = []
        try:
            rows = ask(text)
            for _ in range(rounds):
                started = time.perf_counter()
                ask(text)
                took.append(time.perf_counter() - started)
                if took[-1] > LONG:
                    break
            told[name] = {"ms": statistics.median(took) * 1000, "rows": rows}
        except (OSError, RuntimeError, ValueError, SyntaxError) as error:
            told[name] = {"error": str(error)[:200]}
    return told


def plain(text):
    """Leaves out the datatype of a text and of a whole number, as the benchmark does."""
    for kind in ("string", "integer"):
        text = text.removesuffix(f"^^<http://www.w3.org/2001/XMLSchema#{kind}>")
    return text


def oxigraph():
    from pyoxigraph import RdfFormat, Store

    data = folder / "data"

    def load():
        made = Store(str(data))
        made.bulk_load(path=lines, format=RdfFormat.N_QUADS)
        made.flush()

    seconds = loaded(load)
    held = Store.read_only(str(data))

    def ask(text):
        return [" | ".join("" if cell is None else plain(str(cell)) for cell in row) for row in held.query(text)]

    return seconds, measured(ask)


def virtuoso():
    folder.mkdir(parents=True, exist_ok=True)
    port, web = 21987, 21988
    # A JSON answer has at most as many rows as the settings say.
    (folder / "virtuoso.ini").write_text(
        f"[Database]\nDatabaseFile = {folder}/v.db\nErrorLogFile = {folder}/v.log\nLockFile = {folder}/v.lck\n"
        f"TransactionFile = {folder}/v.trx\nxa_persistent_file = {folder}/v.pxa\nFileExtend = 200\n"
        f"MaxCheckpointRemap = 2000\n[TempDatabase]\nDatabaseFile = {folder}/v-temp.db\n"
        f"TransactionFile = {folder}/v-temp.trx\n[Parameters]\nServerPort = 127.0.0.1:{port}\n"
        f"NumberOfBuffers = 340000\nMaxDirtyBuffers = 250000\nDirsAllowed = {Path(lines).resolve().parent}, {folder}\n"
        f"ThreadsPerQuery = 1\nServerThreads = 10\nMaxQueryMem = 2G\n[HTTPServer]\nServerPort = 127.0.0.1:{web}\n"
        "ServerRoot = .\nServerThreads = 5\n[SPARQL]\nResultSetMaxRows = 1000000\nMaxQueryCostEstimationTime = 0\n"
    )
    (folder / "v.log").unlink(missing_ok=True)
    server = subprocess.Popen(["virtuoso-t", "+foreground", "+configfile", "virtuoso.ini"], cwd=folder,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(120):
            if (folder / "v.log").exists() and "Server online" in (folder / "v.log").read_text(errors="replace"):
                break
            time.sleep(0.5)

        def sql(text):
            subprocess.run(["isql-vt", f"127.0.0.1:{port}", "dba", "dba", f"exec={text}"], check=True,
                           stdout=subprocess.DEVNULL)

        def load():
            name = Path(lines).resolve()
            sql(f"ld_dir('{name.parent}', '{name.name}', 'https://relations.example/graph/default');")
            sql("log_enable(2); rdf_loader_run();")
            sql("checkpoint;")

        seconds = loaded(load)

        def ask(text):
            asked = urllib.parse.urlencode({"query": text, "format": "application/sparql-results+json"})
            address = f"http://127.0.0.1:{web}/sparql?{asked}"
            with urllib.request.urlopen(address, timeout=LIMIT) as reply:
                told = json.load(reply)
            names = told["head"]["vars"]
            return [" | ".join(term(row.get(name)) for name in names) for row in told["results"]["bindings"]]

        return seconds, measured(ask)
    finally:
        server.terminate()
        server.wait(timeout=120)


def term(cell):
    """Writes a term of JSON results as N-Triples has it."""
    if cell is None:
        return ""
    if cell["type"] == "uri":
        return f"<{cell['value']}>"
    text = cell["value"].replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    if "xml:lang" in cell:
        return f'"{text}"@{cell["xml:lang"]}'
    return plain(f'"{text}"' + (f"^^<{cell['datatype']}>" if "datatype" in cell else ""))


load, told = {"oxigraph": oxigraph, "virtuoso": virtuoso}[store]()
Path(answers).write_text(json.dumps({"load": load, "queries": told}))
