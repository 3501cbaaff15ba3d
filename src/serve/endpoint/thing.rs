//! Things and what is known of them: an article is no document of ours, so its address leads to one.

use super::graph_offer;
use crate::rdf::Format;
use crate::serve::accept::{GRAPHS, Offer};
use crate::serve::answer::{Refusal, Response, see_other};
use crate::serve::request::encoded;
use crate::serve::server::{Asked, Server};
use crate::serve::worker::job::{Task, Thing};

/// Leads from a thing to what is known of it.
///
/// The place is told from where the thing is, so it is right below any prefix that a proxy adds.
pub(super) fn elsewhere(asked: &Asked<'_>) -> Response {
    let parts: Vec<&String> = asked.segments.iter().filter(|part| !part.is_empty()).collect();
    let kept = match parts.first().map(|kind| kind.as_str()) {
        // What lies below an article or statement is told with it.
        Some("article") => 2,
        _ => 3,
    };
    let up = "../".repeat(asked.segments.len() - 1);
    let path: Vec<String> = parts.iter().take(kept).map(|part| encoded(part)).collect();
    see_other(&format!("{up}data/{}", path.join("/")))
}

/// Answers with what is known of a thing.
pub(super) async fn data(server: &Server, asked: &Asked<'_>) -> Result<Response, Refusal> {
    let mut parts: Vec<String> = asked.segments[1..].iter().filter(|part| !part.is_empty()).cloned().collect();
    let suffix = parts.last_mut().and_then(cut_suffix);
    let offer = match suffix {
        Some(offer) => offer,
        None => graph_offer(asked, &asked.parameters()?)?,
    };
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let thing = match parts[..] {
        ["article", id] => Thing::Article(id.to_owned()),
        ["statement", article, id] => Thing::Statement(article.to_owned(), id.to_owned()),
        ["entity", id] => Thing::Entity(None, id.to_owned()),
        ["entity", article, id] => Thing::Entity(Some(article.to_owned()), id.to_owned()),
        _ => {
            return Err(Refusal::missing(
                "write /data/article/ARTICLE, /data/statement/ARTICLE/STATEMENT, /data/entity/ENTITY or /data/entity/ARTICLE/ENTITY",
            ));
        }
    };
    server.respond(asked, Task::Data { thing, format: offer.0.to_owned() }, &[offer]).await
}

/// Cuts the ending of a format off the last part of a path.
fn cut_suffix(part: &mut String) -> Option<Offer> {
    let (stem, ending) = part.rsplit_once('.').filter(|(stem, _)| !stem.is_empty())?;
    let format = if ending == "json" {
        Some(Format::JsonLd)
    } else {
        Format::ALL.iter().find(|row| row.2 == ending).map(|row| row.0)
    }?;
    let offer = *GRAPHS.iter().find(|offer| offer.1 == format.media_type())?;
    let length = stem.len();
    part.truncate(length);
    Some(offer)
}
