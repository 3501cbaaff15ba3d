//! `serve`: answer over HTTP, until told to end.

pub(super) mod worker;

use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::query::{library, time_limit_of};
use crate::cli::data::{DataArgs, store_error};
use crate::cli::error::{CliError, Exit};
use crate::cli::place::Place;
use crate::cli::ui::Ui;
use crate::kb::STATE_FOLDER;
use crate::query::Lens;
use crate::serve::worker::{Program, raise_files};
use crate::serve::{Cors, Event, Limits, Server, Settings, Stamp, serve};
use crate::store::Archive;

/// Where it listens if nothing else is said.
const ADDRESS: &str = "127.0.0.1:7878";

/// Answer over HTTP: SPARQL, graphs, things, named queries.
///
/// Read only, and for this machine only unless told otherwise. New runs of `sync` are seen at once. Ends
/// on Ctrl-C and SIGTERM; what is being answered then has five seconds.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct Args {
    /// Listen here; port 0 is any free one. Without it `serve.address`, else 127.0.0.1:7878.
    #[arg(short, long, value_name = "ADDRESS:PORT")]
    address: Option<String>,
    /// Let --address be one that other machines reach. There is no password: whoever reaches it reads all.
    #[arg(long)]
    public: bool,
    /// A name that requests may call the server by, besides `localhost` and numbers.
    #[arg(long = "host", value_name = "NAME")]
    hosts: Vec<String>,
    /// An origin whose pages may read answers, such as https://app.example; `*` is any.
    #[arg(long, value_name = "ORIGIN")]
    cors: Vec<String>,
    /// Which graphs queries see where a request names no lens: statements, asserted or reviewed.
    #[arg(long, value_name = "LENS", env = "CHANCERY_LENS", hide_env_values = true)]
    lens: Option<Lens>,
    /// Stop a query after this many seconds. Without it `serve.seconds`, else 30.
    #[arg(long, value_name = "SECONDS")]
    timeout: Option<f64>,
    /// Refuse answers of more rows. Without it `serve.rows`, else 1000000.
    #[arg(long, value_name = "N")]
    max_rows: Option<u64>,
    /// Refuse longer answers, in MiB. Without it `serve.result_mebibytes`, else 256.
    #[arg(long, value_name = "MIB")]
    max_bytes: Option<u64>,
    /// Memory of one worker, in MiB; the index, which is mapped, does not count. Without it
    /// `serve.memory_mebibytes`, else 512.
    #[arg(long, value_name = "MIB")]
    memory: Option<u64>,
    /// How many queries run at once, each in a process of its own. Without it `serve.workers`, else one a core.
    #[arg(long, value_name = "N")]
    workers: Option<usize>,
    /// Say each request on standard error, as a line of JSON.
    #[arg(long)]
    log: bool,
    #[command(flatten)]
    data: DataArgs,
    /// Do the work of a server that started this process.
    #[arg(long, hide = true)]
    worker: bool,
}

const EXAMPLES: &str = "\
Examples:
  chancery serve
  chancery serve --address 127.0.0.1:0 --lens asserted
  curl 'http://127.0.0.1:7878/queries/accusations?format=csv'";

