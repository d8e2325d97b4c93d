use super::*;
use datafusion::arrow::array::{Array, Int64Array, StringArray};
use datafusion::arrow::record_batch::RecordBatch;
use parda::MemoryVault;

const MAIL: &str = "asha.rao@example.com";

fn engine() -> Arc<Engine<Arc<MemoryVault>>> {
    let engine = Engine::builder()
        .key(Key::generate().expect("randomness"))
        .vault(Arc::new(MemoryVault::new()));
    Arc::new(engine.build().expect("an engine"))
}

/// A file of that many rows of two tenants, with a row that has no note.
async fn dataset(folder: &tempfile::TempDir, rows: usize) -> String {
    let path = folder.path().join("in.parquet");
    let path = path.to_str().expect("UTF-8").to_owned();
    let ids = Int64Array::from_iter_values(0..rows as i64);
    let note = |row: usize| {
        (row > 0).then(|| format!("Ticket {row}: mail {MAIL} and ravi{row}@example.com"))
    };
    let notes: StringArray = (0..rows).map(note).collect();
    let tenants: StringArray = (0..rows)
        .map(|row| Some(["north", "south"][row % 2]))
        .collect();
    let batch = RecordBatch::try_from_iter([
        ("id", Arc::new(ids) as Arc<dyn Array>),
        ("note", Arc::new(notes)),
        ("tenant", Arc::new(tenants)),
    ]);
    let context = SessionContext::new();
    let rows = context.read_batch(batch.expect("a batch")).expect("rows");
    rows.write_parquet(&path, DataFrameWriteOptions::new(), None)
        .await
        .expect("written");
    path
}

/// The strings of a column, in the order of the rows.
async fn column(path: &str, query: &str) -> Vec<Option<String>> {
    let context = context(engine(), path, 1).await.expect("a context");
    let batches = context.sql(query).await.expect("a plan");
    let mut all = Vec::new();
    for batch in batches.collect().await.expect("rows") {
        let texts = batch.column(0).as_any().downcast_ref::<StringArray>();
        let texts = texts.expect("strings").iter();
        all.extend(texts.map(|text| text.map(str::to_owned)));
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dataset_is_redacted_where_it_lies_and_restored_by_its_scopes() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = dataset(&folder, 5_000).await;
    let output = folder.path().join("out.parquet");
    let output = output.to_str().expect("UTF-8");
    let engine = engine();
    let context = context(Arc::clone(&engine), &input, 2)
        .await
        .expect("a context");
    let query = "SELECT id, parda_redact(note, tenant) AS note, tenant FROM input";
    written(&context, query, output).await.expect("written");
    let bytes = std::fs::read(output).expect("a file");
    assert!(!bytes.windows(4).any(|four| four == b"asha"));

    let notes = column(output, "SELECT note FROM input ORDER BY id").await;
    let before = column(&input, "SELECT note FROM input ORDER BY id").await;
    assert_eq!(notes.len(), 5_000);
    assert_eq!(notes[0], None);
    for (row, (hidden, before)) in notes.iter().zip(&before).enumerate().skip(1) {
        let (hidden, before) = (hidden.as_deref().expect("a note"), before.as_deref());
        assert!(!hidden.contains("ravi"), "{hidden}");
        let session = engine
            .session(["north", "south"][row % 2])
            .expect("a scope");
        let restored = session.restore(hidden).expect("restored");
        assert_eq!(Some(restored.expose()), before);
    }
    // One token a value and scope, whichever thread saw it; another in the other scope.
    let token = |row: usize| {
        notes[row]
            .as_deref()
            .and_then(|n| n.split(' ').nth(3))
            .map(str::to_owned)
    };
    assert_eq!(token(1), token(4_999));
    assert_ne!(token(1), token(2));
}

#[tokio::test]
async fn a_scan_tells_kinds_and_places_and_no_values() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = dataset(&folder, 3).await;
    let found = column(&input, "SELECT parda_scan(note) FROM input ORDER BY id").await;
    assert_eq!(found[0], None);
    let first = found[1].as_deref().expect("findings");
    assert!(
        first.starts_with(r#"[{"entity":"EMAIL","start":15,"end":35,"score":0."#),
        "{first}"
    );
    assert!(!first.contains("asha"));
    let with_mail = "SELECT parda_scan(note) FROM input WHERE parda_scan(note) LIKE '%EMAIL%'";
    assert_eq!(column(&input, with_mail).await.len(), 2);
}

#[tokio::test]
async fn a_row_without_a_scope_fails_the_query() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = dataset(&folder, 3).await;
    let context = context(engine(), &input, 1).await.expect("a context");
    let rows = context
        .sql("SELECT parda_redact(note, NULL) FROM input")
        .await
        .expect("a plan");
    let error = rows.collect().await.expect_err("no scope").to_string();
    assert!(
        error.contains("scope") && !error.contains("asha"),
        "{error}"
    );
}
