//! Names for blank nodes (RDFC-1.0 §4.4 to §4.8).

use std::collections::{BTreeMap, HashMap};

use super::line::Line;
use super::{Algorithm, CanonError, Effort};

/// The stack of the thread that looks for names; its depth is limited by [`Effort::depth`].
const STACK: usize = 64 << 20;

/// Gives blank nodes their canonical numbers (§4.4.3).
pub(super) fn label(lines: &[Line], nodes: usize, effort: Effort) -> Result<Vec<usize>, CanonError> {
    let mut quads_of: Vec<Vec<usize>> = vec![Vec::new(); nodes];
    for (at, line) in lines.iter().enumerate() {
        for (node, _) in &line.mentions {
            if quads_of[*node].last() != Some(&at) {
                quads_of[*node].push(at);
            }
        }
    }
    let first: Vec<String> =
        quads_of.iter().enumerate().map(|(node, quads)| first_degree(lines, quads, node, effort.algorithm)).collect();
    let mut alike: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (node, hash) in first.iter().enumerate() {
        alike.entry(hash).or_default().push(node);
    }
    let mut canonical = Issuer::default();
    for nodes in alike.values().filter(|nodes| nodes.len() == 1) {
        canonical.issue(nodes[0]);
    }
    alike.retain(|_, nodes| nodes.len() > 1);
    let steps = effort.steps.saturating_add(effort.steps_a_node.saturating_mul(nodes as u64));
    let mut search =
        Search { lines, quads_of: &quads_of, first: &first, canonical, effort, steps_left: steps, steps, depth: 0 };
    if !alike.is_empty() {
        let groups: Vec<Vec<usize>> = alike.into_values().collect();
        std::thread::scope(|scope| {
            let search = &mut search;
            let thread = std::thread::Builder::new().stack_size(STACK);
            let started = thread.spawn_scoped(scope, move || search.groups(&groups));
            started.map_err(|_| CanonError::NoThread)?.join().map_err(|_| CanonError::NoThread)?
        })?;
    }
    let mut labels = vec![0; nodes];
    for (number, node) in search.canonical.order.iter().enumerate() {
        labels[*node] = number;
    }
    Ok(labels)
}

/// Hash First Degree Quads (§4.6): what can be said of a node without naming any other.
fn first_degree(lines: &[Line], quads: &[usize], node: usize, algorithm: Algorithm) -> String {
    let name = |other: usize, out: &mut String| out.push_str(if other == node { "_:a" } else { "_:z" });
    let mut texts: Vec<String> = quads.iter().map(|&at| lines[at].write(name)).collect();
    texts.sort_unstable();
    algorithm.hash(texts.concat().as_bytes())
}

/// Issues names in order (§4.5).
#[derive(Debug, Clone, Default)]
struct Issuer {
    order: Vec<usize>,
    issued: HashMap<usize, usize, foldhash::fast::FixedState>,
}

impl Issuer {
    fn issue(&mut self, node: usize) -> usize {
        let next = self.order.len();
        let number = *self.issued.entry(node).or_insert(next);
        if number == next {
            self.order.push(node);
        }
        number
    }
}

struct Search<'l> {
    lines: &'l [Line],
    quads_of: &'l [Vec<usize>],
    first: &'l [String],
    canonical: Issuer,
    effort: Effort,
    steps: u64,
    steps_left: u64,
    depth: usize,
}

