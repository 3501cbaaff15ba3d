//! A SPARQL server for tests: the RDF library's store behind just enough HTTP, with faults on demand.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use oxigraph::io::{RdfFormat, RdfSerializer};
use oxigraph::model::{GraphName, NamedNode};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;

/// A running server; it ends with the test.
#[derive(Clone)]
pub struct Server {
    pub address: String,
    pub store: Store,
    /// How many updates are still answered; below zero every one is.
    pub updates_left: Arc<AtomicI64>,
    /// How many requests are still answered with 503 first.
    pub busy: Arc<AtomicI64>,
    /// The `Authorization` of each request.
    pub asked_by: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let server = Self {
            address: format!("http://{}/sparql", listener.local_addr().expect("an address")),
            store: Store::new().expect("a store"),
            updates_left: Arc::new(AtomicI64::new(-1)),
            busy: Arc::default(),
            asked_by: Arc::default(),
        };
        let answering = server.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let server = answering.clone();
                std::thread::spawn(move || server.answer_all(stream));
            }
        });
        server
    }

    /// What it holds, as sorted N-Quads; `default` is the graph that is told as the default graph.
    pub fn nquads(&self, default: &str, without: &str) -> Vec<String> {
        let quads = self.store.iter().map(|quad| quad.expect("a quad"));
        let mut lines: Vec<String> = quads
            .filter(|quad| !matches!(&quad.graph_name, GraphName::NamedNode(name) if name.as_str() == without))
            .map(|mut quad| {
                if matches!(&quad.graph_name, GraphName::NamedNode(name) if name.as_str() == default) {
                    quad.graph_name = GraphName::DefaultGraph;
                }
                format!("{quad} .")
            })
            .collect();
        lines.sort();
        lines
    }

    fn answer_all(&self, stream: TcpStream) {
        let mut reader = BufReader::new(stream);
        loop {
            let (mut length, mut by, mut accept, mut line) = (0, String::new(), String::new(), String::new());
            loop {
                line.clear();
                if reader.read_line(&mut line).unwrap_or(0) == 0 {
                    return;
                }
                let (name, value) = line.split_once(':').unwrap_or((line.trim(), ""));
                match name.to_ascii_lowercase().as_str() {
                    "content-length" => length = value.trim().parse().expect("a number"),
                    "authorization" => by = value.trim().to_owned(),
                    "accept" => accept = value.trim().to_owned(),
                    "" => break,
                    _ => {}
                }
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).expect("a body");
            self.asked_by.lock().expect("nobody panicked").push(by);
            let Some((status, kind, answer)) = self.answer(&body, &accept) else { return };
            let head = format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n", answer.len());
            let stream = reader.get_mut();
            if stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&answer)).is_err() {
                return;
            }
        }
    }

    /// Answers; nothing is the end of the connection.
    fn answer(&self, body: &[u8], accept: &str) -> Option<(&'static str, &'static str, Vec<u8>)> {
        if self.busy.fetch_sub(1, Ordering::SeqCst) > 0 {
            return Some(("503 Busy", "text/plain", b"later".to_vec()));
        }
        let form: Vec<(String, String)> = url::form_urlencoded::parse(body).into_owned().collect();
        let of = |name: &str| -> std::vec::IntoIter<&str> {
            let values = form.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str());
            values.collect::<Vec<_>>().into_iter()
        };
        let refused = |error: &dyn std::fmt::Display| Some(("400 Bad", "text/plain", error.to_string().into_bytes()));
        if let Some(update) = of("update").next() {
            if self.updates_left.fetch_sub(1, Ordering::SeqCst) == 0 {
                self.updates_left.store(0, Ordering::SeqCst);
                return None;
            }
            return match self.store.update(update) {
                Ok(()) => Some(("204 Done", "text/plain", Vec::new())),
                Err(error) => refused(&error),
            };
        }
        let mut prepared = match SparqlEvaluator::new().parse_query(of("query").next().expect("a query")) {
            Ok(prepared) => prepared,
            Err(error) => return refused(&error),
        };
        let node = |iri: &str| NamedNode::new(iri).expect("an IRI");
        let (default, named): (Vec<_>, Vec<_>) =
            (of("default-graph-uri").map(node).collect(), of("named-graph-uri").map(node).collect());
        if !default.is_empty() || !named.is_empty() {
            let dataset = prepared.dataset_mut();
            dataset.set_default_graph(default.into_iter().map(Into::into).collect());
            dataset.set_available_named_graphs(named.into_iter().map(Into::into).collect());
        }
        let mut out = Vec::new();
        match prepared.on_store(&self.store).execute().expect("an answer") {
            QueryResults::Graph(triples) => {
                assert_eq!(accept, "application/n-triples");
                let mut writer = RdfSerializer::from_format(RdfFormat::NTriples).for_writer(&mut out);
                triples.for_each(|triple| writer.serialize_triple(&triple.expect("a triple")).expect("bytes"));
                writer.finish().expect("bytes");
            }
            QueryResults::Boolean(truth) => {
                let json = QueryResultsSerializer::from_format(QueryResultsFormat::Json);
                json.serialize_boolean_to_writer(&mut out, truth).expect("bytes");
            }
            QueryResults::Solutions(rows) => {
                assert_eq!(accept, "application/sparql-results+json");
                let json = QueryResultsSerializer::from_format(QueryResultsFormat::Json);
                let mut writer =
                    json.serialize_solutions_to_writer(&mut out, rows.variables().to_vec()).expect("bytes");
                rows.for_each(|row| writer.serialize(row.expect("a row").iter()).expect("bytes"));
                writer.finish().expect("bytes");
            }
        }
        Some(("200 OK", "application/octet-stream", out))
    }
}
