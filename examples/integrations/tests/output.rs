//! Each example prints what `tests/expected` says. `EXPECT=write cargo test` writes it anew, to be read before it is
//! kept.

use std::path::{Path, PathBuf};
use std::process::Command;

fn run(name: &str, program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the example starts");
    assert!(
        output.status.success(),
        "{name}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn hold(name: &str, printed: &str) {
    let path: PathBuf =
        Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/expected/{name}.txt"));
    if std::env::var_os("EXPECT").is_some() {
        std::fs::write(&path, printed).expect("written");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        printed,
        expected,
        "{name} prints something else than {}",
        path.display()
    );
}

macro_rules! examples {
    ($($name:ident),*) => {$(
        #[test]
        fn $name() {
            let name = stringify!($name);
            hold(name, &run(name, env!(concat!("CARGO_BIN_EXE_", stringify!($name))), &[]));
        }
    )*};
}

examples!(
    axum_middleware,
    tower_layer,
    reqwest_call,
    async_openai,
    tracing_fields,
    custom_recogniser,
    custom_vault,
    fidelity
);

#[test]
fn batch() {
    let folder = std::env::temp_dir().join(format!("parda-batch-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let out = folder.join("out.jsonl");
    let path = out.to_str().expect("UTF-8");
    let mut written = Vec::new();
    for threads in ["1", "3"] {
        let said = run(
            "batch",
            env!("CARGO_BIN_EXE_batch"),
            &["data/tickets.jsonl", path, threads],
        );
        written.push(said + &std::fs::read_to_string(&out).expect("the output"));
    }
    assert_eq!(
        written[0], written[1],
        "the number of threads changes nothing"
    );
    hold("batch", &written[0]);
    std::fs::remove_dir_all(&folder).expect("removed");
}
