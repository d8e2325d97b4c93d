//! Writes many mutants into one build, each behind a switch: `mutate TREE LIST.json NUMBER...`.
//!
//! LIST is what `cargo mutants --list --json` prints; a mutant's number is its place in it. Each file of TREE that has one of
//! the mutants is rewritten so that `crate::mutated(NUMBER)` chooses between what stood there and the mutant. What cannot be
//! switched that way (deleted fields) is left out. Prints the numbers that were written.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;

use proc_macro2::{LineColumn, Span};
use serde_json::Value;
use syn::spanned::Spanned;
use syn::visit::Visit;

/// What is written in place of a piece of the source.
enum Change {
    /// Operands, and for each mutant its operator.
    Binary {
        left: Range<usize>,
        right: Range<usize>,
        own: String,
        others: Vec<(usize, String)>,
    },
    /// The operator falls away.
    Unary {
        operand: Range<usize>,
        number: usize,
    },
    /// The arm is passed over: at its arrow, where it has no guard.
    Arm { number: usize },
    /// The guard is always so, or passed over with its arm.
    Guard {
        arm: Option<usize>,
        forced: Vec<(usize, String)>,
    },
    /// Returned at once, at the beginning of a body.
    Body { values: Vec<(usize, String)> },
}

struct Mutant {
    number: usize,
    genre: String,
    replacement: String,
    start: (usize, usize),
    function: Option<(usize, usize)>,
    taken: std::cell::Cell<bool>,
}

struct Finder<'a> {
    lines: Vec<usize>,
    text: &'a str,
    mutants: &'a [Mutant],
    changes: BTreeMap<(usize, std::cmp::Reverse<usize>, bool), Change>,
}

impl Finder<'_> {
    fn at(&self, place: LineColumn) -> usize {
        let from = self.lines[place.line - 1];
        let line = &self.text[from..];
        from + line
            .char_indices()
            .nth(place.column)
            .map_or(line.len(), |(at, _)| at)
    }

    fn range(&self, span: Span) -> Range<usize> {
        self.at(span.start())..self.at(span.end())
    }

    /// The mutants of a genre that begin where a span does.
    fn here(&self, genre: &str, span: Span) -> Vec<&Mutant> {
        let start = (span.start().line, span.start().column + 1);
        let of: Vec<_> = self
            .mutants
            .iter()
            .filter(|m| m.genre == genre && m.start == start)
            .collect();
        of.iter().for_each(|m| m.taken.set(true));
        of
    }

    fn put(&mut self, range: Range<usize>, change: Change) {
        let inner = !matches!(change, Change::Guard { .. });
        let taken = self
            .changes
            .insert((range.start, std::cmp::Reverse(range.end), inner), change);
        assert!(taken.is_none(), "one change hides another at {range:?}");
    }

    fn body(&mut self, block: &syn::Block, signature: &syn::Signature) {
        if signature.constness.is_some() || block.stmts.is_empty() {
            return;
        }
        let start = self.at(block.brace_token.span.open().end());
        let Some(first) = block.stmts.first() else {
            return;
        };
        let begins = (first.span().start().line, first.span().start().column + 1);
        let values: Vec<_> = self
            .mutants
            .iter()
            .filter(|m| m.genre == "FnValue" && m.start == begins && m.function.is_some())
            .inspect(|m| m.taken.set(true))
            .map(|m| (m.number, m.replacement.clone()))
            .collect();
        if !values.is_empty() {
            self.put(start..start, Change::Body { values });
        }
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.body(&item.block, &item.sig);
        syn::visit::visit_item_fn(self, item);
    }
    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.body(&item.block, &item.sig);
        syn::visit::visit_impl_item_fn(self, item);
    }
    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let Some(block) = &item.default {
            self.body(block, &item.sig);
        }
        syn::visit::visit_trait_item_fn(self, item);
    }
    fn visit_expr_binary(&mut self, expr: &'ast syn::ExprBinary) {
        if lets(&expr.left) || lets(&expr.right) {
            return syn::visit::visit_expr_binary(self, expr); // `let` stands in a chain of `&&` only
        }
        let others: Vec<_> = self
            .here("BinaryOperator", expr.op.span())
            .iter()
            .map(|m| (m.number, m.replacement.clone()))
            .collect();
        if !others.is_empty() {
            let (left, right) = (self.range(expr.left.span()), self.range(expr.right.span()));
            let own = self.text[self.range(expr.op.span())].to_owned();
            self.put(
                left.start..right.end,
                Change::Binary {
                    left,
                    right,
                    own,
                    others,
                },
            );
        }
        syn::visit::visit_expr_binary(self, expr);
    }
    fn visit_expr_unary(&mut self, expr: &'ast syn::ExprUnary) {
        if let Some(number) = self
            .here("UnaryOperator", expr.span())
            .first()
            .map(|m| m.number)
        {
            let operand = self.range(expr.expr.span());
            self.put(self.range(expr.span()), Change::Unary { operand, number });
        }
        syn::visit::visit_expr_unary(self, expr);
    }
    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        let deleted = self.here("MatchArm", arm.span()).first().map(|m| m.number);
        if let Some((_, guard)) = &arm.guard {
            let forced: Vec<_> = self
                .here("MatchArmGuard", guard.span())
                .iter()
                .map(|m| (m.number, m.replacement.clone()))
                .collect();
            if deleted.is_some() || !forced.is_empty() {
                self.put(
                    self.range(guard.span()),
                    Change::Guard {
                        arm: deleted,
                        forced,
                    },
                );
            }
        } else if let Some(number) = deleted {
            let at = self.at(arm.fat_arrow_token.span().start());
            self.put(at..at, Change::Arm { number });
        }
        syn::visit::visit_arm(self, arm);
    }
}

