//! When are two JSON-LD documents the same, as the test suites mean it?
//!
//! Members of objects and items of arrays have no order, except those of `@list`. Blank nodes may be
//! called otherwise, but one name stands for one name throughout.

use std::collections::HashMap;
use std::rc::Rc;

use serde_json::Value;

/// Says whether two documents are the same; what takes too long to find out is not.
pub(super) fn same(left: &Value, right: &Value) -> bool {
    left == right
        || Comparison { names: HashMap::new(), back: HashMap::new(), steps: 2_000_000 }.all(&mut goal(left, right))
}

/// What is still to be compared; the last comes first.
enum Goal<'v> {
    /// Two values.
    Values(&'v Value, &'v Value, bool),
    /// The items of two arrays in any order.
    Items(Vec<&'v Value>, Vec<&'v Value>),
    /// The members of two objects whose keys are blank nodes.
    Members(Vec<(&'v String, &'v Value)>, Vec<(&'v String, &'v Value)>),
}

fn goal<'v>(left: &'v Value, right: &'v Value) -> Vec<Rc<Goal<'v>>> {
    vec![Goal::Values(left, right, false).into()]
}

struct Comparison {
    names: HashMap<String, String>,
    back: HashMap<String, String>,
    steps: u64,
}

impl Comparison {
    /// Reaches all goals, or leaves the names as they were.
    fn all<'v>(&mut self, goals: &mut Vec<Rc<Goal<'v>>>) -> bool {
        let Some(goal) = goals.pop() else { return true };
        let kept = goals.len();
        self.steps = self.steps.saturating_sub(1);
        let reached = self.steps > 0 && self.one(&goal, goals);
        if !reached {
            goals.truncate(kept);
            goals.push(goal);
        }
        reached
    }

    fn one<'v>(&mut self, goal: &Goal<'v>, goals: &mut Vec<Rc<Goal<'v>>>) -> bool {
        match goal {
            Goal::Values(Value::Object(left), Value::Object(right), _) => {
                if left.len() != right.len() {
                    return false;
                }
                let is_blank = |(key, _): &(&String, &Value)| key.starts_with("_:");
                let (blank, named): (Vec<_>, Vec<_>) = left.iter().partition(is_blank);
                let blank_right: Vec<_> = right.iter().filter(is_blank).collect();
                let mut more = Vec::with_capacity(named.len() + 1);
                if !blank.is_empty() || !blank_right.is_empty() {
                    more.push(Goal::Members(blank, blank_right).into());
                }
                for (key, value) in named {
                    let Some(other) = right.get(key) else { return false };
                    // Language tags are the same in any case (BCP 47 §2.1.1), and may be lowered.
                    if key == "@language" && same_tag(value, other) {
                        continue;
                    }
                    more.push(Goal::Values(value, other, key == "@list").into());
                }
                // Plain values are compared first: they tell most objects apart.
                more.sort_by_key(|goal: &Rc<Goal<'_>>| match &**goal {
                    Goal::Values(left, ..) => !(left.is_array() || left.is_object()),
                    _ => false,
                });
                goals.extend(more);
                self.all(goals)
            }
            Goal::Values(Value::Array(left), Value::Array(right), in_order) => {
                if left.len() != right.len() {
                    return false;
                }
                if *in_order {
                    goals.extend(left.iter().zip(right).map(|(left, right)| Goal::Values(left, right, false).into()));
                } else {
                    goals.push(Goal::Items(left.iter().collect(), right.iter().collect()).into());
                }
                self.all(goals)
            }
            Goal::Values(Value::String(left), Value::String(right), _)
                if left.starts_with("_:") && right.starts_with("_:") =>
            {
                self.renamed(left, right, goals)
            }
            Goal::Values(left, right, _) => (left == right || same_number(left, right)) && self.all(goals),
            Goal::Items(left, right) => {
                let Some((first, rest)) = left.split_first() else { return self.all(goals) };
                (0..right.len()).any(|at| {
                    let mut others = right.clone();
                    let other = others.swap_remove(at);
                    let kept = goals.len();
                    goals.push(Goal::Items(rest.to_vec(), others).into());
                    goals.push(Goal::Values(first, other, false).into());
                    let reached = self.all(goals);
                    if !reached {
                        goals.truncate(kept);
                    }
                    reached
                })
            }
            Goal::Members(left, right) => {
                let Some(((key, value), rest)) = left.split_first() else {
                    return right.is_empty() && self.all(goals);
                };
                (0..right.len()).any(|at| {
                    let mut others = right.clone();
                    let (other_key, other) = others.swap_remove(at);
                    let kept = goals.len();
                    goals.push(Goal::Members(rest.to_vec(), others).into());
                    goals.push(Goal::Values(value, other, false).into());
                    let reached = self.renamed(key, other_key, goals);
                    if !reached {
                        goals.truncate(kept);
                    }
                    reached
                })
            }
        }
    }

    /// Goes on with one blank node standing for another.
    fn renamed<'v>(&mut self, left: &str, right: &str, goals: &mut Vec<Rc<Goal<'v>>>) -> bool {
        match (self.names.get(left), self.back.get(right)) {
            (Some(known), Some(_)) => known == right && self.all(goals),
            (None, None) => {
                self.names.insert(left.to_owned(), right.to_owned());
                self.back.insert(right.to_owned(), left.to_owned());
                let reached = self.all(goals);
                if !reached {
                    self.names.remove(left);
                    self.back.remove(right);
                }
                reached
            }
            _ => false,
        }
    }
}

fn same_tag(left: &Value, right: &Value) -> bool {
    matches!((left, right), (Value::String(left), Value::String(right)) if left.eq_ignore_ascii_case(right))
}

/// Says whether two numbers are one: `1.0` and `1` are the same to JSON-LD.
fn same_number(left: &Value, right: &Value) -> bool {
    matches!((left, right), (Value::Number(left), Value::Number(right)) if left.as_f64() == right.as_f64())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn order_counts_in_lists_alone() {
        assert!(same(&json!({ "a": [1, 2], "b": 1 }), &json!({ "b": 1, "a": [2, 1] })));
        assert!(!same(&json!({ "@list": [1, 2] }), &json!({ "@list": [2, 1] })));
        assert!(!same(&json!([1, 1, 2]), &json!([1, 2, 2])));
        assert!(!same(&json!([1]), &json!(1)));
    }

    #[test]
    fn blank_nodes_may_be_called_otherwise() {
        let one = json!([{ "@id": "_:a", "p": "_:b" }, { "@id": "_:b", "p": "_:a", "q": 1 }]);
        let other = json!([{ "@id": "_:b", "p": "_:x" }, { "@id": "_:x", "p": "_:b", "q": 1 }]);
        assert!(same(&one, &other));
        let wrong = json!([{ "@id": "_:b", "p": "_:x" }, { "@id": "_:x", "p": "_:x", "q": 1 }]);
        assert!(!same(&one, &wrong));
        assert!(same(&json!({ "_:a": 1, "_:b": 2 }), &json!({ "_:x": 2, "_:y": 1 })));
        assert!(!same(&json!({ "_:a": 1, "x": "_:a" }), &json!({ "_:b": 1, "x": "_:c" })));
    }
}
