"""Writes many articles as JSON Lines: those of a file, again and again under other ids, with their Arabic and all."""

import json
import sys

source, times = sys.argv[1], int(sys.argv[2])
lines = [line for line in open(source, encoding="utf-8") if line.strip()]
for number in range(times):
    for line in lines:
        article = json.loads(line)
        article["article"]["id"] += f"-{number}" if number else ""
        article["article"].pop("text", None)
        sys.stdout.write(json.dumps(article, ensure_ascii=False) + "\n")
