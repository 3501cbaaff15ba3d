// Comunica against a server, compared with the command line.
const { execFileSync } = require('node:child_process');
const { QueryEngine } = require('@comunica/query-sparql');

const [program, kb, address] = process.argv.slice(2);
const source = { type: 'sparql', value: `${address}/sparql` };
const prefixes = 'PREFIX gp: <https://w3id.org/chancery/geopolitics#> PREFIX st: <https://w3id.org/chancery/statement#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> ';
const commandLine = (query, format) =>
  execFileSync(program, ['--kb', kb, 'query', query, '--format', format]).toString();
let checks = 0;
const same = (what, got, expected) => {
  checks += 1;
  if (JSON.stringify(got) !== JSON.stringify(expected)) {
    console.error(`${what}: ${JSON.stringify(got).slice(0, 300)} and not ${JSON.stringify(expected).slice(0, 300)}`);
    process.exit(1);
  }
};

(async () => {
  const engine = new QueryEngine();
  const selects = [
    'SELECT ?c ?l { ?c a gp:Polity ; rdfs:label ?l FILTER(LANG(?l) = "ar") }',
    'SELECT ?s ?h { ?s a st:Statement ; st:holder ?h OPTIONAL { ?s st:object ?o } }',
    'SELECT ?stance (COUNT(*) AS ?n) { ?s st:stance ?stance } GROUP BY ?stance',
    'SELECT ?a ?b { GRAPH <https://kb.example/graph/asserted> { ?a gp:alliedWith ?b } }',
  ];
  for (const select of selects) {
    const rows = await (await engine.queryBindings(prefixes + select, { sources: [source] })).toArray();
    const got = rows.map((row) => [...row].map(([name, term]) => `${name.value}=${term.value}`).sort().join(' ')).sort();
    const expected = commandLine(prefixes + select, 'jsonl').trim().split('\n').map((line) =>
      Object.entries(JSON.parse(line)).map(([name, term]) => `${name}=${term.value}`).sort().join(' ')).sort();
    if (expected.length < 2) throw new Error(`nothing to compare: ${select}`);
    same(select, got, expected);
  }
  same('ASK', await engine.queryBoolean('ASK {}', { sources: [source] }), true);
  const construct = `${prefixes}CONSTRUCT { ?a gp:alliedWith ?b } { GRAPH <https://kb.example/graph/asserted> { ?a gp:alliedWith ?b } }`;
  const quads = await (await engine.queryQuads(construct, { sources: [source] })).toArray();
  const lines = quads.map((quad) => `<${quad.subject.value}> <${quad.predicate.value}> <${quad.object.value}> .`).sort();
  same('CONSTRUCT', lines, commandLine(construct, 'nt').trim().split('\n').sort());
  // A document of linked data, found by its own address.
  const bound = await (await engine.queryBindings(
    'SELECT ?l { <https://kb.example/entity/halaib> <http://www.w3.org/2000/01/rdf-schema#label> ?l }',
    { sources: [`${address}/entity/halaib`] },
  )).toArray();
  same('linked data', bound.some((row) => row.get('l').value === 'منطقة حلايب'), true);
  console.log(`Comunica: ${checks} checks, no difference`);
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
