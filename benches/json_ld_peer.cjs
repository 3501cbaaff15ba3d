// node json_ld_peer.cjs NODE_MODULES frame|from-rdf CONTEXT INPUT FRAME OUTPUT: prints the CPU seconds that
// jsonld.js takes, after one run to warm up; the result goes to OUTPUT.
const fs = require('fs');
const [modules, task, contextFile, input, frameFile, output] = process.argv.slice(2);
const jsonld = require(`${modules}/jsonld`);
const context = JSON.parse(fs.readFileSync(contextFile, 'utf8'));
const documentLoader = async url => ({ contextUrl: null, documentUrl: url, document: context });
const text = fs.readFileSync(input, 'utf8');

async function frames() {
  const frame = JSON.parse(fs.readFileSync(frameFile, 'utf8'));
  const articles = text.split('\n').filter(line => line).map(line => JSON.parse(line));
  return async () => {
    const nodes = [];
    for (const article of articles) {
      nodes.push(...(await jsonld.frame(article, frame, { documentLoader, omitDefault: true, omitGraph: false }))['@graph']);
    }
    return nodes;
  };
}

async function fromRdf() {
  return async () => {
    const expanded = await jsonld.fromRDF(text, { format: 'application/n-quads' });
    return jsonld.compact(expanded, context, { documentLoader, skipExpansion: true });
  };
}

(async () => {
  const work = await (task === 'frame' ? frames() : fromRdf());
  await work();
  const before = process.cpuUsage();
  const made = await work();
  const { user, system } = process.cpuUsage(before);
  fs.writeFileSync(output, JSON.stringify(made));
  console.log((user + system) / 1e6);
})();
