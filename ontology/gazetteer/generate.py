#!/usr/bin/env python3
"""Writes gazetteer.jsonl, the embedded list of polities, organisations, regions and commodities.

    npm pack @rapideditor/country-coder cldr-localenames-full
    tar xzf rapideditor-country-coder-*.tgz --one-top-level=country-coder
    tar xzf cldr-localenames-full-*.tgz --one-top-level=cldr
    python3 generate.py --country-coder country-coder/package --cldr cldr/package          # writes
    python3 generate.py --country-coder country-coder/package --cldr cldr/package --check  # compares

The same packages and source/*.tsv give the same bytes. From country-coder come the codes and every Wikidata id, from
CLDR the names of what has an ISO or M49 code, from source/ the rest. No Wikidata id is written by hand: source/ has no
column for one. Licences: LICENCES.md.
"""

import argparse
import hashlib
import json
import pathlib
import sys
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent
OUTPUT = HERE / "gazetteer.jsonl"

# The languages every ISO entity must have, then those taken where CLDR has them.
REQUIRED = ["ar", "en", "es", "fa", "fr", "ru", "tr", "zh"]
LANGUAGES = sorted(REQUIRED + ["az", "de", "el", "he", "hy", "it", "ka", "ku", "pt", "uk", "ur"])
KINDS = ["name", "short", "variant", "metonym", "adjective"]

# Entities called by CLDR's short form; the long form becomes another name. The others' short forms are abbreviations.
LABELLED_SHORT = {"CC", "HK", "MM", "MO", "PN", "PS"}
# ISO entries that are organisations, and those that are a piece of land and no polity.
ORGANISATIONS = {"EU", "UN"}
PLACES = {"AC", "AQ", "CP", "CQ", "DG", "EA", "FX", "IC", "TA"}
# M49 groups left out: the world; the Americas, whose name in six of the languages is the everyday name of the
# United States.
REGIONS_LEFT_OUT = {"001", "019"}


def table(name, columns):
    """Rows of a source table as dicts; the first line that is no comment must name the expected columns."""
    lines = (HERE / "source" / name).read_text(encoding="utf-8").splitlines()
    lines = [unicodedata.normalize("NFC", line) for line in lines if line and not line.startswith("#")]
    header = lines[0].split("\t")
    if header[: len(columns)] != columns:
        sys.exit(f"{name}: expected the columns {columns}, found {header}")
    for line in lines[1:]:
        cells = line.split("\t")
        if len(cells) > len(header):
            sys.exit(f"{name}: too many cells: {line}")
        yield dict(zip(header, [cell.strip() for cell in cells] + [""] * len(header)))


def texts(cell):
    return [text.strip() for text in cell.split(" | ") if text.strip()]


class Gazetteer:
    def __init__(self):
        self.entities = {}
        self.left_out = []

    def add(self, identifier, kind, labels, **fields):
        if identifier in self.entities:
            sys.exit(f"two entities with the id {identifier}")
        labels = {language: text for language, text in sorted(labels.items()) if text}
        self.entities[identifier] = {"type": kind, "labels": labels, "aliases": [], **fields}

    def alias(self, identifier, kind, language, text):
        """Adds another name unless the entity has it already; the stronger kind comes first."""
        if identifier not in self.entities:
            sys.exit(f"no entity {identifier} for the name {text}")
        if kind not in KINDS:
            sys.exit(f"unknown kind {kind} of {text}")
        entity = self.entities[identifier]
        known = [entity["labels"].get(language)] + [t for (_, l, t) in entity["aliases"] if l == language]
        if text and text not in known:
            entity["aliases"].append((kind, language, text))

    def drop_foreign_codes(self):
        """A code means one thing: an abbreviation that is another entity's ISO code is left out."""
        owner = {}
        for identifier, entity in self.entities.items():
            for code in ("iso2", "iso3"):
                if entity.get(code):
                    owner[entity[code]] = identifier
        for identifier, entity in self.entities.items():
            foreign = [a for a in entity["aliases"] if owner.get(a[2], identifier) != identifier]
            entity["aliases"] = [a for a in entity["aliases"] if a not in foreign]
            self.left_out += [f"{text} ({language}) for {identifier}" for (_, language, text) in foreign]

    def lines(self, header):
        yield compact(header)
        for identifier, entity in sorted(self.entities.items()):
            grouped = {}
            for kind in KINDS:
                for language in sorted({a[1] for a in entity["aliases"] if a[0] == kind}):
                    found = [t for (k, l, t) in entity["aliases"] if (k, l) == (kind, language)]
                    grouped.setdefault(kind, {})[language] = found
            record = {"id": identifier, **{k: v for k, v in entity.items() if v and k != "aliases"}}
            if grouped:
                record["aliases"] = grouped
            yield compact(record)


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def cldr_names(folder):
    """Per language: territory key → name. CLDR repeats the code where it has no name; that is none."""
    names = {}
    for language in LANGUAGES:
        path = folder / "main" / language / "territories.json"
        territories = json.loads(path.read_text(encoding="utf-8"))["main"][language]["localeDisplayNames"]["territories"]
        names[language] = {
            key: unicodedata.normalize("NFC", text.strip())
            for key, text in territories.items()
            if text != key
        }
    return names


