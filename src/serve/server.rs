//! One request after the other: who answers it, and what goes around the answer.

use std::io::Read as _;
use std::sync::Arc;

use hyper::body::Incoming;
use hyper::header::{CONTENT_LENGTH, IF_NONE_MATCH};
use hyper::{HeaderMap, Method, Request, StatusCode};

use super::accept::Offer;
use super::answer::{self, Refusal, Response};
use super::settings::{Settings, Stamp};
use super::worker::job::{Encoding, Job, Task};
use super::worker::{Pool, Program};
use super::{endpoint, request, route};
use crate::digest::{Digest, Hasher};

/// The longest stamp that is read.
const STAMP_LIMIT: u64 = 1 << 10;

/// A server, not yet listening.
pub struct Server {
    pub(super) settings: Settings,
    pub(super) pool: Pool,
    events: Box<dyn Fn(&Event<'_>) + Send + Sync>,
}

/// A request that was answered; what the client wrote may hold anything.
#[derive(Debug)]
pub struct Event<'e> {
    /// The method.
    pub method: &'e str,
    /// The path and the parameters, as written.
    pub address: &'e str,
    /// The status of the answer.
    pub status: u16,
    /// The bytes of its body.
    pub bytes: u64,
}

/// A request, read and found to be for us.
pub(super) struct Asked<'a> {
    pub(super) method: &'a Method,
    pub(super) headers: &'a HeaderMap,
    pub(super) segments: &'a [String],
    /// The parameters of the address, as written.
    pub(super) written: Option<&'a str>,
    /// The name that the client calls the server by, with its port.
    pub(super) host: &'a str,
}

impl Asked<'_> {
    /// Returns the address of an endpoint, as the client would write it.
    pub(super) fn address(&self, path: &str) -> String {
        format!("http://{}{path}", self.host)
    }

    /// Returns the parameters of the address.
    pub(super) fn parameters(&self) -> Result<request::Parameters, Refusal> {
        request::parameters(self.written.unwrap_or_default())
    }
}

