"""Where PyLD 3.3 or jsonld.js 9 is known to differ from the specification, with its clause.

Each rule says whose answers it is about, in which forms, and mends both answers or looks at the case; where a rule
mends, the answers must be the same afterwards, so that it hides nothing else.
"""

import json
import re

from peers import load, same
from pyld import jsonld

COMPACTING = {"compact", "flatten", "frame"}
DOUBLE = re.compile(r'"[^"]*"\^\^<http://www\.w3\.org/2001/XMLSchema#double>')
CRASH = re.compile(
    r"(TypeError|AttributeError|KeyError|IndexError|ValueError|RecursionError):"
    r"|JsonLdError: \('Could not"
    r"|Cannot (read|convert|use|create)|is not (a function|iterable|defined)|Maximum call stack|Invalid (array|time)"
)


def holds(value, test):
    """Says whether a part of a document passes a test."""
    if test(value):
        return True
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(holds(item, test) for item in inner)


def changed(value, change):
    """Returns a document with every part changed, the innermost first."""
    if isinstance(value, dict):
        value = {key: changed(item, change) for key, item in value.items()}
    elif isinstance(value, list):
        value = [changed(item, change) for item in value]
    return change(value)


def says(case, word):
    return word in json.dumps({key: case[key] for key in ("document", "context", "frame") if key in case})


def expanded(result):
    return jsonld.expand(result, {"documentLoader": load, "base": "http://base.example/dir/doc"})


def without_doubles(nquads):
    return "".join(sorted(set(DOUBLE.sub('""', nquads).splitlines(True))))


def well_formed(nquads):
    """Leaves out lines with an IRI that has two fragments, or a keyword for a language."""
    return "".join(line for line in nquads.splitlines(True) if not re.search(r"<[^>]*#[^>]*#[^>]*>|\"@@", line))


def without_none(value):
    """Drops @none, and nodes that then say nothing."""
    value = without("@none")(value)
    return [item for item in value if not (isinstance(item, dict) and set(item) == {"@id"})] if isinstance(value, list) else value


def values_once(value):
    """Leaves one of equal values in an array; what was text in two directions is one without them."""
    if not isinstance(value, list):
        return value
    seen = [json.dumps(item, sort_keys=True) for item in value]
    is_value = lambda item: isinstance(item, dict) and "@value" in item
    return [item for place, item in enumerate(value) if not is_value(item) or seen.index(seen[place]) == place]


def lists_once(value):
    """Leaves one of equal lists in an array."""
    if not isinstance(value, list):
        return value
    seen = [json.dumps(item, sort_keys=True) for item in value]
    is_list = lambda item: isinstance(item, dict) and "@list" in item
    return [item for place, item in enumerate(value) if not is_list(item) or seen.index(seen[place]) == place]


def graph_named(value):
    if isinstance(value, dict) and "@graph" in value and ":" not in value.get("@id", ":"):
        return value | {"@id": "_:" + value["@id"]}
    return value


class Recursive(jsonld.JsonLdProcessor):
    """PyLD with the node pattern of Framing §4.2: a nested frame is matched in turn."""

    def _filter_subject(self, state, subject, frame, flags):
        for key, patterns in frame.items():
            pattern = patterns[0] if isinstance(patterns, list) and patterns else None
            if key.startswith("@") or not isinstance(pattern, dict) or "@value" in pattern or "@list" in pattern:
                continue
            if not [word for word in pattern if not word.startswith("@") or word in ("@id", "@type")]:
                continue
            graph = state["graphMap"][state["graph"]]
            values = [value["@id"] for value in subject.get(key, []) if value.get("@id") in graph]
            fits = any(self._filter_subject(state, graph[value], pattern, flags) for value in values)
            if not fits:
                # What does not match is as good as absent.
                subject = {name: value for name, value in subject.items() if name != key}
        return super()._filter_subject(state, subject, frame, flags)


def recursive_frame(case):
    given = Recursive().frame(case["document"], case["frame"], _options(case))
    return json.loads(json.dumps(given))


def _options(case):
    options = {"base": "", "compactArrays": True, "graph": False, "embed": "@once", "explicit": False}
    options |= {"requireAll": False, "omitDefault": False, "pruneBlankNodeIdentifiers": True, "extractAllScripts": False}
    return options | {"documentLoader": load, "processingMode": "json-ld-1.1"} | case["options"]


def nested(case):
    """Says whether a frame has a frame in it that asks for something."""
    asks = lambda part: isinstance(part, dict) and any(not key.startswith("@") for key in part)
    inner = [value for key, value in case["frame"].items() if not key.startswith("@")]
    return any(holds(value, asks) for value in inner)


