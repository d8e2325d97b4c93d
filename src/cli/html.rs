//! `parda scan --format html`: one self-contained page, readable in light and dark, without scripts.

use std::collections::BTreeMap;
use std::fmt::Write;

use parda::{Entity, Finding};

/// Hues that stay apart: an entity's place in the sorted list picks one.
const HUES: [u16; 12] = [210, 25, 140, 280, 340, 60, 180, 310, 95, 240, 0, 45];

const STYLE: &str = "\
:root{color-scheme:light dark;--paper:#fff;--ink:#1b1b1f;--dim:#5a5a66;--line:#d5d5de;--l:88%;--s:75%;--t:#111;--b:34%}\
@media(prefers-color-scheme:dark){:root{--paper:#15161a;--ink:#e8e8ee;--dim:#a9a9b8;--line:#3a3b44;--l:26%;--s:45%;--t:#fff;--b:60%}}\
*{box-sizing:border-box}\
body{margin:0 auto;max-width:62rem;padding:1rem;background:var(--paper);color:var(--ink);font:16px/1.6 system-ui,sans-serif}\
h1{font-size:1.4rem;margin:.2rem 0}h2{font-size:1.05rem;margin:1.4rem 0 .4rem}\
p{color:var(--dim);margin:.2rem 0}\
pre{white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid var(--line);border-radius:.5rem;padding:1rem;font:14px/1.7 ui-monospace,monospace}\
mark{background:hsl(var(--h) var(--s) var(--l));color:var(--t);border-radius:.25rem;padding:.05rem .2rem;box-decoration-break:clone;-webkit-box-decoration-break:clone}\
mark:focus{outline:2px solid var(--ink)}\
pre mark:hover::after,pre mark:focus::after{content:\" \" attr(aria-label);font-size:.85em;font-weight:bold}\
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.25rem .4rem;border-bottom:1px solid var(--line)}\
td.n{text-align:right;font-variant-numeric:tabular-nums;width:3.5rem}\
td.b{width:45%}td.b i{display:block;height:.8rem;border-radius:.2rem;background:hsl(var(--h) 60% var(--b))}\
";