pub(super) fn run(args: &Args, kb: Option<&Path>, ui: &mut Ui) -> Result<Exit, CliError> {
    let place = Place::find(kb, &args.data.files)?;
    let limits = limits(args, &place)?;
    if args.worker {
        return worker::run(&args.data, place, limits.memory);
    }
    let stamp = stamp(&args.data, &place)?;
    let base = match &stamp {
        Stamp::File(_) => place.base.clone(),
        Stamp::Files(_) => args.data.base().unwrap_or_else(|| place.base.clone()),
    };
    let settings = place.config.lens.as_deref().or(place.user.lens.as_deref()).map(str::parse::<Lens>).transpose();
    let settings = settings.map_err(|error| CliError::new(Exit::Input, format!("`lens` in the settings: {error}")))?;
    let own = &place.config.serve;
    let settings = Settings {
        base,
        lens: args.lens.or(settings).unwrap_or_default(),
        library: library(&place, ui)?,
        hosts: args.hosts.iter().chain(&own.hosts).cloned().collect(),
        cors: cors(if args.cors.is_empty() { &own.cors } else { &args.cors }),
        stamp,
        limits,
    };
    let listener = listener(args, own.address.as_deref(), ui)?;
    let shown = listener.local_addr().map_err(|error| failed("could not listen", &error))?;
    if let Err(error) = raise_files() {
        ui.say(&format!("the number of open files stays as it is: {error}"));
    }
    let log = args.log.then(|| ui.clone());
    let server = Arc::new(Server::new(settings, program()?, move |event| {
        if let Some(ui) = &log {
            ui.insist(&line(event));
        }
    }));
    ui.insist(&format!("listening on http://{shown}/ (read only; Ctrl-C ends)"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().max_blocking_threads(8).build();
    let runtime = runtime.map_err(|error| failed("could not start", &error))?;
    runtime.block_on(serve(server, listener, told_to_end())).map_err(|error| failed("could not serve", &error))?;
    ui.say("ended");
    Ok(Exit::Done)
}

fn failed(what: &str, error: &std::io::Error) -> CliError {
    CliError::new(Exit::Store, format!("{what}: {error}"))
}

/// Returns what the state of the data is known by; says at once if there is none.
fn stamp(data: &DataArgs, place: &Place) -> Result<Stamp, CliError> {
    if !data.files.is_empty() {
        let stamp = Stamp::Files(data.files.clone());
        return stamp
            .read()
            .map(|_| stamp)
            .map_err(|error| CliError::new(Exit::Input, format!("could not read the files: {error}")));
    }
    let folder = place.store()?;
    let archive = Archive::open(&folder).map_err(|error| store_error(&error))?;
    if archive.current().is_none() {
        return Err(CliError::new(Exit::Store, "nothing was synced yet").with_hint("run `chancery sync`"));
    }
    Ok(Stamp::File(place.root.as_deref().unwrap_or(Path::new(".")).join(STATE_FOLDER).join("CURRENT")))
}

fn cors(origins: &[String]) -> Cors {
    match origins {
        [] => Cors::Closed,
        several if several.iter().any(|origin| origin == "*") => Cors::Any,
        several => Cors::Origins(several.to_vec()),
    }
}

fn limits(args: &Args, place: &Place) -> Result<Limits, CliError> {
    let (own, built_in) = (&place.config.serve, Limits::default());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let seconds = args.timeout.or(own.seconds);
    let query_time = match seconds {
        Some(seconds) => time_limit_of(seconds)?.ok_or_else(|| {
            CliError::new(Exit::Usage, "a server needs a limit on time")
                .with_hint("write seconds, such as `--timeout 30`")
        })?,
        None => built_in.query_time,
    };
    let mebibytes = |flag: Option<u64>, set: Option<u64>, default: u64| {
        flag.or(set).map_or(default, |mib| mib.saturating_mul(1 << 20))
    };
    Ok(Limits {
        query_time: query_time.max(Duration::from_millis(1)),
        rows: args.max_rows.or(own.rows).unwrap_or(built_in.rows),
        result_bytes: mebibytes(args.max_bytes, own.result_mebibytes, built_in.result_bytes),
        memory: mebibytes(args.memory, own.memory_mebibytes, built_in.memory).max(worker::LEAST),
        workers: args.workers.or(own.workers).unwrap_or(cores).max(1),
        ..built_in
    })
}

/// Listens, if it may.
fn listener(args: &Args, set: Option<&str>, ui: &Ui) -> Result<TcpListener, CliError> {
    let written = args.address.as_deref().or(set).unwrap_or(ADDRESS);
    let named = written.strip_prefix("localhost:").map(|port| format!("127.0.0.1:{port}"));
    let address: SocketAddr = named.as_deref().unwrap_or(written).parse().map_err(|_| {
        CliError::new(Exit::Usage, format!("`{written}` is no address to listen on"))
            .with_hint("write numbers and a port, such as 127.0.0.1:7878 or [::1]:7878")
    })?;
    if !is_loopback(address.ip()) {
        if !args.public {
            return Err(CliError::new(Exit::Usage, format!("other machines may reach {address}"))
                .with_hint("say --public if they shall; whoever reaches it reads everything, without a password"));
        }
        ui.insist(&format!(
            "warning: {address} can be reached by other machines; there is no password and no encryption: put a proxy in front"
        ));
    }
    TcpListener::bind(address).map_err(|error| failed(&format!("could not listen on {address}"), &error))
}

fn is_loopback(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_loopback(),
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or_else(|| v6.is_loopback(), |v4| v4.is_loopback()),
    }
}

/// Workers are this program with these arguments, told to be workers.
fn program() -> Result<Program, CliError> {
    let path = std::env::current_exe().map_err(|error| failed("could not find this program", &error))?;
    let arguments = std::env::args_os().skip(1).chain(["--worker".into()]).collect();
    Ok(Program { path, arguments })
}

fn line(event: &Event<'_>) -> String {
    serde_json::json!({
        "time": jiff::Timestamp::now().to_string(),
        "method": event.method,
        "address": event.address,
        "status": event.status,
        "bytes": event.bytes,
    })
    .to_string()
}

/// Waits until somebody ends the server.
async fn told_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut ended) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = ended.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
