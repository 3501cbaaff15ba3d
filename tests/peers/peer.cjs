// node peer.cjs NODE_MODULES [CONTEXT]: reads a case a line from standard input, as peers.py writes them, and
// answers each with what jsonld.js makes of it, or its error.
const fs = require('fs');
const readline = require('readline');
const [modules, contextFile] = process.argv.slice(2);
const jsonld = require(`${modules}/jsonld`);
const context = contextFile ? JSON.parse(fs.readFileSync(contextFile, 'utf8')) : {};
const documentLoader = async url => ({ contextUrl: null, documentUrl: url, document: context });

const forms = {
  expand: (c, options) => jsonld.expand(c.document, options),
  compact: (c, options) => jsonld.compact(c.document, c.context, options),
  flatten: (c, options) => jsonld.flatten(c.document, c.context, options),
  frame: (c, options) => jsonld.frame(c.document, c.frame, options),
  'to-rdf': (c, options) => jsonld.toRDF(c.document, { ...options, format: 'application/n-quads' }),
  'from-rdf': (c, options) => jsonld.fromRDF(c.nquads, { ...options, format: 'application/n-quads' }),
};

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    const c = JSON.parse(line);
    let answer;
    try {
      answer = { result: await forms[c.form](c, { ...c.options, documentLoader }) };
    } catch (error) {
      answer = { error: (error.details && error.details.code) || error.message || String(error) };
    }
    process.stdout.write(JSON.stringify(answer) + '\n');
  }
})();
