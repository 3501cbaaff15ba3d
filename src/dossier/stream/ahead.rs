//! Reads, and decompresses, on a thread of its own while what was read is worked on.

use std::io::{self, BufRead, Read};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use super::open::Bytes;

const CHUNK: usize = 256 * 1024;
/// How many chunks wait at most.
const QUEUE: usize = 8;

/// Returns the same bytes, read ahead; where no thread can be had, as they are.
pub(super) fn ahead(bytes: Bytes<'static>) -> Bytes<'static> {
    let (sender, chunks) = sync_channel(QUEUE);
    // The bytes go over when the thread is there.
    let (hand_over, handed_over) = sync_channel::<Bytes<'static>>(1);
    let reader = thread::Builder::new().name("read ahead".to_owned()).spawn(move || {
        let Ok(mut bytes) = handed_over.recv() else { return };
        loop {
            let mut chunk = Vec::with_capacity(CHUNK);
            let read = bytes.by_ref().take(CHUNK as u64).read_to_end(&mut chunk);
            let ended = read.is_err() || chunk.is_empty();
            // What came before an error is worth having.
            let sent = chunk.is_empty() || sender.send(Ok(chunk)).is_ok();
            if let Err(error) = read {
                let _ = sender.send(Err(error));
            }
            if ended || !sent {
                return;
            }
        }
    });
    if reader.is_err() {
        return bytes;
    }
    match hand_over.send(bytes) {
        Ok(()) => Box::new(Ahead { chunks, chunk: Vec::new(), at: 0 }),
        Err(back) => back.0,
    }
}

struct Ahead {
    chunks: Receiver<io::Result<Vec<u8>>>,
    chunk: Vec<u8>,
    at: usize,
}

impl BufRead for Ahead {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.chunk.len() {
            // The end of the channel is the end of the bytes.
            self.chunk = self.chunks.recv().unwrap_or_else(|_| Ok(Vec::new()))?;
            self.at = 0;
        }
        Ok(&self.chunk[self.at..])
    }

    fn consume(&mut self, count: usize) {
        self.at = (self.at + count).min(self.chunk.len());
    }
}

impl Read for Ahead {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}
