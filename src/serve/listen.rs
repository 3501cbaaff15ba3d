//! Connections: how many there may be, how slow they may be, and how all of it ends.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::Server;
use super::stall::Patient;

/// What a connection too many is told.
const FULL: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Type: text/plain; charset=utf-8\r\n\
    Content-Length: 26\r\nConnection: close\r\n\r\nthere are too many others\n";
/// How long to wait when the system gives no more connections.
const BREATH: Duration = Duration::from_millis(50);

/// Serves until `end`; requests in flight then have a moment to be answered.
///
/// # Errors
/// When the listener cannot be used.
pub async fn serve(
    server: Arc<Server>,
    listener: std::net::TcpListener,
    end: impl Future<Output = ()>,
) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = TcpListener::from_std(listener)?;
    let limits = server.settings.limits.clone();
    let (ending, ended) = watch::channel(false);
    let mut connections = JoinSet::new();
    tokio::pin!(end);
    loop {
        let stream = tokio::select! {
            () = &mut end => break,
            Some(_) = connections.join_next() => continue,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(_) => {
                    sleep(BREATH).await;
                    continue;
                }
            },
        };
        if connections.len() >= limits.connections {
            // Said without waiting: what does not go at once does not go.
            let _ = stream.try_write(FULL);
            continue;
        }
        connections.spawn(connection(Arc::clone(&server), stream, ended.clone()));
    }
    drop(listener);
    let _ = ending.send(true);
    let draining = async { while connections.join_next().await.is_some() {} };
    let _ = timeout(limits.end_time, draining).await;
    server.pool.end();
    connections.shutdown().await;
    Ok(())
}

/// Answers the requests of one connection.
async fn connection(server: Arc<Server>, stream: TcpStream, mut ended: watch::Receiver<bool>) {
    let limits = &server.settings.limits;
    let _ = stream.set_nodelay(true);
    let stream = TokioIo::new(Patient::new(stream, limits.stall_time));
    let answering = Arc::clone(&server);
    let service = service_fn(move |request| {
        let server = Arc::clone(&answering);
        async move { Ok::<_, Infallible>(server.handle(request).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_time)
        .max_buf_size(limits.header_bytes.max(8 << 10))
        .max_headers(limits.headers)
        .serve_connection(stream, service);
    tokio::pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = ended.changed() => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}