def without(*names):
    """Drops these entries everywhere."""
    return lambda value: {k: v for k, v in value.items() if k not in names} if isinstance(value, dict) else value


def without_empty(value):
    """Drops entries that are empty arrays, and empty maps from arrays."""
    if isinstance(value, dict):
        return {key: item for key, item in value.items() if item != []}
    return [item for item in value if item not in ({}, [])] if isinstance(value, list) else value


def without_string_type(value):
    if isinstance(value, dict) and value.get("@type") == "http://www.w3.org/2001/XMLSchema#string":
        return {key: item for key, item in value.items() if key != "@type"}
    return value


def any_case(case, ours, theirs):
    return True


def about(word):
    return lambda case, ours, theirs: says(case, word)


def of_empty(case, ours, theirs):
    return any(holds(value, lambda part: part in ([], {})) for value in (case.get("document"), ours, theirs))


def any_class(case):
    return holds(case["frame"], lambda part: isinstance(part, dict) and {} in (part.get("@type"), part.get("type")))


WHY_ANY_CLASS = "Framing §2.3.1: a class in a frame, any class included, keeps properties from matching; jsonld.js does as we do"

# Who, in which forms, when, what takes the difference out of both answers, and why. Compacted answers are expanded
# first if they differ.
RULES = [
    ("both", {"to-rdf"}, any_case, lambda text: without_doubles(text),
     "API §8.2.2 gives a canonical form to numbers alone; they give one to text typed xsd:double too"),
    ("jsonld.js", {"from-rdf"}, any_case, lambda value: changed(value, graph_named),
     "the name of a graph that is a blank node loses its `_:`"),
    ("jsonld.js", {"from-rdf"}, lambda case, ours, theirs: "useNativeTypes" in case["options"],
     lambda value: changed(value, without_string_type),
     "API §8.2.2.2 gives a plain string no type with native types either"),
    ("both", COMPACTING, about("@direction"), lambda value: changed(changed(value, without("@direction", "@language")), values_once),
     "API §6.3.2: text without a direction is no plain string where the context sets one"),
    ("both", {"expand"}, about("@direction"), lambda value: changed(value, without("@direction")),
     "API §4.1.2 step 1: a context within keeps the direction of the one around it"),
    ("both", {"to-rdf"}, any_case, well_formed, "API §7.1.2: what is not well-formed is left out; they do not look"),
    ("both", COMPACTING, about("@list"), lambda value: changed(value, lists_once),
     "API §7.2.2 step 5.3 appends a list, whether or not there is one like it"),
    ("both", COMPACTING, about("@"), lambda value: value,
     "API §6.1.2 step 12.8.8.4 and §6.2.2 step 4.12: they compact no identifier of a graph object, and give empty"
     " arrays no term with @index; it reads back the same"),
    ("both", COMPACTING | {"expand"}, about("@none"), lambda value: changed(value, without_none),
     "API §5.1.2 step 13.4 gives @none no expanded value; they keep it as a property"),
    ("both", COMPACTING | {"expand"}, about("@included"), lambda value: changed(value, without("@included")),
     "API §5.1.2 step 13.4.8: @included is expanded without a property, so empty nodes and mere references go"),
    ("jsonld.js", COMPACTING | {"expand"}, of_empty, lambda value: changed(value, without_empty),
     "an empty array under a term with @graph, or an empty graph, is lost"),
    ("both", {"flatten"}, lambda case, ours, theirs: isinstance(theirs, dict) and theirs.get("@graph") == [],
     lambda value: changed(value, without_empty), "API §9.1.1 step 9 makes an empty array an empty map"),
]
# The same where only the case can tell.
EXCUSES = [
    ("jsonld.js", {"frame"}, lambda case, ours, theirs: holds(case["document"], lambda part: part in ("", 0, False)
        and isinstance(part, (str, int, float))), "a value that JavaScript takes for false is lost"),
    ("jsonld.js", {"from-rdf"}, lambda case, ours, theirs: "useNativeTypes" in case["options"] and re.search(
        r'"(\+7|007|x|maybe|1e400|NaN)"', case["nquads"]) is not None,
     "with native types, what it takes for no number or truth value loses its datatype"),
    ("PyLD", {"frame"}, lambda case, ours, theirs: any_class(case), WHY_ANY_CLASS),
    ("PyLD", {"frame"}, about("@always"), "Framing §4.1: what embeds itself is a reference; it goes round once more"),
    ("both", COMPACTING | {"expand"}, lambda case, ours, theirs: re.search(r'"(\./)?@(id|type|value|graph|index|none)"[,}]', json.dumps(ours)),
     "API §5.2.2 step 4: a keyword, or a term for one, as the key of a map of identifiers is that keyword"),
    ("both", COMPACTING | {"expand", "to-rdf"}, lambda case, ours, theirs: holds(case["document"], lambda part:
        isinstance(part, dict) and {"@set": []} in (part.get("@list") if isinstance(part.get("@list"), list) else [])),
     "API §5.1.2 step 5.2.2: an empty set in a list is nothing, unless the term's container is a list"),
    ("both", COMPACTING, lambda case, ours, theirs: '/#frag"' in json.dumps(ours) and '"#frag"' in json.dumps(theirs),
     "RFC 3986 §5.2: `#frag` is the document's own; they write it for the folder's, too, and it reads back as another"),
    ("both", COMPACTING, about("@json"), "a JSON literal is one value (API §4.2.2); they take null out of it"),
    ("jsonld.js", COMPACTING | {"expand", "to-rdf"}, about("@graph"),
     "API §5.1.2 step 13.8.3.6 expands what stands in a graph container under its own term: references and empty nodes"
     " stay; they are lost"),
    ("both", COMPACTING | {"expand", "to-rdf"}, lambda case, ours, theirs: says(case, '"T0": {') and says(case, "@container"),
     "API §5.1.2 step 13.8.3.1: a map of identifiers or types goes back behind a type-scoped context"),
]


