//! Redis and PostgreSQL servers of a test's own, to be killed, stopped and cut off; and a wire that can be cut.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How long a server may take to come up.
const PATIENCE: Duration = Duration::from_secs(60);

pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

/// A fresh folder that only this user and those that it lets may enter.
pub fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// Whether a program is on this machine; where tests must not be passed over it has to be.
fn there(program: &str) -> bool {
    let found = Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok();
    assert!(
        found || std::env::var_os("CI").is_none(),
        "{program} is not on this machine"
    );
    found
}

fn signal(name: &str, pids: &[u32]) {
    let pids = pids.iter().map(ToString::to_string);
    let _ = Command::new("kill")
        .arg(format!("-{name}"))
        .args(pids)
        .stderr(Stdio::null())
        .status();
}

/// A process and its children.
fn family(pid: u32) -> Vec<u32> {
    let children = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"));
    let children = children.unwrap_or_default();
    let children = children
        .split_whitespace()
        .filter_map(|pid| pid.parse().ok());
    std::iter::once(pid).chain(children).collect()
}

/// A server that runs until it is dropped, and can be treated badly.
pub struct Server {
    child: Child,
    pub port: u16,
    command: Box<dyn Fn() -> Command>,
    is_up: Box<dyn Fn() -> bool>,
    /// What it keeps, where that is not under the build's folder.
    data: Option<PathBuf>,
}

impl Server {
    fn start(
        port: u16,
        command: impl Fn() -> Command + 'static,
        is_up: impl Fn() -> bool + 'static,
    ) -> Server {
        let child = command().spawn().expect("the server starts");
        let server = Server {
            child,
            port,
            command: Box::new(command),
            is_up: Box::new(is_up),
            data: None,
        };
        server.wait();
        server
    }

    fn wait(&self) {
        let began = Instant::now();
        while !(self.is_up)() {
            assert!(began.elapsed() < PATIENCE, "the server does not come up");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Without warning, and all of it.
    pub fn kill(&mut self) {
        signal("KILL", &family(self.child.id()));
        let _ = self.child.wait();
    }

    pub fn start_again(&mut self) {
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
            assert!(began.elapsed() < PATIENCE, "the killed server goes on");
        }
        loop {
            self.child = (self.command)().spawn().expect("the server starts");
            while !(self.is_up)() {
                assert!(
                    began.elapsed() < PATIENCE,
                    "the server does not come up again"
                );
                std::thread::sleep(Duration::from_millis(20));
                // What the killed one left behind may have to go first.
                if matches!(self.child.try_wait(), Ok(Some(_))) {
                    break;
                }
            }
            if (self.is_up)() {
                return;
            }
        }
    }

    /// It keeps its connections, takes new ones, and answers nothing.
    pub fn pause(&self) {
        signal("STOP", &family(self.child.id()));
    }

    pub fn go_on(&self) {
        signal("CONT", &family(self.child.id()));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.go_on();
        self.kill();
        if let Some(data) = &self.data {
            let _ = std::fs::remove_dir_all(data);
        }
    }
}

fn quiet(mut command: Command) -> Command {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// A Redis server with each write on disk before it is answered; `None` where there is none.
pub fn redis(name: &str, arguments: &[&str]) -> Option<Server> {
    if !there("redis-server") {
        return None;
    }
    let (port, folder) = (free_port(), folder(name));
    let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
    let command = move || {
        let mut command = Command::new("redis-server");
        command
            .args([
                "--bind",
                "127.0.0.1",
                "--port",
                &port.to_string(),
                "--save",
                "",
            ])
            .args(["--appendonly", "yes", "--appendfsync", "always"])
            .arg("--dir")
            .arg(&folder)
            .args(&arguments);
        quiet(command)
    };
    Some(Server::start(port, command, move || redis_answers(port)))
}

/// Whether it answers, and is done with what it read from disk.
fn redis_answers(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else {
        return false;
    };
    let _ = stream.set_read_timeout(Some(Duration::from_secs(2)));
    let mut answer = [0; 16];
    if stream.write_all(b"*1\r\n$4\r\nPING\r\n").is_err() {
        return false;
    }
    let read = stream.read(&mut answer).unwrap_or(0);
    answer[..read].starts_with(b"+PONG") || answer[..read].starts_with(b"-NOAUTH")
}

/// A PostgreSQL server with a superuser `root`; `None` where there is none. `hba` are the lines that say who may log in.
pub fn postgres(name: &str, hba: &str, settings: &[&str]) -> Option<Server> {
    let bin = newest_postgres()?;
    let (port, folder) = (free_port(), folder(name));
    // The server refuses to run as root.
    let root = std::fs::metadata("/proc/self").is_ok_and(|own| {
        use std::os::unix::fs::MetadataExt;
        own.uid() == 0
    });
    let run = move |program: &Path| {
        if !root {
            return Command::new(program);
        }
        let mut command = Command::new("setpriv");
        command
            .args(["--reuid=postgres", "--regid=postgres", "--init-groups"])
            .arg(program);
        command
    };
    // A folder under the build's may be closed to that user.
    let data = if root {
        let data = std::env::temp_dir().join(format!("parda-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&data);
        std::fs::create_dir_all(&data).expect("a folder");
        let owned = Command::new("chown").arg("postgres").arg(&data).status();
        assert!(owned.expect("chown").success());
        data
    } else {
        folder.join("data")
    };
    let mut made = run(&bin.join("initdb"));
    made.arg("-D")
        .arg(&data)
        .args(["-A", "trust", "-U", "root", "--no-sync"]);
    assert!(quiet(made).status().expect("initdb").success(), "initdb");
    std::fs::write(data.join("pg_hba.conf"), hba).expect("written");
    let settings: Vec<String> = settings.iter().map(ToString::to_string).collect();
    let program = bin.join("postgres");
    let kept = data.clone();
    let command = move || {
        let mut command = run(&program);
        command.arg("-D").arg(&data).args(["-p", &port.to_string()]);
        command.args([
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "unix_socket_directories=",
        ]);
        for setting in &settings {
            command.args(["-c", setting]);
        }
        quiet(command)
    };
    let url = format!("postgres://root@127.0.0.1:{port}/postgres?connect_timeout=2");
    let is_up = move || postgres::Client::connect(&url, postgres::NoTls).is_ok();
    let mut server = Server::start(port, command, is_up);
    server.data = root.then_some(kept);
    Some(server)
}

fn newest_postgres() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let mut bins: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    bins.retain(|bin| bin.join("initdb").exists());
    bins.sort();
    let bin = bins.pop();
    assert!(
        bin.is_some() || std::env::var_os("CI").is_none(),
        "PostgreSQL is not on this machine"
    );
    bin
}

/// What a wire does with the next request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wire {
    /// Both ways.
    Whole = 0,
    /// Cut before the request arrives.
    CutBefore = 1,
    /// The request arrives, and the wire is cut before the answer does.
    CutAfter = 2,
    /// Nothing arrives, and nothing tells.
    Swallow = 3,
    /// The request arrives, half of the answer's first bytes come back, and the wire is cut.
    CutWithin = 4,
}

/// A wire to a server, cut on demand.
pub struct Proxy {
    pub port: u16,
    mode: Arc<AtomicU8>,
    cuts: Arc<AtomicUsize>,
}

impl Proxy {
    pub fn to(server: u16) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (mode, cuts) = (Arc::new(AtomicU8::new(0)), Arc::new(AtomicUsize::new(0)));
        let proxy = Proxy {
            port,
            mode: Arc::clone(&mode),
            cuts: Arc::clone(&cuts),
        };
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let Ok(server) = TcpStream::connect(("127.0.0.1", server)) else {
                    continue;
                };
                let _ = (client.set_nodelay(true), server.set_nodelay(true));
                let (mode, cuts) = (Arc::clone(&mode), Arc::clone(&cuts));
                std::thread::spawn(move || carry(&client, &server, &mode, &cuts));
            }
        });
        proxy
    }

    /// From now on.
    pub fn set(&self, wire: Wire) {
        self.mode.store(wire as u8, Ordering::SeqCst);
    }

    /// How many requests met a wire that was not whole.
    pub fn cuts(&self) -> usize {
        self.cuts.load(Ordering::SeqCst)
    }
}