def add_listed(gazetteer, features, names):
    """Everything with an ISO 3166-1 code in country-coder, exceptionally reserved and user-assigned ones included."""
    unnamed = {row["id"]: row for row in table("labels.tsv", ["id"])}
    for feature in features:
        code = feature.get("iso1A2")
        if not code:
            continue
        forms = {language: cldr_forms(names[language], code) for language in LANGUAGES}
        by_hand = unnamed.get(code, {})
        labels = {language: found["label"] or by_hand.get(language) for language, found in forms.items()}
        missing = [language for language in REQUIRED if not labels[language]]
        if missing:
            sys.exit(f"{code}: CLDR has no name in {missing}")
        kind = "IntergovernmentalOrganization" if code in ORGANISATIONS else "Region" if code in PLACES else "Polity"
        # A feature without a code of its own but with the same English name is the same thing less some outlying
        # part: the Netherlands in Europe under the Kingdom of the Netherlands.
        near = [
            other["wikidata"]
            for other in features
            if "iso1A2" not in other
            and other["nameEn"] == labels["en"]
            and (other.get("country") == code or code in other.get("groups", []))
        ]
        gazetteer.add(
            code,
            kind,
            labels,
            iso2=code,
            iso3=feature.get("iso1A3"),
            m49=feature.get("m49") or feature.get("iso1N3"),
            wikidata=feature["wikidata"],
            near=near,
        )
        for language, found in forms.items():
            for kind in ("name", "short"):
                for text in found[kind]:
                    gazetteer.alias(code, kind, language, text)
        gazetteer.alias(code, "name", "en", feature["nameEn"])
        for alias in feature.get("aliases", []):
            if any(letter.islower() for letter in alias):
                gazetteer.alias(code, "name", "en", alias)


def cldr_forms(names, code):
    label, short = names.get(code), names.get(f"{code}-alt-short")
    if code in LABELLED_SHORT and short:
        label, short = short, label
        found = {"label": label, "name": [short], "short": []}
    else:
        found = {"label": label, "name": [], "short": [short] if short else []}
    found["name"] += [names[key] for key in (f"{code}-alt-variant", f"{code}-alt-chagos") if names.get(key)]
    found["name"] = [text for text in found["name"] if text]
    return found


def add_regions(gazetteer, features, names):
    for feature in sorted(features, key=lambda feature: feature.get("m49", "")):
        code = feature.get("m49")
        if not code or "iso1A2" in feature or code in REGIONS_LEFT_OUT or code not in names["en"]:
            continue
        labels = {language: names[language].get(code) for language in LANGUAGES}
        gazetteer.add(f"m49-{code}", "Region", labels, m49=code, wikidata=feature["wikidata"])


def add_hand_kept(gazetteer):
    languages = ["en", "ar", "fr", "es", "ru", "zh", "tr", "fa", "de"]
    for row in table("historical-states.tsv", ["id", "iso3", "m49", "until"] + languages):
        note = f"Ended {row['until']}. {row['note']}".strip()
        fields = {"iso3": row["iso3"], "m49": row["m49"], "note": note}
        gazetteer.add(row["id"], "HistoricalState", {l: row[l] for l in languages}, **fields)
    for row in table("regions.tsv", ["id"] + languages):
        gazetteer.add(row["id"], "Region", {l: row[l] for l in languages})
    for row in table("commodities.tsv", ["id"] + languages):
        gazetteer.add(row["id"], "Commodity", {l: row[l] for l in languages})
    for row in table("organisations.tsv", ["id", "type", "short"] + languages):
        gazetteer.add(row["id"], row["type"], {l: row[l] for l in languages})
        for pair in filter(None, row["short"].split(";")):
            language, text = pair.split(":", 1)
            gazetteer.alias(row["id"], "short", language, text)


