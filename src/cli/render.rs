//! Findings and foreign text for people: marked source lines, nothing that steers the terminal.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::finding::{Finding, Label, Severity};

/// Renders a finding with its source lines.
pub(super) fn finding(finding: &Finding, coloured: bool) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let message = visible(&finding.message);
    let mut labels = vec![(&finding.label, AnnotationKind::Primary)];
    labels.extend(finding.related.iter().map(|label| (label, AnnotationKind::Context)));
    let texts: Vec<String> = labels.iter().map(|(label, _)| visible(&label.text)).collect();
    let windows: Vec<Window<'_>> = labels.iter().map(|(label, _)| window(label)).collect();
    let mut group = Group::with_title(level.clone().primary_title(&message).id(finding.code.number()));
    for ((window, (_, kind)), text) in windows.iter().zip(&labels).zip(&texts) {
        let mut annotation = (*kind).span(window.span.clone());
        if !text.is_empty() {
            annotation = annotation.label(text);
        }
        group = group.element(
            Snippet::source(window.text)
                .path(window.name)
                .line_start(window.first_line)
                .fold(true)
                .annotation(annotation),
        );
    }
    let hints: Vec<String> = finding.hints.iter().map(|hint| visible(hint)).collect();
    for hint in &hints {
        group = group.element(Level::HELP.message(hint));
    }
    let renderer = if coloured { Renderer::styled() } else { Renderer::plain() };
    let mut rendered = renderer.decor_style(DecorStyle::Ascii).render(&[group]);
    for (window, (label, _)) in windows.iter().zip(&labels) {
        if let Some((shown, place)) = window.misplaced(label) {
            rendered = rendered.replacen(&shown, &place, 1);
        }
    }
    rendered
}

/// The lines around a span: a snippet of a 100 MB line must not be rendered whole.
struct Window<'a> {
    text: &'a str,
    name: &'a str,
    first_line: usize,
    span: std::ops::Range<usize>,
}

impl Window<'_> {
    /// Returns the place as a window that begins inside a line shows it, and the place as it is.
    fn misplaced(&self, label: &Label) -> Option<(String, String)> {
        let place = label.source.position(label.span.start as usize);
        let before = &self.text[..self.span.start];
        let column = before.rsplit('\n').next().unwrap_or(before).chars().count() + 1;
        let at = |column: usize| format!("{}:{}:{column}", self.name, place.line);
        (column != place.column).then(|| (at(column), at(place.column)))
    }
}

fn window(label: &Label) -> Window<'_> {
    const MOST: usize = 400;
    let text = &*label.source.text;
    let clamp = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = clamp(label.span.start as usize);
    let mut end = clamp(label.span.end as usize).max(start);
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let from = clamp(line_start.max(start.saturating_sub(MOST)));
    let line_end = text[end..].find('\n').map_or(text.len(), |at| end + at);
    let line_end = end + text[end..line_end].trim_end_matches('\r').len();
    let to = clamp(line_end.min(end.saturating_add(MOST)).min(start + 4 * MOST)).max(start);
    end = end.min(to);
    Window {
        text: &text[from..to],
        name: &label.source.name,
        first_line: label.source.first_line + text[..from].bytes().filter(|byte| *byte == b'\n').count(),
        span: start - from..end - from,
    }
}

/// Escapes what steers a terminal or the direction of text; tabs and line breaks become spaces.
pub(super) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\t' => shown.push(' '),
            '\u{200C}' | '\u{200D}' => shown.push(character),
            c if c.is_control() || crate::iri::is_invisible(c) => shown.extend(c.escape_unicode()),
            c => shown.push(c),
        }
    }
    shown
}
