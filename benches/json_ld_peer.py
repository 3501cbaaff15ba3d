"""json_ld_peer.py from-rdf CONTEXT INPUT - OUTPUT: prints the CPU seconds that PyLD takes from N-Quads to compact
JSON-LD; the result goes to OUTPUT."""

import json
import sys
import time
from pathlib import Path

from pyld import jsonld

task, context_file, source, _, output = sys.argv[1:]
assert task == "from-rdf", task
context = json.loads(Path(context_file).read_text(encoding="utf-8"))
text = Path(source).read_text(encoding="utf-8")
started = time.process_time()
expanded = jsonld.from_rdf(text, {"format": "application/n-quads"})
made = jsonld.compact(expanded, context, {"skipExpansion": True})
print(time.process_time() - started)
Path(output).write_text(json.dumps(made), encoding="utf-8")