/// Whether this part of a chain binds names.
fn lets(expr: &syn::Expr) -> bool {
    match expr {
        syn::Expr::Let(_) => true,
        syn::Expr::Binary(both) => lets(&both.left) || lets(&both.right),
        _ => false,
    }
}

fn switched(number: usize) -> String {
    format!("crate::mutated({number})")
}

/// An operation whose operator is chosen. The operands stand there once, since they may hold choices themselves: written
/// once for each operator, a long chain would grow without end.
fn chosen(left: &str, right: &str, own: &str, others: &[(usize, String)]) -> String {
    if let ("&&" | "||", [(number, other)]) = (own, others)
        && matches!(other.as_str(), "&&" | "||")
    {
        let asks = if own == "&&" { "!=" } else { "==" };
        let number = switched(*number);
        return format!(
            "({{ let left_ = {left}; if left_ {asks} {number} {{ {right} }} else {{ left_ }} }})"
        );
    }
    let pick = |left: &str, right: &str| {
        let mut out = String::new();
        for (number, other) in others {
            out += &format!(
                "if {} {{ {left} {other} {right} }} else ",
                switched(*number)
            );
        }
        out + &format!("{{ {left} {own} {right} }}")
    };
    match own {
        "==" | "!=" | "<" | ">" | "<=" | ">=" => format!(
            "(match (&({left}), &({right})) {{ (left, right) => {} }})",
            pick("*left", "*right")
        ),
        own if own.ends_with('=') => {
            format!("({})", pick(&format!("({left})"), &format!("({right})")))
        }
        _ => format!(
            "(match ({left}, {right}) {{ (left, right) => {} }})",
            pick("left", "right")
        ),
    }
}

