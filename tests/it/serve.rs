//! The server from outside: the real program on a free port, asked over plain sockets.

mod hostile;
mod limits;
mod page;
mod protocol;
mod served;
mod suite;
mod things;
