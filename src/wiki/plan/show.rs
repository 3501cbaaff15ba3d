//! A plan as people read it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Plan;
use crate::wiki::json::{DataValue, Snak, SnakType};

/// Tells a plan in text; with `details`, every statement that is left out by name.
#[must_use]
pub fn show(plan: &Plan, details: bool) -> String {
    let mut out = String::new();
    let target = &plan.target;
    let _ = writeln!(out, "plan {} for `{}`, {}", plan.id(), target.name, target.api);
    let gates = if target.gates.is_empty() { "none".to_owned() } else { target.gates.join(", ") };
    let _ = writeln!(out, "layout {}, policy {}, gates opened: {gates}", target.layout, target.policy);
    let mut item = "";
    for operation in &plan.operations {
        if operation.item != item {
            item = &operation.item;
            let _ = writeln!(out, "\n{item}");
        }
        let _ = writeln!(out, "  {}   ({})", snak(&operation.statement.mainsnak), visible(&operation.words));
        for qualifier in operation.statement.qualifiers_in_order() {
            let _ = writeln!(out, "    with {}", snak(qualifier));
        }
        for reference in &operation.statement.references {
            let parts: Vec<String> = reference.in_order().map(snak).collect();
            let _ = writeln!(out, "    from {}", parts.join("; "));
        }
        for lost in &operation.not_carried {
            let _ = writeln!(out, "    without {}", visible(lost));
        }
        let _ = writeln!(out, "    because {}", operation.says.join(", "));
    }
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for left_out in &plan.left_out {
        *reasons.entry(&left_out.reason).or_default() += 1;
    }
    let said: usize = plan.operations.iter().map(|operation| operation.says.len()).sum();
    let _ = writeln!(
        out,
        "\n{} to be there, from {said} of our statements; {} stay at home",
        plan.operations.len(),
        plan.left_out.len()
    );
    for (reason, count) in reasons {
        let _ = writeln!(out, "  {reason}: {count}");
    }
    if details {
        for left_out in &plan.left_out {
            let _ = writeln!(out, "{}\n  {}: {}", left_out.statement, left_out.reason, visible(&left_out.why));
        }
    }
    out
}

/// Tells a property and its value on a line.
#[must_use]
pub fn snak(snak: &Snak) -> String {
    let value = match (&snak.snaktype, &snak.datavalue) {
        (SnakType::SomeValue, _) => "unknown".to_owned(),
        (SnakType::NoValue, _) => "none".to_owned(),
        (_, Some(DataValue::Entity(entity))) => entity.id.clone(),
        (_, Some(DataValue::String(text))) => format!("“{}”", visible(text)),
        (_, Some(DataValue::Text(text))) => format!("“{}”@{}", visible(&text.text), text.language),
        (_, Some(DataValue::Time(time))) => shown_time(&time.time, time.precision),
        (_, Some(DataValue::Quantity(quantity))) => {
            let unit = quantity.unit.rsplit('/').next().filter(|unit| *unit != "1").unwrap_or_default();
            let bounds = quantity.lower_bound.as_ref().zip(quantity.upper_bound.as_ref());
            let bounds = bounds.map_or_else(String::new, |(lower, upper)| format!(" [{lower},{upper}]"));
            format!("{}{bounds} {unit}", quantity.amount).trim_end().to_owned()
        }
        (_, Some(DataValue::Other(value))) => visible(&value.to_string()),
        (_, None) => "?".to_owned(),
    };
    format!("{} {value}", snak.property)
}

fn shown_time(time: &str, precision: u8) -> String {
    let date = time.trim_start_matches('+').split('T').next().unwrap_or_default();
    let parts = match precision {
        11 => 3,
        10 => 2,
        _ => 1,
    };
    let shown: Vec<&str> = date.split('-').take(parts).collect();
    let suffix = if precision == 8 { "s" } else { "" };
    format!("{}{suffix}", shown.join("-"))
}

/// Shows characters that steer a terminal by their numbers.
fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() || crate::iri::is_invisible(character) {
            let _ = write!(shown, "<U+{:04X}>", character as u32);
        } else {
            shown.push(character);
        }
    }
    shown
}
