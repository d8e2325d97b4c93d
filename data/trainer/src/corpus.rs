//! Annotated texts.

use std::fs;
use std::ops::Range;
use std::path::Path;

/// A text with the places of the people's names in it.
pub struct Record {
    pub text: String,
    pub people: Vec<Range<usize>>,
}

/// Texts of one kind and origin.
pub struct Corpus {
    pub name: String,
    pub records: Vec<Record>,
}

/// Reads JSONL with `text` and `spans` of bytes: `[start, end, entity]`.
pub fn read(path: &Path) -> Result<Corpus, String> {
    let wrong = |what: &str| format!("{}: {what}", path.display());
    let lines = fs::read_to_string(path).map_err(|error| wrong(&error.to_string()))?;
    let mut records = Vec::new();
    for line in lines.lines().filter(|line| !line.trim().is_empty()) {
        let value: serde_json::Value =
            serde_json::from_str(line).map_err(|error| wrong(&error.to_string()))?;
        let text = value["text"].as_str().ok_or_else(|| wrong("no text"))?;
        let mut people = Vec::new();
        for span in value["spans"].as_array().into_iter().flatten() {
            if span[2] == "PERSON" {
                let place = |n: usize| span[n].as_u64().map(|at| at as usize);
                let range = place(0).zip(place(1)).ok_or_else(|| wrong("no span"))?;
                people.push(range.0..range.1);
            }
        }
        records.push(Record {
            text: text.to_owned(),
            people,
        });
    }
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    Ok(Corpus {
        name: name.into_owned(),
        records,
    })
}

/// Reads the files of a folder in which `[[ ]]` marks the names, a record a line.
pub fn marked(folder: &Path) -> Result<Vec<Corpus>, String> {
    let wrong = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut files: Vec<_> = fs::read_dir(folder)
        .map_err(wrong)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()
        .map_err(wrong)?;
    files.retain(|file| file.extension().is_some_and(|end| end == "txt"));
    files.sort();
    files
        .iter()
        .map(|file| {
            let lines = fs::read_to_string(file).map_err(wrong)?;
            let name = file.file_stem().unwrap_or_default().to_string_lossy();
            Ok(Corpus {
                name: name.into_owned(),
                records: lines
                    .lines()
                    .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
                    .map(record)
                    .collect(),
            })
        })
        .collect()
}

fn record(line: &str) -> Record {
    let line = line.replace("\\n", "\n");
    let mut record = Record {
        text: String::new(),
        people: Vec::new(),
    };
    let mut rest = line.as_str();
    while let Some((before, after)) = rest.split_once("[[") {
        record.text.push_str(before);
        let (name, after) = after.split_once("]]").unwrap_or((after, ""));
        let start = record.text.len();
        record.text.push_str(name);
        record.people.push(start..record.text.len());
        rest = after;
    }
    record.text.push_str(rest);
    record
}