impl Server {
    /// Returns a server whose workers are started in this way; `events` is told of every answer.
    pub fn new(settings: Settings, program: Program, events: impl Fn(&Event<'_>) + Send + Sync + 'static) -> Self {
        let pool = Pool::new(program, &settings.limits);
        Self { settings, pool, events: Box::new(events) }
    }

    /// Answers a request.
    pub(super) async fn handle(self: Arc<Self>, request: Request<Incoming>) -> Response {
        let (method, address, headers) =
            (request.method().clone(), request.uri().to_string(), request.headers().clone());
        let answered = self.answered(request).await;
        let mut response = answered.unwrap_or_else(|refusal| answer::refused(&refusal));
        answer::guarded(&mut response, &self.settings.cors, &headers);
        let length = hyper::body::Body::size_hint(response.body()).exact().unwrap_or_default();
        let has_body = response.status() != StatusCode::NOT_MODIFIED && response.status() != StatusCode::NO_CONTENT;
        if has_body {
            response.headers_mut().insert(CONTENT_LENGTH, length.into());
        }
        (self.events)(&Event {
            method: method.as_str(),
            address: &address,
            status: response.status().as_u16(),
            bytes: length,
        });
        response
    }

    async fn answered(&self, request: Request<Incoming>) -> Result<Response, Refusal> {
        let host = request::check(&request, &self.settings.limits, &self.settings.hosts)?;
        let (head, body) = request.into_parts();
        let segments = request::segments(head.uri.path())?;
        let route = route::find(&segments, &head.method)?;
        if head.method == Method::OPTIONS {
            let mut response = Response::default();
            *response.status_mut() = StatusCode::NO_CONTENT;
            response.headers_mut().insert(hyper::header::ALLOW, hyper::header::HeaderValue::from_static(route.allow));
            return Ok(response);
        }
        let asked = Asked {
            method: &head.method,
            headers: &head.headers,
            segments: &segments,
            written: head.uri.query(),
            host: &host,
        };
        endpoint::answer(self, route.endpoint, &asked, body).await
    }

    /// Has a task done and answers with what comes of it, unless the client has it already.
    pub(super) async fn respond(&self, asked: &Asked<'_>, task: Task, offers: &[Offer]) -> Result<Response, Refusal> {
        let limits = &self.settings.limits;
        let job = Job {
            encoding: super::accept::encoding(asked.headers),
            milliseconds: u64::try_from(limits.query_time.as_millis()).unwrap_or(u64::MAX),
            rows: limits.rows,
            bytes: limits.result_bytes,
            task,
        };
        let repeats = job.task.repeats();
        let tag = |stamp: &str| repeats.then(|| tag(stamp, &job, offers)).flatten();
        let is_read = matches!(*asked.method, Method::GET | Method::HEAD);
        if is_read
            && let Some(known) = asked.headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok())
            && let Some(now) = self.stamp().await.and_then(|stamp| tag(&stamp))
            && known.split(',').map(str::trim).any(|known| known == "*" || known == now)
        {
            let mut response = Response::default();
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            answer::negotiated(&mut response, Encoding::Identity, Some(&now));
            return Ok(response);
        }
        let mut answered = self.pool.run(job.clone()).await?;
        let broken = |error: std::io::Error| Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string());
        answered.bytes.rewind().map_err(broken)?;
        let done = answered.done;
        // A client that takes only the wider type is told that one.
        let shown = offers.iter().find(|offer| same_format(offer, &done.media_type));
        let mut response = answer::with_type(shown.map_or(done.media_type.as_str(), |offer| offer.1), answered.bytes);
        let tag = if is_read { tag(&done.stamp) } else { None };
        answer::negotiated(&mut response, done.encoding, tag.as_deref());
        Ok(response)
    }

    /// Answers with a short document made here.
    pub(super) fn document(&self, media_type: &str, bytes: Vec<u8>) -> Response {
        let mut response = answer::with_type(media_type, bytes.into());
        response
            .headers_mut()
            .insert(hyper::header::CACHE_CONTROL, hyper::header::HeaderValue::from_static("no-cache"));
        response
    }

    /// Returns what the newest state of the data is known by.
    async fn stamp(&self) -> Option<String> {
        let stamp = self.settings.stamp.clone();
        tokio::task::spawn_blocking(move || stamp.read().ok()).await.ok().flatten()
    }
}

fn same_format(offer: &Offer, media_type: &str) -> bool {
    super::accept::ROWS
        .iter()
        .chain(&super::accept::GRAPHS)
        .any(|(name, known)| name == &offer.0 && known == &media_type)
}

/// Returns what an answer is known by: the state of the data and all that was asked. It is a weak one:
/// the same answer may have other names for blank nodes.
fn tag(stamp: &str, job: &Job, offers: &[Offer]) -> Option<String> {
    let shown: Vec<&str> = offers.iter().map(|offer| offer.1).collect();
    let all = serde_json::to_string(&(env!("CARGO_PKG_VERSION"), stamp, job, shown)).ok()?;
    Some(format!("W/\"{}\"", Digest::of(all.as_bytes()).first(32)))
}

impl Stamp {
    /// Returns what the newest state is known by.
    pub fn read(&self) -> std::io::Result<String> {
        match self {
            Self::Files(paths) => {
                let mut hasher = Hasher::default();
                for path in paths {
                    let about = path.metadata()?;
                    hasher.part(&format!("{} {} {:?}", path.display(), about.len(), about.modified()?));
                }
                Ok(hasher.finish().first(32))
            }
            Self::File(path) => {
                let mut bytes = Vec::new();
                std::fs::File::open(path)?.take(STAMP_LIMIT).read_to_end(&mut bytes)?;
                Ok(Digest::of(&bytes).first(32))
            }
        }
    }
}

impl Task {
    /// Says whether it gives the same answer again as long as the data is the same.
    fn repeats(&self) -> bool {
        let (Self::Query { text, .. } | Self::Named { text, .. }) = self else { return true };
        crate::query::repeats(text)
    }
}