def add_names(gazetteer):
    rows = list(table("aliases.tsv", ["id", "kind", "lang", "texts"]))
    for kind in KINDS:
        for row in rows:
            if row["kind"] == kind:
                for text in texts(row["texts"]):
                    gazetteer.alias(row["id"], kind, row["lang"], text)
    unknown = {row["kind"] for row in rows} - set(KINDS)
    if unknown:
        sys.exit(f"aliases.tsv: unknown kinds {unknown}")
    for row in table("metonyms.tsv", ["id"]):
        for language, text in row.items():
            if language != "id":
                gazetteer.alias(row["id"], "metonym", language, text)
    for name, language in (("demonyms-en.tsv", "en"), ("nisba-irregular.tsv", "ar")):
        for row in table(name, ["id", "texts"]):
            for text in texts(row["texts"]):
                gazetteer.alias(row["id"], "adjective", language, text)


def add_correlates_of_war(gazetteer):
    for row in table("cow.tsv", ["number", "abbreviation", "name in COW", "id"]):
        entity = gazetteer.entities.get(row["id"]) or sys.exit(f"cow.tsv: no entity {row['id']}")
        if "cow" in entity:
            sys.exit(f"cow.tsv: two numbers for {row['id']}")
        entity["cow"] = row["number"]


def add_notes(gazetteer):
    for row in table("notes.tsv", ["id", "note"]):
        entity = gazetteer.entities.get(row["id"]) or sys.exit(f"notes.tsv: no entity {row['id']}")
        entity["note"] = " ".join(filter(None, [entity.get("note"), row["note"]]))


def generate(country_coder, cldr):
    borders = (country_coder / "src" / "data" / "borders.json").read_bytes()
    features = [feature["properties"] for feature in json.loads(borders)["features"]]
    features.sort(key=lambda feature: (feature.get("iso1A2", ""), feature["wikidata"]))
    gazetteer = Gazetteer()
    names = cldr_names(cldr)
    add_listed(gazetteer, features, names)
    add_regions(gazetteer, features, names)
    add_hand_kept(gazetteer)
    add_names(gazetteer)
    add_correlates_of_war(gazetteer)
    add_notes(gazetteer)
    gazetteer.drop_foreign_codes()
    tables = hashlib.sha256()
    for path in sorted((HERE / "source").glob("*.tsv")):
        tables.update(path.name.encode() + b"\0" + path.read_bytes())
    version = lambda folder: json.loads((folder / "package.json").read_text(encoding="utf-8"))["version"]
    header = {
        "format": 1,
        "sources": [
            {
                "name": "@rapideditor/country-coder",
                "version": version(country_coder),
                "licence": "ISC",
                "gives": "iso2 iso3 m49 wikidata near",
                "file": "src/data/borders.json",
                "sha256": hashlib.sha256(borders).hexdigest(),
            },
            {
                "name": "cldr-localenames-full",
                "version": version(cldr),
                "licence": "Unicode-3.0",
                "gives": "labels aliases",
            },
            {"name": "source/*.tsv", "version": tables.hexdigest()[:12], "gives": "cow labels aliases note"},
        ],
        "listed": sum("iso1A2" in feature for feature in features),
        "entities": len(gazetteer.entities),
    }
    return "\n".join(gazetteer.lines(header)) + "\n", gazetteer.left_out


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--country-coder", type=pathlib.Path, required=True, help="unpacked package folder")
    arguments.add_argument("--cldr", type=pathlib.Path, required=True, help="unpacked package folder")
    arguments.add_argument("--check", action="store_true", help="write nothing, exit 1 if the file would change")
    chosen = arguments.parse_args()
    text, left_out = generate(chosen.country_coder, chosen.cldr)
    for line in left_out:
        print(f"left out, it is another entity's code: {line}", file=sys.stderr)
    if chosen.check:
        same = OUTPUT.exists() and OUTPUT.read_bytes() == text.encode("utf-8")
        print("unchanged" if same else f"{OUTPUT.name} would change", file=sys.stderr)
        sys.exit(0 if same else 1)
    OUTPUT.write_bytes(text.encode("utf-8"))


if __name__ == "__main__":
    main()
