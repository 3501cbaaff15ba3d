// Reads an exported GEXF with graphology-gexf and compares it with the same graph as GraphML tells its size.
// Usage: node read_back.mjs FOLDER
import { readFileSync } from "node:fs";
import Graph from "graphology";
import gexf from "graphology-gexf";

const folder = process.argv[2];
const network = gexf.parse(Graph, readFileSync(`${folder}/network.gexf`, "utf8"), { allowUndeclaredAttributes: false });
const text = readFileSync(`${folder}/network.graphml`, "utf8");
const count = (pattern) => (text.match(pattern) ?? []).length;
const [nodes, edges] = [count(/<node id=/g), count(/<edge id=/g)];
const fail = (message) => {
  console.error(message);
  process.exit(1);
};
if (network.type !== "directed") fail(`a graph that is ${network.type}`);
if (network.order !== nodes || network.size !== edges) fail(`${network.order} nodes of ${nodes}, ${network.size} edges of ${edges}`);
network.forEachEdge((edge, cells, source, target, from, to) => {
  const whole = ["asserted", "reviewed"].includes(cells.kind);
  if (whole !== (from.kind !== "statement")) fail(`${edge} is ${cells.kind} and begins at a ${from.kind}`);
  if (whole && to.kind === "statement") fail(`${edge} enters what is only said`);
  if (!cells.status || !cells.statement) fail(`${edge} has no status or no statement`);
});
console.log(`graphology-gexf: ${network.order} nodes, ${network.size} edges`);
