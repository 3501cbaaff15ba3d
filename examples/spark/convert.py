"""Converts JSON Lines of dossiers to N-Quads on Apache Spark, with the same program as on one machine.

Each partition is piped through one `chancery convert -`. Conversion is a pure function of one article, so what comes
out is the same, byte for byte, however the lines are spread. What articles share (entities, terms) is described once
for each partition; those lines go to a folder of their own, each once.
"""

import argparse
import os
import subprocess
import sys
import threading

from pyspark import SparkFiles
from pyspark.sql import SparkSession


def is_shared(line, base):
    """Says whether a line describes what articles share: no graph, and a subject that is no article's own."""
    subject, rest = line.split("> ", 1)
    has_graph = rest.endswith("> .") and _object_end(rest) < len(rest) - 2
    own = any(subject.startswith(f"<{base}{part}/") for part in ("article", "statement", "entity"))
    shared_entity = subject.startswith(f"<{base}entity/") and "/" not in subject[len(f"<{base}entity/"):]
    return not has_graph and (shared_entity or not own)


def _object_end(rest):
    """Returns where the object ends, given predicate, object and what follows."""
    start = rest.index("> ") + 2
    if rest[start] == "<":
        return rest.index("> ", start) + 2
    end = start + 1
    while rest[end] != '"':
        end += 2 if rest[end] == "\\" else 1
    return rest.index(" ", end) + 1


def pipe(lines, command):
    """Gives lines to a program and yields its lines; an error of the program is an error of the task."""
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def feed():
        try:
            for line in lines:
                process.stdin.write(line.encode("utf-8") + b"\n")
        except BrokenPipeError:
            pass  # it ended early; its exit code says why
        finally:
            process.stdin.close()

    feeder = threading.Thread(target=feed, daemon=True)
    feeder.start()
    for line in process.stdout:
        yield line.decode("utf-8").rstrip("\n")
    feeder.join()
    # 1: an article with findings was left out and named on standard error; the others are there.
    if process.wait() not in (0, 1):
        raise RuntimeError(f"chancery ended with {process.returncode}")


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("input", help="JSON Lines, one article a line; anything that Spark can read as text")
    arguments.add_argument("output", help="a folder that is not there yet")
    arguments.add_argument("--chancery", default="chancery", help="the program; it is sent to the workers")
    arguments.add_argument("--kb", required=True, help="the knowledge base's folder, at the same path on every worker")
    arguments.add_argument("--base", required=True, help="the `base` in its chancery.toml")
    arguments.add_argument("--partitions", type=int, default=8)
    arguments.add_argument("--master", default="local-cluster[2,1,1024]", help="two workers on this machine by default")
    given = arguments.parse_args()

    spark = SparkSession.builder.master(given.master).appName("chancery").getOrCreate()
    context = spark.sparkContext
    context.addFile(os.path.abspath(given.chancery))
    name, kb, base = os.path.basename(given.chancery), given.kb, given.base

    def convert(lines):
        lines = iter(lines)
        first = next(lines, None)
        if first is None:
            return iter(())
        program = SparkFiles.get(name)
        os.chmod(program, 0o755)
        every = (line for part in ([first], lines) for line in part)
        return pipe(every, [program, "-C", kb, "convert", "-", "--from", "jsonl", "--to", "nq", "--threads", "1"])

    articles = context.textFile(given.input, minPartitions=given.partitions)
    quads = articles.mapPartitions(convert).persist()
    quads.filter(lambda line: not is_shared(line, base)).saveAsTextFile(os.path.join(given.output, "articles"))
    quads.filter(lambda line: is_shared(line, base)).distinct().saveAsTextFile(os.path.join(given.output, "shared"))
    print(f"{articles.getNumPartitions()} partitions on {context.master}", file=sys.stderr)
    spark.stop()


if __name__ == "__main__":
    main()
