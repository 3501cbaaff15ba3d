"""Random contexts, documents, frames and datasets: our processor against PyLD and jsonld.js.

Usage: random_documents.py CHANCERY CASES [SEED [NODE_MODULES]] (needs PyLD): that many cases of each form. The seed is
printed; the same seed makes the same cases. Exit status 1 if an answer of ours differs from both others, or from one
where the other agrees with us for no reason listed in KNOWN.
"""

import json
import random
import sys
from collections import Counter

from known import reason
from peers import JsonLdJs, Ours, PyLD, same

EX, V, XSD = "http://e.example/", "http://v.example/ns#", "http://www.w3.org/2001/XMLSchema#"
BASE = "http://base.example/dir/doc"
LANGUAGES = ["en", "ar", "zh-hant"]
TEXTS = ["one", "two", "", "قال", "a b", "true", "5", "http://e.example/a", "\u200f\u2067x\u2069"]
FORMS = ["expand", "compact", "flatten", "frame", "to-rdf", "from-rdf"]
TERMS = ["p", "q", "r", "s", "t", "u"]


class Make:
    """Makes one case; everything it draws comes from one generator."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def chance(self, share):
        return self.random.random() < share

    def pick(self, values):
        return self.random.choice(values)

    def context(self):
        """A context whose terms are mapped to EX and V, with what else may stand in one."""
        context = {"@version": 1.1} if self.chance(0.2) else {}
        context |= {"ex": EX, "v": V, "xsd": XSD}
        if self.chance(0.5):
            context["@vocab"] = V
        if self.chance(0.2):
            context["@base"] = self.pick(["http://other.example/", "sub/", "http://base.example/dir/"])
        if self.chance(0.25):
            context["@language"] = self.pick(LANGUAGES)
        if self.chance(0.1):
            context["@direction"] = self.pick(["ltr", "rtl"])
        if self.chance(0.4):
            context["id"] = "@id"
        if self.chance(0.4):
            context["type"] = "@type"
        if self.chance(0.1):
            context["value"] = "@value"
        for term in self.random.sample(TERMS, self.random.randint(1, 5)):
            context[term] = self.definition()
        if self.chance(0.15):
            context["T0"] = {"@id": V + "T0", "@context": {self.pick(TERMS): self.definition()}}
        return context

    def definition(self):
        """A term definition; few are refused."""
        iri = self.pick(["v:", "ex:", V]) + self.pick(["a", "b", "c", "d"])
        if self.chance(0.25):
            return iri
        definition = {"@id": iri}
        if self.chance(0.08):
            return {"@reverse": iri}
        kind = self.random.random()
        if kind < 0.35:
            definition["@type"] = self.pick(["@id", "@vocab", "xsd:integer", "xsd:date", "xsd:double", "@json", "@none"])
        elif kind < 0.5:
            definition["@language"] = self.pick([*LANGUAGES, None])
        if "@type" not in definition and self.chance(0.08):
            definition["@direction"] = self.pick(["ltr", "rtl", None])
        if self.chance(0.45):
            containers = ["@list", "@set", "@index", ["@index", "@set"], "@id", ["@id", "@set"]]
            if "@type" not in definition:
                containers += ["@language", "@language", ["@language", "@set"], "@type", "@graph"]
                containers += [["@graph", "@id"], ["@graph", "@index"], ["@graph", "@set"]]
            if definition.get("@type") not in ("@json",):
                definition["@container"] = self.pick(containers)
        if self.chance(0.06):
            definition["@context"] = {self.pick(TERMS): self.definition()}
        return definition

    def iri(self, blank=0.25):
        if self.chance(blank):
            return "_:" + self.pick(["b0", "x", "y", "z"])
        return self.pick([EX + "a", EX + "b", "ex:c", "ex:d/e", "rel", "#frag", "../up", EX + "g"])

    def class_name(self):
        return self.pick([V + "T0", "v:T1", "ex:T2", "T0", "T3", EX + "T4"])

    def scalar(self):
        return self.pick([*TEXTS, True, False, 0, 5, -3, 1.5, 5.0, 1e21, 0.1])

    def value_object(self):
        value = {"@value": self.pick(TEXTS)}
        kind = self.random.random()
        if kind < 0.3:
            value["@language"] = self.pick(LANGUAGES)
        elif kind < 0.55:
            value["@type"] = self.pick([XSD + "date", XSD + "integer", EX + "datatype"])
        elif kind < 0.7:
            value["@value"] = self.scalar()
        elif kind < 0.75:
            return {"@value": self.json_value(), "@type": "@json"}
        if "@type" not in value and isinstance(value["@value"], str) and self.chance(0.1):
            value["@direction"] = self.pick(["ltr", "rtl"])
        if self.chance(0.08):
            value["@index"] = self.pick(["i", "j"])
        return value

    def json_value(self, depth=0):
        if depth > 1 or self.chance(0.5):
            return self.pick([None, True, 5, 1.5, "x", [], {}])
        return {"k": self.json_value(depth + 1), "a": [self.json_value(depth + 1), 2]}

    def simple(self, depth):
        """One value, in no container."""
        kind = self.random.random()
        if kind < 0.3:
            return self.scalar()
        if kind < 0.5:
            return self.value_object()
        if kind < 0.65 or depth > 2:
            return {"@id": self.iri()}
        if kind < 0.72:
            return {"@list": [self.simple(depth + 1) for _ in range(self.random.randint(0, 3))]}
        if kind < 0.76:
            return {"@set": [self.simple(depth + 1) for _ in range(self.random.randint(0, 2))]}
        if kind < 0.8:
            return {"@graph": [self.node(depth + 1)]} | ({"@id": self.iri()} if self.chance(0.5) else {})
        if kind < 0.82:
            return None
        return self.node(depth + 1)

    def keys(self, *names):
        """Keys of a map, with @none unless a scoped context may have made the map a node, which has no @none."""
        scoped = any(isinstance(term, dict) and "@context" in term for term in self.terms.values())
        return self.pick(names if scoped else [*names, "@none"])

    def value(self, definition, depth):
        """What fits under a term, mostly."""
        definition = definition if isinstance(definition, dict) else {}
        containers = definition.get("@container", [])
        containers = [containers] if isinstance(containers, str) else containers
        one_or_more = lambda make: make() if self.chance(0.6) else [make() for _ in range(self.random.randint(0, 3))]
        if definition.get("@type") == "@json":
            return self.json_value()
        if self.chance(0.06):
            return one_or_more(lambda: self.simple(depth))
        if "@reverse" in definition:
            return one_or_more(lambda: self.node(depth + 1))
        if "@language" in containers:
            return {self.keys(*LANGUAGES): one_or_more(lambda: self.pick(TEXTS)) for _ in range(2)}
        if "@graph" in containers:
            make = lambda: one_or_more(lambda: self.node(depth + 1))
            if "@id" in containers:
                return {self.keys(EX + "g", "ex:h"): make() for _ in range(2)}
            return {self.keys("i", "j"): make() for _ in range(2)} if "@index" in containers else make()
        if "@id" in containers:
            return {self.keys(EX + "a", "ex:i", "rel"): self.node(depth + 1, with_id=0) for _ in range(2)}
        if "@type" in containers:
            return {self.keys("T0", "ex:T2", V + "T1"): self.node(depth + 1) for _ in range(2)}
        if definition.get("@type") in ("@id", "@vocab"):
            make = lambda: self.pick([self.iri(), self.iri(), "T0", "p", {"@id": self.iri()}, 5])
        elif definition.get("@type"):
            make = lambda: self.pick(["2024-05-03", "5", 5, 1.5, True, self.value_object()])
        else:
            make = lambda: self.simple(depth)
        if "@index" in containers:
            return {self.keys("i", "j"): one_or_more(make) for _ in range(2)}
        if "@list" in containers:
            items = [make() for _ in range(self.random.randint(0, 3))]
            return [item for item in items if not (isinstance(item, dict) and ("@set" in item or "@graph" in item))]
        return one_or_more(make)

    def node(self, depth, with_id=0.6):
        """A node object, in the words of the context in force."""
        node = {}
        if self.chance(with_id):
            node[self.alias("@id")] = self.iri()
        if self.chance(0.4):
            names = [self.class_name() for _ in range(self.random.randint(1, 2))]
            node[self.alias("@type")] = names if len(names) > 1 or self.chance(0.3) else names[0]
        for _ in range(self.random.randint(0, 4 if depth < 2 else 2)):
            key = self.pick([*TERMS, *TERMS, "v:a", "ex:b", V + "c", EX + "d", "unmapped"])
            node[key] = self.value(self.terms.get(key), depth)
        if self.chance(0.04):
            node["@reverse"] = {self.pick(["ex:back", "v:a"]): self.node(depth + 1)}
        if self.chance(0.04) and depth < 3:
            node["@included"] = [self.node(depth + 1)]
        if self.chance(0.05) and depth < 2:
            node["@graph"] = [self.node(depth + 1) for _ in range(self.random.randint(1, 2))]
        if self.chance(0.03):
            node["@index"] = "i"
        return node

    def alias(self, keyword):
        name = keyword[1:]
        return name if self.terms.get(name) == keyword and self.chance(0.7) else keyword

    def document(self):
        self.terms = self.context()
        nodes = [self.node(0) for _ in range(self.random.randint(1, 4))]
        if len(nodes) == 1:
            return {"@context": self.terms, **nodes[0]}
        return {"@context": self.terms, "@graph": nodes}

    def frame(self):
        """A frame in the words of the document's context."""
        frame = self.pattern(0)
        if self.chance(0.5):
            frame[self.alias("@type")] = self.pick([self.class_name(), {}, [self.class_name(), self.class_name()]])
        if self.chance(0.08):
            frame[self.alias("@id")] = self.pick([EX + "a", [EX + "a", EX + "b"], "ex:c"])
        return {"@context": self.terms, **frame}

    def pattern(self, depth):
        pattern = {}
        if self.chance(0.35):
            pattern["@embed"] = self.pick(["@always", "@once", "@never"])
        if self.chance(0.25):
            pattern["@explicit"] = self.chance(0.8)
        if self.chance(0.15):
            pattern["@requireAll"] = self.chance(0.8)
        if self.chance(0.1):
            pattern["@omitDefault"] = True
        names = [name for name in TERMS if name in self.terms and self.plain(name)] + ["v:a", "ex:b", V + "c", EX + "d"]
        taken = set()
        for name in self.random.sample(names, min(len(names), self.random.randint(0, 3))):
            iri = self.terms.get(name, name)
            iri = (iri["@id"] if isinstance(iri, dict) else iri).replace("v:", V).replace("ex:", EX)
            if iri in taken:
                continue
            taken.add(iri)
            kind = self.random.random()
            if kind < 0.4 or depth > 1:
                pattern[name] = {}
            elif kind < 0.5:
                pattern[name] = []
            elif kind < 0.6:
                pattern[name] = {"@default": self.pick(["none", "x"])}
            elif kind < 0.7:
                pattern[name] = self.pick([{"@value": {}}, {"@value": "one"}, {"@value": {}, "@language": "en"}])
            else:
                pattern[name] = self.pattern(depth + 1)
        return pattern

    def plain(self, name):
        """Says whether a frame can have a map under a term."""
        definition = self.terms[name]
        return not isinstance(definition, dict) or not ({"@container", "@reverse", "@context"} & set(definition))

    def dataset(self):
        """N-Quads with lists, graphs and every kind of literal."""
        names = ["_:b0", "_:b1", "_:l0", "_:l1", "_:l2", f"<{EX}a>", f"<{EX}b>", f"<{EX}c>"]
        rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        def literal():
            text = json.dumps(self.pick(TEXTS), ensure_ascii=False)
            return self.pick([
                text,
                f"{text}@{self.pick(LANGUAGES)}",
                f'"{self.pick(["5", "-3", "+7", "007", "x"])}"^^<{XSD}integer>',
                f'"{self.pick(["true", "false", "1", "maybe"])}"^^<{XSD}boolean>',
                f'"{self.pick(["1.5E0", "1.0E0", "2.5", "1e400", "NaN"])}"^^<{XSD}double>',
                f'"1.10"^^<{XSD}decimal>',
                f'"[1,{{\\"k\\":null}}]"^^<{rdf}JSON>',
                f"{text}^^<{EX}datatype>",
            ])
        def object_():
            return self.pick(names) if self.chance(0.5) else literal()
        quads = []
        for _ in range(self.random.randint(1, 10)):
            graph = self.pick(["", "", f" <{EX}g>", " _:g"])
            predicate = self.pick([f"<{V}a>", f"<{V}b>", f"<{rdf}type>", f"<{EX}p>"])
            value = self.pick(names) if predicate.endswith("#type>") else object_()
            quads.append(f"{self.pick(names)} {predicate} {value}{graph} .")
        for number in range(self.random.randint(0, 2)):
            graph = self.pick(["", f" <{EX}g>"])
            links = [f"_:l{number}{place}" for place in range(self.random.randint(0, 3))]
            quads.append(f"<{EX}s> <{V}list{number}> {links[0] if links else f'<{rdf}nil>'}{graph} .")
            for place, link in enumerate(links):
                after = links[place + 1] if place + 1 < len(links) else f"<{rdf}nil>"
                quads += [f"{link} <{rdf}first> {object_()}{graph} .", f"{link} <{rdf}rest> {after}{graph} ."]
            if links and self.chance(0.3):
                quads.append(self.pick([f"{links[0]} <{rdf}type> <{rdf}List>{graph} .", f"<{EX}t> <{V}x> {links[-1]}{graph} ."]))
        self.random.shuffle(quads)
        return "".join(quad + "\n" for quad in dict.fromkeys(quads))

    def case(self, form):
        case = {"form": form, "options": {}}
        if form == "from-rdf":
            case["nquads"] = self.dataset()
            for option in ("useNativeTypes", "useRdfType"):
                if self.chance(0.3):
                    case["options"][option] = True
            return case
        case["document"] = self.document()
        case["options"]["base"] = BASE
        if form == "compact" or (form == "flatten" and self.chance(0.5)):
            case["context"] = {"@context": self.terms if self.chance(0.5) else self.context()}
        if form == "frame":
            case["frame"] = self.frame()
            # Where a node is embedded once, the order of keys decides; others go through maps by name.
            case["document"] = json.loads(json.dumps(case["document"], sort_keys=True))
            if self.chance(0.3):
                case["options"]["omitDefault"] = True
            if self.chance(0.2):
                case["options"]["omitGraph"] = self.chance(0.5)
        return case