/// The page. Letters and digits of values are shown as bullets unless `show`.
pub(crate) fn page(text: &str, findings: &[Finding<'_>], show: bool) -> String {
    let mut counts = BTreeMap::<Entity, usize>::new();
    for finding in findings {
        *counts.entry(finding.entity()).or_default() += 1;
    }
    let hues: BTreeMap<Entity, u16> = counts
        .keys()
        .enumerate()
        .map(|(at, entity)| (*entity, HUES[at % HUES.len()]))
        .collect();
    let mut page = String::with_capacity(text.len() * 2 + 4096);
    let _ = write!(
        page,
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <title>parda report</title><style>{STYLE}</style></head><body>\n<h1>Personal data in this text</h1>\n\
         <p>{} findings of {} kinds in {} bytes.{}</p>\n",
        findings.len(),
        counts.len(),
        text.len(),
        if show { "" } else { " Values are masked." }
    );
    legend(&mut page, &counts, &hues);
    page.push_str("<h2 id=\"text\">Text</h2>\n<pre aria-labelledby=\"text\">");
    let mut at = 0;
    for finding in findings {
        escape(&mut page, &text[at..finding.range().start]);
        let _ = write!(
            page,
            "<mark tabindex=\"0\" role=\"note\" style=\"--h:{}\" aria-label=\"{} {:.2} ",
            hues[&finding.entity()],
            finding.entity(),
            finding.score().fraction()
        );
        escape(&mut page, finding.why());
        page.push_str("\">");
        if show {
            escape(&mut page, finding.expose());
        } else {
            escape(&mut page, &bullets(finding.expose()));
        }
        page.push_str("</mark>");
        at = finding.range().end;
    }
    escape(&mut page, &text[at..]);
    page.push_str("</pre>\n</body></html>\n");
    page
}

fn legend(page: &mut String, counts: &BTreeMap<Entity, usize>, hues: &BTreeMap<Entity, u16>) {
    let Some(most) = counts.values().max() else {
        page.push_str("<p>Nothing was found.</p>\n");
        return;
    };
    page.push_str("<h2>By entity</h2>\n<table><thead><tr><th>Entity</th><th>Count</th><th>Share</th></tr></thead><tbody>\n");
    for (entity, count) in counts {
        let _ = writeln!(
            page,
            "<tr style=\"--h:{}\"><td><mark style=\"--h:{0}\">{entity}</mark></td><td class=\"n\">{count}</td>\
             <td class=\"b\"><i style=\"width:{}%\"></i></td></tr>",
            hues[entity],
            (count * 100 / most).max(2)
        );
    }
    page.push_str("</tbody></table>\n");
}

fn bullets(value: &str) -> String {
    value
        .chars()
        .map(|c| if c.is_alphanumeric() { '•' } else { c })
        .collect()
}

fn escape(page: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => page.push_str("&amp;"),
            '<' => page.push_str("&lt;"),
            '>' => page.push_str("&gt;"),
            '"' => page.push_str("&quot;"),
            c => page.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The number behind `name` in the `turn`th theme of the style: light is 0, dark is 1.
    fn percent(name: &str, turn: usize) -> f64 {
        let at = STYLE
            .match_indices(name)
            .nth(turn)
            .map(|(at, _)| at + name.len());
        let digits: String = STYLE[at.expect("in both themes")..]
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        digits.parse::<f64>().expect("a number") / 100.0
    }

    fn colour(name: &str, turn: usize) -> [f64; 3] {
        let at = STYLE
            .match_indices(name)
            .nth(turn)
            .map(|(at, _)| at + name.len());
        let hex: String = STYLE[at.expect("in both themes")..]
            .chars()
            .take_while(char::is_ascii_hexdigit)
            .collect();
        let long = if hex.len() == 3 {
            hex.chars().flat_map(|c| [c, c]).collect()
        } else {
            hex
        };
        [0, 2, 4]
            .map(|at| f64::from(u8::from_str_radix(&long[at..at + 2], 16).expect("hex")) / 255.0)
    }

    /// CSS Color 4, section 7.1.
    fn hsl(hue: u16, saturation: f64, lightness: f64) -> [f64; 3] {
        [0.0, 8.0, 4.0].map(|n| {
            let k = (n + f64::from(hue) / 30.0) % 12.0;
            let a = saturation * lightness.min(1.0 - lightness);
            lightness - a * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0)
        })
    }

    /// WCAG 2.2, relative luminance and contrast ratio.
    fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
        let luminance = |colour: [f64; 3]| {
            let [r, g, b] = colour.map(|c| {
                if c <= 0.040_45 {
                    c / 12.92
                } else {
                    ((c + 0.055) / 1.055).powf(2.4)
                }
            });
            0.2126 * r + 0.7152 * g + 0.0722 * b
        };
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn every_hue_can_be_read_in_light_and_dark() {
        for turn in [0, 1] {
            let paper = colour("--paper:#", turn);
            assert!(contrast(colour("--ink:#", turn), paper) >= 4.5);
            assert!(contrast(colour("--dim:#", turn), paper) >= 4.5);
            for hue in HUES {
                let mark = hsl(hue, percent("--s:", turn), percent("--l:", turn));
                let bar = hsl(hue, 0.6, percent("--b:", turn));
                assert!(
                    contrast(colour("--t:#", turn), mark) >= 4.5,
                    "text on {hue}"
                );
                assert!(contrast(bar, paper) >= 3.0, "the bar of {hue}");
            }
        }
    }

    #[test]
    fn each_finding_is_reached_by_keyboard_and_named() {
        let text = "mail asha@example.com, card 4111 1111 1111 1111";
        let page = page(text, &parda::Scanner::new().scan(text), false);
        assert_eq!(
            page.matches("<mark tabindex=\"0\" role=\"note\"").count(),
            2
        );
        assert!(page.contains("aria-label=\"EMAIL 0.") && page.contains("aria-label=\"CARD 0."));
        assert!(!page.contains("<script") && !page.contains("asha"));
    }
}
