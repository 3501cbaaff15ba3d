"""JSON-LD processors behind one face: ours, PyLD, and jsonld.js where node has it; and when two answers are the same.

A case is a map: `form` (expand, compact, flatten, frame, to-rdf, from-rdf), `document` or `nquads`, `context`,
`frame`, and `options` with the names of the specification. An answer is a map with `result` or `error`.
"""

import json
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pyld import jsonld

CONTEXT = json.loads((Path(__file__).parents[2] / "ontology/context.jsonld").read_text(encoding="utf-8"))


def load(url, options=None):
    return {"contextUrl": None, "documentUrl": url, "document": CONTEXT, "contentType": "application/ld+json"}


jsonld.set_document_loader(load)

FLAGS = {
    "base": "--base",
    "embed": "--embed",
    "useNativeTypes": "--use-native-types",
    "useRdfType": "--use-rdf-type",
    "explicit": "--explicit",
    "requireAll": "--require-all",
    "omitDefault": "--omit-default",
    "omitGraph": "--omit-graph",
}


class Ours:
    """The program's `jsonld`, a process a case."""

    name = "ours"

    def __init__(self, program):
        self.program = program

    def answer(self, case):
        with tempfile.TemporaryDirectory() as folder:
            def put(name, content):
                path = Path(folder) / name
                path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
                return str(path)

            form = case["form"]
            given = put("given.nq", case["nquads"]) if form == "from-rdf" else put("given.jsonld", case["document"])
            command = [self.program, "jsonld", form, given]
            if form != "to-rdf":
                command.append("--one-line")
            if case.get("context") is not None:
                command += ["--context", put("context.jsonld", case["context"])]
            if "frame" in case:
                command += ["--frame", put("frame.jsonld", case["frame"])]
            for option, value in case.get("options", {}).items():
                flag = FLAGS[option]
                value = value.lstrip("@") if option == "embed" else value
                if option == "omitGraph":
                    command += [flag, str(value).lower()]
                elif value is True:
                    command.append(flag)
                elif value is not False:
                    command += [flag, value]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            return {"error": done.stderr.strip()}
        return {"result": done.stdout if form == "to-rdf" else json.loads(done.stdout)}

    def answers(self, cases):
        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(self.answer, cases))


class PyLD:
    """PyLD, in this process."""

    name = "PyLD"

    def answer(self, case):
        options = dict(case.get("options", {}))
        try:
            match case["form"]:
                case "expand":
                    result = jsonld.expand(case["document"], options)
                case "compact":
                    result = jsonld.compact(case["document"], case["context"], options)
                case "flatten":
                    result = jsonld.flatten(case["document"], case.get("context"), options)
                case "frame":
                    result = jsonld.frame(case["document"], case["frame"], options)
                case "to-rdf":
                    result = jsonld.to_rdf(case["document"], options | {"format": "application/n-quads"})
                case "from-rdf":
                    result = jsonld.from_rdf(case["nquads"], options | {"format": "application/n-quads"})
        except Exception as error:  # whatever it does is an answer
            found = error
            while not getattr(found, "code", None) and (found.__cause__ or getattr(found, "cause", None)) is not None:
                found = found.__cause__ or found.cause
            return {"error": getattr(found, "code", None) or f"{type(error).__name__}: {error}"}
        return {"result": json.loads(json.dumps(result))}

    def answers(self, cases):
        return [self.answer(case) for case in cases]


class JsonLdJs:
    """jsonld.js, one process for all cases."""

    name = "jsonld.js"

    def __init__(self, modules):
        self.modules = modules

    def answers(self, cases):
        here = Path(__file__).parent
        command = ["node", str(here / "peer.cjs"), self.modules, str(here.parents[1] / "ontology/context.jsonld")]
        lines = "".join(json.dumps(case) + "\n" for case in cases)
        done = subprocess.run(command, input=lines, capture_output=True, text=True, check=True)
        return [json.loads(line) for line in done.stdout.splitlines()]


def ordered(value, lists=False):
    """Returns a document in which arrays that are sets are in order; `lists` says that an array is a list."""
    if isinstance(value, dict):
        return {key: ordered(item, key == "@list") for key, item in sorted(value.items())}
    if isinstance(value, list):
        items = [ordered(item) for item in value]
        return items if lists else sorted(items, key=lambda item: json.dumps(item, sort_keys=True))
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def text_of(value):
    """Returns a document as text that is the same for the same document, numbers and truth values told apart."""
    return json.dumps(ordered(value), sort_keys=True)


def canonical(nquads):
    """Returns canonical N-Quads."""
    options = {"algorithm": "URDNA2015", "inputFormat": "application/n-quads", "format": "application/n-quads"}
    return jsonld.normalize(nquads, options)


def without_labels(text):
    """Returns text in which all blank nodes are called alike."""
    import re

    return re.sub(r'_:[A-Za-z0-9]+', "_:b", text)


def same(form, one, other):
    """Returns whether two results say the same in the same shape; blank nodes may be called otherwise."""
    if form == "to-rdf":
        return sorted(set(one.splitlines())) == sorted(set(other.splitlines())) or canonical(one) == canonical(other)
    if text_of(one) == text_of(other):
        return True
    masked = [text_of(json.loads(without_labels(json.dumps(value)))) for value in (one, other)]
    if masked[0] != masked[1]:
        return False
    try:
        as_rdf = [jsonld.to_rdf(value, {"format": "application/n-quads"}) for value in (one, other)]
    except (TypeError, KeyError):  # PyLD crashes on some nodes with an index
        return True
    return canonical(as_rdf[0]) == canonical(as_rdf[1])