fn carry(client: &TcpStream, server: &TcpStream, mode: &Arc<AtomicU8>, cuts: &AtomicUsize) {
    let cut = |client: &TcpStream, server: &TcpStream| {
        let _ = (
            client.shutdown(Shutdown::Both),
            server.shutdown(Shutdown::Both),
        );
    };
    let (Ok(mut to), Ok(mut from)) = (client.try_clone(), server.try_clone()) else {
        return;
    };
    let back_mode = Arc::clone(mode);
    std::thread::spawn(move || {
        let mut bytes = [0; 16 << 10];
        loop {
            match from.read(&mut bytes) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Ok(read) if read > 0 => {
                    let wire = back_mode.load(Ordering::SeqCst);
                    if wire == Wire::CutAfter as u8 || wire == Wire::CutWithin as u8 {
                        if wire == Wire::CutWithin as u8 {
                            let _ = to.write_all(&bytes[..read / 2]);
                        }
                        break;
                    }
                    if to.write_all(&bytes[..read]).is_err() {
                        break;
                    }
                }
                _ => break,
            }
        }
        let _ = (to.shutdown(Shutdown::Both), from.shutdown(Shutdown::Both));
    });
    let (mut from, mut to) = (client, server);
    let mut bytes = [0; 16 << 10];
    loop {
        match from.read(&mut bytes) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Ok(read) if read > 0 => {
                let wire = mode.load(Ordering::SeqCst);
                if wire != Wire::Whole as u8 {
                    cuts.fetch_add(1, Ordering::SeqCst);
                }
                if wire == Wire::Swallow as u8 {
                    continue;
                }
                if wire == Wire::CutBefore as u8 || to.write_all(&bytes[..read]).is_err() {
                    break;
                }
            }
            _ => break,
        }
    }
    cut(client, server);
}
