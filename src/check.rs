//! Rules over resolved statements, one file each. They report; they change nothing but evidence,
//! which is given its position when the article's text is at hand.

mod content;
mod contradiction;
mod evidence;
mod mapping;
mod roles;
mod unused;

pub use evidence::{LoadedText, TextState};
pub use mapping::mapping;

use crate::finding::Finding;
use crate::statement::{Article, Context};

/// Runs every rule over an article.
pub fn check(article: &mut Article<'_>, context: &Context, text: &TextState) -> Vec<Finding> {
    let mut findings = Vec::new();
    evidence::check(article, text, &mut findings);
    roles::check(article, context, &mut findings);
    content::check(article, &mut findings);
    contradiction::check(article, &mut findings);
    unused::check(article, &mut findings);
    findings
}