def taken_out(case, rules, ours, theirs):
    """Says whether answers are the same after the rules."""
    form = case["form"]
    if form in COMPACTING:
        ours, theirs, form = expanded(ours), expanded(theirs), "expand"
    for rule in rules:
        ours, theirs = rule[3](ours), rule[3](theirs)
    return same(form, ours, theirs)


def reads_back(case, result):
    """Says whether a compacted or flattened document holds what was given."""
    given, found = expanded(case["document"]), expanded(result)
    if case["form"] == "flatten":
        given, found = jsonld.flatten(given), jsonld.flatten(found)
    return same("expand", given, found)


def explains(case, peer, ours, theirs):
    error = theirs.get("error", "")
    if CRASH.search(error):
        return "it crashes"
    if error == "invalid @included value" and says(case, "@included"):
        return next(rule[4] for rule in RULES if "@included" in rule[4])
    if "in the map of" in ours.get("error", ""):
        return "a value in a map of identifiers or types can have neither: an error for us (DESIGN.md)"
    if error in ("invalid frame", "Invalid JSON-LD syntax; a JSON-LD frame must be a single object.") and holds(
            case["frame"], lambda part: part == []):
        return "Framing §2.3.1: an empty array in a frame matches none; they take it for no frame"
    if peer == "PyLD" and error == "IRI confused with prefix" and any_class(case):
        return WHY_ANY_CLASS
    if error == "invalid reverse property value" and holds(
            case["document"]["@context"], lambda part: isinstance(part, dict) and "@context" in part):
        return "API §5.1.2 step 13.13: whether a term is reversed is said by the context around it, not by its own"
    if "invalid container mapping: an array of 0" in ours.get("error", ""):
        return "API §4.2.2 step 19: a container is one keyword or some; they take an empty array"
    if "error" in ours:
        return None
    if case["form"] == "frame" and nested(case):
        try:
            theirs_so = recursive_frame(case)
            if same("frame", ours["result"], theirs_so) or same("expand", expanded(ours["result"]), expanded(theirs_so)):
                return "Framing §4.2: a nested frame is matched in turn; they ask only whether there is a value"
        except Exception:  # it may crash on the way there
            pass
    if error:
        return None
    ours, theirs = ours["result"], theirs["result"]
    rules = [rule for rule in RULES if rule[0] in ("both", peer) and case["form"] in rule[1] and rule[2](case, ours, theirs)]
    for some in [*([rule] for rule in rules), rules]:
        try:
            if some and taken_out(case, some, ours, theirs):
                return "; ".join(rule[4] for rule in some) if len(some) == 1 else "several of the known differences"
        except Exception:  # PyLD is asked, and may crash
            continue
    if case["form"] in ("compact", "flatten"):
        try:
            ours_do = reads_back(case, ours)
        except Exception:  # PyLD is asked, and may crash
            ours_do = False
        try:
            theirs_do = reads_back(case, theirs)
        except Exception:
            theirs_do = False
        if ours_do and not theirs_do:
            return "what they wrote does not read back as what was given, and ours does"
    for who, forms, test, why in EXCUSES:
        if who in ("both", peer) and case["form"] in forms and test(case, ours, theirs):
            return why
    return None


def reason(case, ours, others, differing):
    """Returns why the named others differ from us in a case; None if no reason is known."""
    reasons = [explains(case, peer, ours, others[peer]) for peer in differing]
    return "; ".join(sorted(set(reasons))) if all(reasons) else None