/// The text of a range, with the changes within it.
fn render(text: &str, range: Range<usize>, changes: &[(Range<usize>, &Change)]) -> String {
    let mut out = String::new();
    let mut at = range.start;
    let mut rest = changes;
    while let Some(((place, change), more)) = rest.split_first() {
        if place.start < at || place.end > range.end || place.start > range.end {
            rest = more;
            continue;
        }
        let inner: Vec<_> = more.to_vec();
        out.push_str(&text[at..place.start]);
        at = place.end;
        match change {
            Change::Binary {
                left,
                right,
                own,
                others,
            } => {
                let within = |side: &Range<usize>| {
                    let of: Vec<_> = inner
                        .iter()
                        .filter(|(r, _)| r.start >= side.start && r.end <= side.end)
                        .cloned()
                        .collect();
                    render(text, side.clone(), &of)
                };
                let (left, right) = (within(left), within(right));
                out += &chosen(&left, &right, own, others);
            }
            Change::Unary { operand, number } => {
                let of: Vec<_> = inner
                    .iter()
                    .filter(|(r, _)| r.start >= operand.start && r.end <= operand.end)
                    .cloned()
                    .collect();
                let own = &text[place.start..operand.start];
                let operand = render(text, operand.clone(), &of);
                out += &format!(
                    "(if {} {{ {operand} }} else {{ {own}{operand} }})",
                    switched(*number)
                );
            }
            Change::Arm { number } => out += &format!(" if !{} ", switched(*number)),
            Change::Guard { arm, forced } => {
                let of: Vec<_> = inner
                    .iter()
                    .filter(|(r, _)| r.start >= place.start && r.end <= place.end)
                    .cloned()
                    .collect();
                let mut guard = format!("({})", render(text, place.clone(), &of));
                for (number, to) in forced {
                    guard = match to.as_str() {
                        "true" => format!("({} || {guard})", switched(*number)),
                        _ => format!("(!{} && {guard})", switched(*number)),
                    };
                }
                if let Some(number) = arm {
                    guard = format!("!{} && {guard}", switched(*number));
                }
                out += &guard;
            }
            Change::Body { values } => {
                for (number, value) in values {
                    out += &format!("\nif {} {{ return {value}; }}\n", switched(*number));
                }
            }
        }
        rest = more;
    }
    out.push_str(&text[at..range.end]);
    out
}

fn place(value: &Value) -> (usize, usize) {
    let of = |name: &str| value[name].as_u64().unwrap_or_default() as usize;
    (of("line"), of("column"))
}

fn main() {
    let mut args = std::env::args().skip(1);
    let tree = args.next().expect("a tree");
    let list = std::fs::read_to_string(args.next().expect("a list")).expect("readable");
    let list: Vec<Value> = serde_json::from_str(&list).expect("a list");
    let chosen: BTreeSet<usize> = args.map(|n| n.parse().expect("a number")).collect();
    let mut files: BTreeMap<String, Vec<Mutant>> = BTreeMap::new();
    for number in chosen {
        let mutant = &list[number];
        let text = |name: &str| mutant[name].as_str().unwrap_or_default().to_owned();
        files.entry(text("file")).or_default().push(Mutant {
            number,
            genre: text("genre"),
            replacement: text("replacement"),
            start: place(&mutant["span"]["start"]),
            function: mutant["function"]
                .is_object()
                .then(|| place(&mutant["function"]["span"]["start"])),
            taken: false.into(),
        });
    }
    for (file, mutants) in &files {
        let path = Path::new(&tree).join(file);
        let text = std::fs::read_to_string(&path).expect("a source");
        let parsed = syn::parse_file(&text).expect("Rust");
        let lines = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        let mut finder = Finder {
            lines,
            text: &text,
            mutants,
            changes: BTreeMap::new(),
        };
        finder.visit_file(&parsed);
        let changes: Vec<_> = finder
            .changes
            .iter()
            .map(|((start, end, _), change)| (*start..end.0, change))
            .collect();
        std::fs::write(&path, render(&text, 0..text.len(), &changes)).expect("written");
        for mutant in mutants.iter().filter(|m| m.taken.get()) {
            println!("{}", mutant.number);
        }
    }
}
