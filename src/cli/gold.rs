//! Marked texts to measure against: JSON Lines with spans, lines of text with `[[marks]]`, or a folder of such files.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::failure::Failure;
use crate::input;

/// A marked or found span: start, end, entity label.
pub(crate) type Span = (usize, usize, String);

/// One marked text.
pub(crate) struct Record {
    /// The id that the record has, or the number of its line.
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) spans: Vec<Span>,
}

/// A file of marked texts.
pub(crate) struct Source {
    /// The file's stem, where it is one of a folder's.
    pub(crate) group: Option<String>,
    path: String,
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Format {
    /// `{"id", "text", "spans": [[start, end, "ENTITY"], ...]}` a line.
    Spans,
    /// A text a line, with `[[...]]` around each span.
    Marks,
}

/// The file at `path`, or the `.txt` and `.jsonl` files directly in the folder, in order.
pub(crate) fn sources(path: &str) -> Result<Vec<Source>, Failure> {
    if path == "-" || !Path::new(path).is_dir() {
        let format = format_of(Path::new(path)).unwrap_or(Format::Spans);
        let path = path.to_owned();
        return Ok(vec![Source {
            group: None,
            path,
            format,
        }]);
    }
    let unreadable = |error| Failure::work(format_args!("cannot read {path}: {error}"));
    let mut files: Vec<(PathBuf, Format)> = Vec::new();
    for entry in fs::read_dir(path).map_err(unreadable)? {
        let file = entry.map_err(unreadable)?.path();
        if let Some(format) = format_of(&file).filter(|_| file.is_file()) {
            files.push((file, format));
        }
    }
    if files.is_empty() {
        return Err(Failure::work(format_args!(
            "there is no .txt or .jsonl file in {path}"
        )));
    }
    files.sort();
    let named = files.into_iter().map(|(file, format)| {
        let stem = file.file_stem().and_then(|stem| stem.to_str());
        let (Some(stem), Some(whole)) = (stem, file.to_str()) else {
            return Err(Failure::work(format_args!(
                "the name of {} is not UTF-8",
                file.display()
            )));
        };
        Ok(Source {
            group: Some(stem.to_owned()),
            path: whole.to_owned(),
            format,
        })
    });
    named.collect()
}

/// What a file of this name holds, if it is one of marked texts; what editors and systems hide is none.
fn format_of(file: &Path) -> Option<Format> {
    let hidden = |name: &std::ffi::OsStr| name.as_encoded_bytes().starts_with(b".");
    if file.file_name().is_none_or(hidden) {
        return None;
    }
    let extension = file.extension()?;
    if extension.eq_ignore_ascii_case("txt") {
        Some(Format::Marks)
    } else if extension.eq_ignore_ascii_case("jsonl") {
        Some(Format::Spans)
    } else {
        None
    }
}

impl Source {
    /// The records of the file. `wanted` holds the entities that are measured, none meaning all: marks are spans of
    /// the one that is, for they do not name theirs.
    pub(crate) fn records<'a>(
        &'a self,
        wanted: &'a [String],
    ) -> Result<impl Iterator<Item = Result<Record, Failure>> + 'a, Failure> {
        let entity = match (self.format, wanted) {
            (Format::Spans, _) => "",
            (Format::Marks, [entity]) => entity,
            (Format::Marks, _) => {
                return Err(Failure::usage(format_args!(
                    "the marks in {} do not say what they are: give exactly one entity with --entities",
                    self.path
                )));
            }
        };
        let skipped = |line: &str| {
            line.trim().is_empty() || self.format == Format::Marks && line.starts_with('#')
        };
        let lines = input::lines(&self.path)?;
        Ok(lines
            .filter(move |line| !matches!(line, Ok((_, line)) if skipped(line)))
            .map(move |line| {
                let (number, line) = line?;
                let parsed = match self.format {
                    Format::Spans => spans(&line),
                    Format::Marks => marks(number, &line, entity),
                };
                parsed.map_err(|what| {
                    let name = input::name(&self.path);
                    Failure::work(format_args!("line {number} of {name}: {what}"))
                })
            }))
    }
}

/// A line with marks: the text without them, and what they held. Of more than two brackets the inner two are a mark.
fn marks(number: usize, line: &str, entity: &str) -> Result<Record, String> {
    let mut text = String::with_capacity(line.len());
    let mut spans = Vec::new();
    let mut open = None;
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let inner = rest
            .strip_prefix("[[")
            .filter(|inner| !inner.starts_with('['));
        if let Some(inner) = inner {
            if open.replace(text.len()).is_some() {
                return Err("a [[ stands inside a mark".to_owned());
            }
            rest = inner;
        } else if let Some(after) = rest.strip_prefix("]]") {
            let start = open.take().ok_or("a ]] closes no mark")?;
            if start == text.len() {
                return Err("a mark is empty".to_owned());
            }
            spans.push((start, text.len(), entity.to_owned()));
            rest = after;
        } else if let Some(after) = rest.strip_prefix("\\n") {
            text.push('\n');
            rest = after;
        } else {
            text.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    if open.is_some() {
        return Err("a [[ is not closed".to_owned());
    }
    Ok(Record {
        id: number.to_string(),
        text,
        spans,
    })
}

/// A line of JSON with spans.
fn spans(line: &str) -> Result<Record, String> {
    let value: Value = serde_json::from_str(line).map_err(|error| format!("not JSON: {error}"))?;
    let text = value
        .get("text")
        .and_then(Value::as_str)
        .ok_or("no \"text\" string")?
        .to_owned();
    let id = match value.get("id") {
        Some(Value::String(id)) => id.clone(),
        Some(id) => id.to_string(),
        None => "-".to_owned(),
    };
    let mut spans = Vec::new();
    for span in value
        .get("spans")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let parsed = (|| {
            let start = usize::try_from(span.get(0)?.as_u64()?).ok()?;
            let end = usize::try_from(span.get(1)?.as_u64()?).ok()?;
            let label = span.get(2)?.as_str()?.to_owned();
            text.get(start..end)?;
            (start < end).then_some((start, end, label))
        })();
        spans.push(parsed.ok_or_else(|| {
            format!("span {} is not [start, end, \"ENTITY\"] in bytes of the text, on character boundaries", spans.len() + 1)
        })?);
    }
    Ok(Record { id, text, spans })
}
