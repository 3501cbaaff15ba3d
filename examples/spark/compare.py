"""Holds what Spark wrote against a local `convert`: the same bytes for each article, the same lines that are shared."""

import glob
import os
import sys

from convert import is_shared

TYPE = "> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/chancery/statement#Article> ."


def articles(lines):
    """Splits lines into articles; each begins with its type."""
    found, current = {}, None
    for line in lines:
        if line.endswith(TYPE) and line.startswith("<"):
            current = line[1:line.index(">")]
            assert current not in found, f"{current} is there twice"
            found[current] = []
        found[current].append(line)
    return found


def main():
    local, folder, base = sys.argv[1:]
    read = lambda path: [line for line in open(path, encoding="utf-8", newline="\n").read().split("\n") if line]
    lines = read(local)
    here = articles(line for line in lines if not is_shared(line, base))
    shared_here = {line for line in lines if is_shared(line, base)}
    there, parts = {}, sorted(glob.glob(os.path.join(folder, "articles", "part-*")))
    for part in parts:
        for article, quads in articles(read(part)).items():
            assert article not in there, f"{article} is in two partitions"
            there[article] = quads
    shared = [line for part in glob.glob(os.path.join(folder, "shared", "part-*")) for line in read(part)]
    assert len(shared) == len(set(shared)), "a shared line is there twice"
    differ = [article for article in here.keys() | there.keys() if here.get(article) != there.get(article)]
    assert not differ, f"{len(differ)} articles differ, such as {differ[0]}"
    assert set(shared) == shared_here, "what is shared differs"
    assert sum(1 for part in parts if os.path.getsize(part)) > 1, "all of it was in one partition"
    quads = sum(map(len, here.values()))
    print(f"the same: {len(here)} articles, {quads} quads of theirs, {len(shared)} shared")


if __name__ == "__main__":
    main()