def verdict(form, ours, theirs):
    """Returns whether two answers agree; two refusals do."""
    if "error" in ours or "error" in theirs:
        return "error" in ours and "error" in theirs
    try:
        return same(form, ours["result"], theirs["result"])
    except Exception:  # PyLD cannot read one of them
        return False


def main():
    program, count, *rest = sys.argv[1:]
    seed = int(rest[0]) if rest else random.randrange(1 << 32)
    print(f"seed {seed}")
    peers = [PyLD(), *map(JsonLdJs, rest[1:])]
    failed = 0
    for form in FORMS:
        cases = [Make(f"{seed}/{form}/{number}").case(form) for number in range(int(count))]
        ours = Ours(program).answers(cases)
        theirs = [peer.answers(cases) for peer in peers]
        told = Counter()
        for number, (case, answer, *others) in enumerate(zip(cases, ours, *theirs)):
            told["refused"] += "error" in answer
            agree = [verdict(form, answer, other) for other in others]
            if all(agree):
                continue
            differing = [peer.name for peer, agrees in zip(peers, agree) if not agrees]
            why = reason(case, answer, dict(zip((peer.name for peer in peers), others)), differing)
            told[f"{' and '.join(differing)}: {why or 'UNEXPLAINED'}"] += 1
            if why is None:
                failed += 1
                if failed <= 5:
                    print(json.dumps({"number": number, **case}, ensure_ascii=False))
                    for name, given in [("ours", answer), *zip((peer.name for peer in peers), others)]:
                        print(f"  {name}: {json.dumps(given, ensure_ascii=False)}")
        print(f"{form}: {len(cases)} cases, {told.pop('refused', 0)} refused by us")
        for what, times in sorted(told.items()):
            print(f"  {times} differ from {what}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
