//! What is sent: the bytes of an answer, as large as was said beforehand.

use std::pin::Pin;
use std::task::{Context, Poll};

use hyper::body::{Body, Bytes, Frame, SizeHint};

use super::spool::Spool;

/// Bytes read at once.
const PIECE: usize = 64 << 10;

/// The body of an answer.
///
/// Its length is known from the start, so one that ends early is seen to: the connection is cut.
#[derive(Debug, Default)]
pub(super) struct Answer {
    spool: Spool,
    left: u64,
}

impl From<Spool> for Answer {
    fn from(spool: Spool) -> Self {
        Self { left: spool.len(), spool }
    }
}

impl Body for Answer {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let bytes = match self.spool.pull(PIECE) {
            Ok(bytes) if bytes.is_empty() => return Poll::Ready(Some(Err(std::io::ErrorKind::UnexpectedEof.into()))),
            Ok(bytes) => bytes,
            Err(error) => return Poll::Ready(Some(Err(error))),
        };
        self.left = self.left.saturating_sub(bytes.len() as u64);
        Poll::Ready(Some(Ok(Frame::data(bytes.into()))))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