impl Search<'_> {
    /// Names the nodes that look alike from near (step 5).
    fn groups(&mut self, groups: &[Vec<usize>]) -> Result<(), CanonError> {
        for group in groups {
            let mut found = Vec::with_capacity(group.len());
            for &node in group {
                if self.canonical.issued.contains_key(&node) {
                    continue;
                }
                let mut issuer = Issuer::default();
                issuer.issue(node);
                found.push(self.n_degree(node, issuer)?);
            }
            found.sort_by(|(left, _), (right, _)| left.cmp(right));
            for (_, issuer) in found {
                for node in issuer.order {
                    self.canonical.issue(node);
                }
            }
        }
        Ok(())
    }

    fn spend(&mut self, steps: usize) -> Result<(), CanonError> {
        self.steps_left = self.steps_left.checked_sub(steps as u64).ok_or(CanonError::TooMuchWork(self.steps))?;
        Ok(())
    }

    /// Hash Related Blank Node (§4.7); the position comes with its predicate.
    fn related(&self, node: usize, position: &str, issuer: &Issuer) -> String {
        let input = if let Some(number) = self.canonical.issued.get(&node) {
            format!("{position}_:c14n{number}")
        } else if let Some(number) = issuer.issued.get(&node) {
            format!("{position}_:b{number}")
        } else {
            format!("{position}{}", self.first[node])
        };
        self.effort.algorithm.hash(input.as_bytes())
    }

    /// Hash N-Degree Quads (§4.8): what can be said of a node by way of its neighbours.
    fn n_degree(&mut self, node: usize, mut issuer: Issuer) -> Result<(String, Issuer), CanonError> {
        self.depth += 1;
        if self.depth > self.effort.depth {
            return Err(CanonError::TooDeep(self.effort.depth));
        }
        let mut neighbours: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for &at in &self.quads_of[node] {
            for (other, position) in self.lines[at].mentions.iter().filter(|(other, _)| *other != node) {
                neighbours.entry(self.related(*other, position, &issuer)).or_default().push(*other);
            }
        }
        self.spend(1 + neighbours.values().map(Vec::len).sum::<usize>())?;
        let mut data = String::new();
        for (hash, others) in neighbours {
            data.push_str(&hash);
            let mut chosen: Option<(String, Issuer)> = None;
            let mut order = Permutations::of(others);
            while let Some(others) = order.next() {
                // A copy of the names issued is made for each order.
                self.spend(1 + others.len() + issuer.order.len() / 16)?;
                if let Some(better) = self.path(others, issuer.clone(), chosen.as_ref().map(|(path, _)| path))? {
                    chosen = Some(better);
                }
            }
            if let Some((path, names)) = chosen {
                data.push_str(&path);
                issuer = names;
            }
        }
        self.depth -= 1;
        Ok((self.effort.algorithm.hash(data.as_bytes()), issuer))
    }

    /// Follows the neighbours in one order (steps 5.4.4 and 5.4.5); `None` if another path is better.
    fn path(
        &mut self,
        others: &[usize],
        mut issuer: Issuer,
        chosen: Option<&String>,
    ) -> Result<Option<(String, Issuer)>, CanonError> {
        let is_worse = |path: &String| chosen.is_some_and(|chosen| path.len() >= chosen.len() && path > chosen);
        let mut path = String::new();
        let mut open = Vec::new();
        for &other in others {
            if let Some(number) = self.canonical.issued.get(&other) {
                path.push_str(&format!("_:c14n{number}"));
            } else {
                if !issuer.issued.contains_key(&other) {
                    open.push(other);
                }
                path.push_str(&format!("_:b{}", issuer.issue(other)));
            }
            if is_worse(&path) {
                return Ok(None);
            }
        }
        for other in open {
            let number = issuer.issue(other);
            let (hash, names) = self.n_degree(other, issuer)?;
            path.push_str(&format!("_:b{number}<{hash}>"));
            issuer = names;
            if is_worse(&path) {
                return Ok(None);
            }
        }
        Ok(chosen.is_none_or(|chosen| path < *chosen).then_some((path, issuer)))
    }
}

/// All orders of a few nodes, by Heap's method without recursion.
struct Permutations {
    nodes: Vec<usize>,
    counters: Vec<usize>,
    at: usize,
    started: bool,
}

impl Permutations {
    fn of(nodes: Vec<usize>) -> Self {
        Self { counters: vec![0; nodes.len()], nodes, at: 1, started: false }
    }

    fn next(&mut self) -> Option<&[usize]> {
        if !self.started {
            self.started = true;
            return Some(&self.nodes);
        }
        while self.at < self.nodes.len() {
            if self.counters[self.at] < self.at {
                let from = if self.at.is_multiple_of(2) { 0 } else { self.counters[self.at] };
                self.nodes.swap(from, self.at);
                self.counters[self.at] += 1;
                self.at = 1;
                return Some(&self.nodes);
            }
            self.counters[self.at] = 0;
            self.at += 1;
        }
        None
    }
}
